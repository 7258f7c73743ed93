// 'salt predict': what a trained network says of a whole volume, part by part, on one rank or several.
#include "../checksum.hpp"
#include "amplitudes.hpp"
#include "file_ending.hpp"
#include "ranks.hpp"
#include "require_apart.hpp"
#include "require_begun.hpp"
#include "section_predictor.hpp"
#include "survey_steps.hpp"
#include "volume_lines.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/distributed/collectives.hpp>
#include <diapir/distributed/hand_out_runs.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace salt {

using namespace diapir;
using io::json;
using io::partial_file;
using programs::ending_of;
using programs::leads;
using programs::ranks;

namespace {

/// One of the volumes that are written: its file, and how a sample comes from what the predictor gives for it.
struct written_volume {
    std::filesystem::path path;
    std::string quantity;
    double code;  ///< the value of a sample of 1, with 8 bits
    std::size_t value;
    float (*of)(float value, float threshold);
};

float as_it_is(float v, float) {
    return v;
}
float class_of(float p, float threshold) {
    return p > threshold ? 1.0f : 0.0f;
}
/// In bits: 0 where the network is sure, 1 where it cannot tell.
float entropy_of(float p, float) {
    const auto term = [](double q) { return q > 0 ? -q * std::log2(q) : 0.0; };
    return static_cast<float>(term(static_cast<double>(p)) + term(1 - static_cast<double>(p)));
}

/// FILE_NAME.ending beside FILE.ending.
std::filesystem::path beside(const std::filesystem::path& file, const std::string& name) {
    return file.parent_path() / (file.stem().string() + "_" + name + file.extension().string());
}

/// The label of a channel, such as energy(window=9), as a part of the name of a file.
std::string word_of(std::string label) {
    std::replace_if(
        label.begin(), label.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '-'; }, '_');
    return label;
}

std::vector<written_volume> volumes_of(const survey_settings& s, const preparation& p) {
    std::vector<written_volume> all;
    require(!s.volumes.empty(), "--volumes: expected at least one of probability, class and entropy");
    for (const std::string& name : s.volumes) {
        require(std::count(s.volumes.begin(), s.volumes.end(), name) == 1,
                "--volumes: expected each of them once, got ", name, " twice");
        const auto path = all.empty() ? s.output : beside(s.output, name);
        if (name == "probability") all.push_back({path, "PROBABILITY OF SALT", 1.0 / 127, 0, as_it_is});
        if (name == "class") all.push_back({path, "SALT", 1, 0, class_of});
        if (name == "entropy") all.push_back({path, "ENTROPY OF SALT (BITS)", 1.0 / 127, 0, entropy_of});
    }
    if (s.explain != "none")
        for (std::size_t c = 0; c < p.channels.size(); ++c)
            all.push_back({beside(s.output, word_of(p.channels[c])), "CONTRIBUTION OF CHANNEL " + std::to_string(c + 1),
                           1.0 / 127, 1 + c, as_it_is});
    return all;
}

amplitude_map amplitudes_for(const survey_settings& s, const volume_source& volume, const preparation& p) {
    constexpr std::size_t traces = 20000;
    const amplitude_range here = range_of(volume.statistics(traces));
    const amplitude_map map = map_amplitudes(s.amplitudes, here, p.amplitudes);
    std::cout << "amplitudes: " << text_of(here) << "; in training " << text_of(p.amplitudes);
    if (map.changes()) std::cout << "; multiplied by " << map.factor << ", then " << map.shift << " is added";
    std::cout << '\n';
    for (const std::string& sentence : foreign_amplitudes(map, here, p.amplitudes))
        std::cerr << "salt: warning: " << s.input.string() << ": " << sentence << "; the network may be wrong there\n";
    return map;
}

/// What makes a job the same job: all that the values depend on, of another version of this program too.
json job_of(const survey_settings& s, const std::vector<written_volume>& volumes, const volume_extents& e,
            const section_predictor& predictor) {
    std::error_code ignored;
    json names = json::array();
    for (const auto& v : volumes) names.push_back({v.path.filename().string(), v.quantity});
    const auto changed = std::filesystem::last_write_time(s.input, ignored).time_since_epoch().count();
    return {{"job", "predict"},
            {"version", diapir::version},
            {"model", checksum_of(s.model)},
            {"input", std::filesystem::absolute(s.input).lexically_normal().string()},
            {"bytes", std::filesystem::file_size(s.input, ignored)},
            {"changed", static_cast<std::int64_t>(changed)},
            {"keys", s.keys.text()},
            {"extents", {e.ilines, e.xlines, e.samples}},
            {"direction", s.direction},
            {"tiles", {predictor.tiles_text(e.samples, e.xlines), predictor.tiles_text(e.samples, e.ilines)}},
            {"explain", s.explain},
            {"background", s.background},
            {"threshold", s.threshold},
            {"eight_bits", s.eight_bits},
            {"amplitudes", s.amplitudes},
            {"volumes", names}};
}

