// SEG-Y surveys as a source, and copies of them with other samples as a sink, with segyio.
#include "file_ending.hpp"
#include "shared_survey.hpp"
#include "source.hpp"
#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/segy/survey.hpp>
#include <diapir/io/segy/survey_writer.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

namespace attributes_program {

using namespace diapir;
using io::segy::line_block;
using io::segy::survey;
using io::segy::survey_writer;
using io::segy::trace_index;
namespace fs = std::filesystem;

namespace {

/// How the lines of a survey are its sections.
struct section_lines {
    const survey* file;
    bool along_inlines;

    std::size_t count() const { return along_inlines ? file->ilines() : file->xlines(); }
    std::size_t traces() const { return along_inlines ? file->xlines() : file->ilines(); }
    bool hole(std::size_t section, std::size_t trace) const {
        const auto& index = file->index();
        return (along_inlines ? index.at(section, trace) : index.at(trace, section)) == trace_index::none;
    }
    line_block block(std::size_t first, std::size_t some) const {
        return along_inlines ? line_block{first, some, 0, traces()} : line_block{0, traces(), first, some};
    }
};

/// {a, b, samples} as {b, a, samples}.
kept_vector<float> exchanged(const kept_vector<float>& traces, std::size_t a, std::size_t b, std::size_t samples) {
    kept_vector<float> out(traces.size());
    parallel_for(
        b,
        [&](std::size_t k) {
            for (std::size_t i = 0; i < a; ++i)
                std::copy_n(traces.data() + (i * b + k) * samples, samples, out.data() + (k * a + i) * samples);
        },
        a * samples);
    return out;
}

/// Calls f(row, column) for all of a matrix, in an order in which neighbors of both axes are near in time.
template <class F>
void for_each_tiled(std::size_t rows, std::size_t cols, const F& f) {
    constexpr std::size_t tile = 32;
    for (std::size_t first = 0; first < rows; first += tile)
        for (std::size_t c = 0; c < cols; ++c)
            for (std::size_t r = first; r < std::min(rows, first + tile); ++r) f(r, c);
}

class segy_sink final : public sink<float> {
public:
    segy_sink(section_lines lines, const fs::path& path, output what) : lines_(lines), what_(std::move(what)) {
        for (const std::string& label : what_.labels) {
            fs::path name = path;
            if (what_.labels.size() > 1)
                name.replace_filename(path.stem().string() + '_' + file_name_of(label) + path.extension().string());
            names_.push_back(std::move(name));
        }
    }

    std::vector<fs::path> files() const override { return names_; }
    bool begun() const override {
        return std::all_of(names_.begin(), names_.end(),
                           [](const fs::path& name) { return io::is_there(io::partial_file::name_beside(name)); });
    }
    bool has(std::size_t, std::size_t) const override { return true; }
    void begin() override { open(); }
    void open() override {
        while (writers_.size() < names_.size()) writers_.emplace_back(*lines_.file, names_[writers_.size()]);
    }
    void write(std::size_t first, const array<float>& values) override {
        const std::size_t some = values.shape()[0];
        for (std::size_t i = 0; i < names_.size(); ++i) {
            kept_vector<float> traces = traces_of(values, i);
            if (!lines_.along_inlines) traces = exchanged(traces, some, lines_.traces(), lines_.file->samples());
            writers_[i].write(lines_.block(first, some), traces.data());
            writers_[i].begin_flush(lines_.block(first, some));
        }
    }
    void flush() override {
        for (const fs::path& name : names_) io::sync_file(io::partial_file::name_beside(name));
    }
    void finish() override {
        for (survey_writer& writer : writers_) writer.commit();
    }
    void discard() override {
        for (survey_writer& writer : writers_) writer.discard();
    }
    std::string written() const override {
        return names_.size() == 1 ? names_[0].string()
                                  : std::to_string(names_.size()) + " surveys, the last one " + names_.back().string();
    }

private:
    /// One attribute of sections {n, samples, traces, attributes}, or of inlines {n, traces, samples, attributes}, as
    /// {n, traces, samples}; what is not finite, which IBM floats cannot tell, is 0.
    kept_vector<float> traces_of(const array<float>& values, std::size_t attribute) const {
        const std::size_t traces = lines_.traces(), samples = lines_.file->samples(), depth = names_.size();
        kept_vector<float> out(values.shape()[0] * traces * samples);
        parallel_for(
            values.shape()[0],
            [&](std::size_t n) {
                const float* from = values.data() + n * traces * samples * depth + attribute;
                float* to = out.data() + n * traces * samples;
                const auto finite = [](float v) { return std::abs(v) <= std::numeric_limits<float>::max() ? v : 0.0f; };
                if (what_.volume)
                    for (std::size_t i = 0; i < traces * samples; ++i) to[i] = finite(from[i * depth]);
                else
                    for_each_tiled(samples, traces, [&](std::size_t s, std::size_t t) {
                        to[t * samples + s] = finite(from[(s * traces + t) * depth]);
                    });
            },
            2 * traces * samples);
        return out;
    }

    section_lines lines_;
    output what_;
    std::vector<fs::path> names_;
    std::deque<survey_writer> writers_;  // which do not move
};

class segy_source final : public source<float> {
public:
    segy_source(const fs::path& path, bool volume, const section_options& o)
        : survey_(programs::open_on_all_ranks(path, o.keys)),
          volume_(volume),
          lines_{&survey_, o.direction == "inline"} {
        require(!volume || lines_.along_inlines, "--direction: expected inline with --volume, got ", o.direction);
        require<file_error>(!volume || survey_.keys().lines(), path.string(),
                            ": expected a volume, got one line: ", survey_.note(),
                            "; --iline and --xline name the bytes of the lines");
    }

    std::vector<fs::path> files() const override { return {survey_.file().name()}; }
    diapir::shape extents() const override {
        return volume_ ? diapir::shape{lines_.count(), lines_.traces(), survey_.samples()}
                       : diapir::shape{lines_.count(), survey_.samples(), lines_.traces()};
    }
    diapir::shape shape() const override { return extents().drop(lines_.count() == 1 && !volume_ ? 1 : 0); }
    array<float> read(std::size_t first, std::size_t last) const override {
        const std::size_t some = last - first, count = lines_.traces(), samples = survey_.samples();
        kept_vector<float> traces(some * count * samples);
        survey_.read(lines_.block(first, some), traces.data());
        if (!lines_.along_inlines) traces = exchanged(traces, count, some, samples);
        array<float> amplitudes = make_array<float>(diapir::shape{some}.then(extents().drop(1)));
        parallel_for(
            some,
            [&](std::size_t n) {
                float* section = traces.data() + n * count * samples;
                fill_holes(first + n, section);
                float* to = amplitudes.data() + n * count * samples;
                if (volume_)
                    std::copy_n(section, count * samples, to);
                else
                    for_each_tiled(count, samples,
                                   [&](std::size_t t, std::size_t s) { to[s * count + t] = section[t * samples + s]; });
            },
            2 * count * samples);
        return amplitudes;
    }
    bool is_survey() const override { return true; }
    std::optional<double> interval() const override {
        const double microseconds = survey_.file().layout().interval;
        return microseconds > 0 ? std::optional(microseconds / 1e6) : std::nullopt;
    }
    std::optional<double> trace_spacing() const override { return spacing(!lines_.along_inlines); }
    std::optional<double> section_spacing() const override { return spacing(lines_.along_inlines); }
    std::unique_ptr<sink<float>> beside(const fs::path& path, const output& what) const override {
        if (!programs::is_segy(path)) return make_sink<float>(path, what);
        return std::make_unique<segy_sink>(lines_, path, what);
    }

private:
    /// In place of a hole stands the nearest trace of its section {traces, samples}, the earlier one of two.
    void fill_holes(std::size_t section, float* traces) const {
        const std::size_t count = lines_.traces(), samples = survey_.samples();
        std::vector<std::size_t> living;
        for (std::size_t t = 0; t < count; ++t)
            if (!lines_.hole(section, t)) living.push_back(t);
        if (living.empty()) return;
        std::size_t next = 0;  // of the living ones, that is not before the trace
        for (std::size_t t = 0; t < count; ++t) {
            while (next < living.size() && living[next] < t) ++next;
            const bool before = next > 0 && (next == living.size() || t - living[next - 1] <= living[next] - t);
            const std::size_t nearest =
                before && !(next < living.size() && living[next] == t) ? living[next - 1] : living[next];
            if (nearest != t) std::copy_n(traces + nearest * samples, samples, traces + t * samples);
        }
    }
    /// From inline to inline or from crossline to crossline, where coordinates are lengths.
    std::optional<double> spacing(bool of_inlines) const {
        char header[io::segy::header_bytes];
        survey_.file().read_headers(0, 1, header);
        const auto& map = survey_.index().coordinates;
        const auto unit = io::segy::header_field(header, 89, survey_.file().layout().order, 2);
        const auto& axis = of_inlines ? survey_.index().ilines : survey_.index().xlines;
        const double step = (of_inlines ? map.per_iline : map.per_xline).length() * static_cast<double>(axis.step);
        const bool known = survey_.keys().lines() && map.determined && unit <= 1 && step > 0;
        return known ? std::optional(step) : std::nullopt;
    }

    survey survey_;
    bool volume_;
    section_lines lines_;
};

}  // namespace

std::unique_ptr<source<float>> open_segy(const fs::path& path, bool volume, const section_options& lines) {
    return std::make_unique<segy_source>(path, volume, lines);
}

}  // namespace attributes_program