class prediction {
public:
    prediction(const survey_settings& s, const trained_model& model, const volume_source& volume)
        : s_(s),
          volume_(volume),
          extents_(volume.extents()),
          predictor_(model, {s.overlap, s.explain, s.background}),
          volumes_(volumes_of(s, model.prepared)),
          amplitudes_(amplitudes_for(s, volume, model.prepared)),
          median_(static_cast<float>(model.prepared.amplitudes.median())),
          plan_(extents_, s.direction, s.memory, predictor_.values()) {}

    /// All ranks call it.
    void run() {
        for (const auto& v : volumes_) programs::require_apart({s_.input, s_.model}, {v.path}, "--out");
        if (ending_of(s_.input) == ".png") return programs::on_leader([&] { run_at_once(); });
        if (leads() && io::is_there(journal_path())) open_journal();
        if (!distributed::broadcast(ranks(), leads() && finished_before())) {
            if (leads()) begin();
            ranks().barrier();  // the files are there
            if (!leads()) open_files();
            for (const bool along_inlines : {true, false}) hand_out_lines(along_inlines);
            if (leads())
                for (auto& sink : sinks_) sink->commit();
        }
        if (!leads()) return;
        scratch_.reset();
        programs::remove_growing(
            partial_file::name_beside(scratch_path()));  // that of the same work in other directions too
        journal_->remove();
        tell_of_files();
    }

private:
    std::filesystem::path scratch_path() const { return partial_file::name_beside(s_.output, ".inlines"); }
    std::filesystem::path journal_path() const { return partial_file::name_beside(s_.output, ".parts"); }
    /// All that grow while the lines are done.
    std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> all{scratch_path()};
        for (const auto& v : volumes_) all.push_back(v.path);
        return all;
    }
    /// Of inlines, and then crosslines, one by one: what is said of a line does not depend on those beside it.
    void open_journal() {
        journal_.emplace(journal_path(), plan_.size(), job_of(s_, volumes_, extents_, predictor_).dump(),
                         programs::growing(files()));
        programs::remove_abandoned(*journal_);
    }
    void tell_of_files() const {
        for (const auto& v : volumes_) {
            std::cout << v.path.string();
            if (s_.eight_bits && ending_of(v.path) == ".npy") std::cout << ": value = sample * " << v.code;
            std::cout << '\n';
        }
    }
    /// Of an image, which is written whole.
    void run_at_once() {
        open_files();
        for (const bool along_inlines : {true, false})
            for (const auto& run : distributed::runs_of_items(plan_.lines(along_inlines), plan_.most(along_inlines), 1))
                do_lines(along_inlines, run);
        for (auto& sink : sinks_) sink->commit();
        if (scratch_) scratch_->discard();
        tell_of_files();
    }
    /// The rank that leads makes the files, or finds those that an earlier run has left with what they hold.
    void begin() {
        if (!journal_) {
            programs::require_begun(journal_path(), files());
            open_journal();  // first: it says whose the files are
        }
        if (!all_begun()) journal_->clear();
        try {
            open_files();
        } catch (...) {
            if (journal_->count() == 0) give_up();
            throw;
        }
        if (journal_->count() > 0)
            std::cout << "going on: " << journal_->count() << " of " << plan_.size() << " lines are done\n";
    }
    /// Leaves nothing of files of which no line was done, so that the same command can begin anew.
    void give_up() {
        sinks_.clear();
        scratch_.reset();
        for (const auto& name : programs::growing(files())) programs::remove_growing(name);
        journal_->remove();
    }
    /// Hands out the lines of a direction; each rank writes its own.
    void hand_out_lines(bool along_inlines) {
        const std::size_t first = along_inlines ? 0 : plan_.lines(true);
        distributed::hand_out_runs_options options{.most = plan_.most(along_inlines)};
        if (leads()) {
            options.finished = [&](std::size_t line) { return journal_->has(first + line); };
            options.record = [&](std::span<const std::size_t> done) {
                std::vector<std::size_t> lines;
                for (const std::size_t line : done) lines.push_back(first + line);
                journal_->record(lines);
            };
            options.progress = tell(along_inlines ? "inlines" : "crosslines");
        }
        distributed::hand_out_runs(
            ranks(), plan_.lines(along_inlines), [&](distributed::item_run run) { do_lines(along_inlines, run); },
            options);
    }
    /// Whether an earlier run had done everything and was about to give the files their names. It does that then.
    bool finished_before() {
        if (!journal_ || journal_->count() < plan_.size()) return false;
        std::error_code failure;
        for (const auto& v : volumes_) {
            const auto partial = partial_file::name_beside(v.path);
            if (io::is_there(partial)) std::filesystem::rename(partial, v.path, failure);
            if (failure || !io::is_there(v.path)) return false;
        }
        std::filesystem::remove(partial_file::name_beside(scratch_path()), failure);
        return true;
    }
    bool all_begun() const {
        const bool scratch = !plan_.both() || io::is_there(partial_file::name_beside(scratch_path()));
        return scratch && std::all_of(volumes_.begin(), volumes_.end(),
                                      [](const auto& v) { return io::is_there(partial_file::name_beside(v.path)); });
    }
    void open_files() {
        for (const auto& v : volumes_) sinks_.push_back(volume_.beside(v.path, {s_.eight_bits, v.code, v.quantity}));
        if (!plan_.both()) return;
        scratch_.emplace(scratch_path());
        const std::size_t bytes = extents_.traces() * trace_bytes();
        if (scratch_->size() != bytes) scratch_->resize(bytes);
    }
    static progress_callback tell(const char* what) {
        return [what, last = std::size_t{0}](const progress& p) mutable {
            const std::size_t percent = 100 * p.done / p.total;
            if (percent / 10 != last / 10 || p.done == p.total)
                std::cout << what << ' ' << percent << " %, " << static_cast<int>(p.seconds) << " s, "
                          << static_cast<int>(p.seconds_left) << " s left\n"
                          << std::flush;
            last = percent;
            return true;
        };
    }

    /// Of one trace of the scratch file: all values of its samples.
    std::size_t trace_bytes() const { return extents_.samples * predictor_.values() * sizeof(float); }

    void do_lines(bool along_inlines, distributed::item_run run) {
        const volume_block block = plan_.block(along_inlines, run.first, run.last);
        const std::size_t samples = extents_.samples;
        std::vector<float> amplitudes(block.traces() * samples);
        volume_.read(block, amplitudes.data());
        std::vector<float> values = values_of(block, along_inlines, amplitudes);
        if (plan_.both() && along_inlines) return keep(block, values);
        if (plan_.both()) add_kept(block, values);
        blank_dead_traces(block, amplitudes, values);
        write(block, values);
    }
    /// The values {inlines, crosslines, samples, values} of a block, seen along one direction.
    std::vector<float> values_of(const volume_block& block, bool along_inlines, const std::vector<float>& amplitudes) {
        const line_order order{block, extents_.samples, along_inlines};
        array<float> sections = sections_of(order, amplitudes, [&](float a) {
            return std::isfinite(a) ? static_cast<float>(amplitudes_(static_cast<double>(a))) : median_;
        });
        const array<float> found = predictor_(sections);
        return traces_of(order, found, predictor_.values());
    }
    void keep(const volume_block& block, const std::vector<float>& values) {
        const std::size_t row = block.xlines * trace_bytes();
        for (std::size_t i = 0; i < block.ilines; ++i)
            scratch_->write(((block.first_iline + i) * extents_.xlines + block.first_xline) * trace_bytes(),
                            reinterpret_cast<const char*>(values.data()) + i * row, row);
        io::sync_file(partial_file::name_beside(scratch_path()));
    }
    /// The mean of the values and those that were kept.
    void add_kept(const volume_block& block, std::vector<float>& values) {
        const std::size_t count = block.xlines * extents_.samples * predictor_.values();
        parallel_for(block.ilines, [&](std::size_t i) {
            std::vector<float> kept(count);
            scratch_->read(((block.first_iline + i) * extents_.xlines + block.first_xline) * trace_bytes(),
                           count * sizeof(float), reinterpret_cast<char*>(kept.data()));
            float* to = values.data() + i * count;
            for (std::size_t n = 0; n < count; ++n) to[n] = (to[n] + kept[n]) / 2;
        });
    }
    /// Nothing is said of traces that say nothing.
    void blank_dead_traces(const volume_block& block, const std::vector<float>& amplitudes,
                           std::vector<float>& values) const {
        const std::size_t samples = extents_.samples, depth = samples * predictor_.values();
        for (std::size_t t = 0; t < block.traces(); ++t)
            if (is_dead(amplitudes.data() + t * samples, samples)) std::fill_n(values.data() + t * depth, depth, 0.0f);
    }
    void write(const volume_block& block, const std::vector<float>& values) {
        const std::size_t count = block.traces() * extents_.samples, depth = predictor_.values();
        std::vector<float> one(count);
        const auto threshold = static_cast<float>(s_.threshold);
        for (std::size_t v = 0; v < volumes_.size(); ++v) {
            const written_volume& volume = volumes_[v];
            parallel_ranges(count, 16384, [&](std::size_t first, std::size_t last) {
                for (std::size_t n = first; n < last; ++n)
                    one[n] = volume.of(values[n * depth + volume.value], threshold);
            });
            sinks_[v]->write(block, one.data());
            const auto growing = partial_file::name_beside(volume.path);
            if (io::is_there(growing)) io::sync_file(growing);
        }
    }

    const survey_settings& s_;
    const volume_source& volume_;
    volume_extents extents_;
    section_predictor predictor_;
    std::vector<written_volume> volumes_;
    amplitude_map amplitudes_;
    float median_;
    volume_lines plan_;
    std::vector<std::unique_ptr<volume_sink>> sinks_;
    std::optional<partial_file> scratch_;
    std::optional<io::part_journal> journal_;  // of the rank that leads
};

}  // namespace

void predict_volume(const survey_settings& s) {
    const trained_model model = load_model(s.model);
    const auto volume = open_volume(s.input, s.keys, true);
    require_sections(volume->extents(), s.direction, s.input.string());
    prediction(s, model, *volume).run();
}

}  // namespace salt
