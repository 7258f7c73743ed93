#include "compute.hpp"

#include "figures.hpp"
#include "ranks.hpp"
#include "require_apart.hpp"
#include "require_begun.hpp"
#include "sink.hpp"
#include "source.hpp"
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/distributed/hand_out_runs.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace attributes_program {

using namespace diapir;
using programs::leads;
using programs::ranks;
using programs::require_apart;

namespace {

/// Throws diapir::error where an attribute asks for the interval of samples, which nobody has said.
template <class T>
void require_interval(const settings& s, const source<T>& from) {
    if (!from.is_survey() || s.interval || from.interval()) return;
    for (const attributes::list_entry& entry : attributes::parse_list(s.attributes)) {
        const bool said = std::any_of(entry.options.begin(), entry.options.end(),
                                      [](const auto& option) { return option.name == "sample_interval"; });
        require(said || !attributes::registered().at(entry.name).has_option("sample_interval"), s.in.string(),
                ": byte 3217: expected the interval of samples that ", entry.name,
                " takes, got 0; say it in seconds with --interval");
    }
}

/// What is known of distances goes to all attributes that ask for it.
template <class T>
attributes::attribute_list list_of(const settings& s, const source<T>& from) {
    require_interval(s, from);
    attributes::list_options options{.preset = s.preset};
    const auto everywhere = [&](const char* option, const std::optional<double>& said,
                                const std::optional<double>& read) {
        const std::optional<double> value = said ? said : read;
        if (value) options.defaults.push_back({"", option, attributes::option_text<double>::format(*value)});
    };
    everywhere("sample_interval", s.interval, from.interval());
    everywhere("trace_spacing", s.spacing, from.trace_spacing());
    everywhere("inline_spacing", s.spacing, from.section_spacing());
    return attributes::attributes_of(s.attributes, options);
}

/// Some sections or inlines, and those around them that their attributes depend on.
struct slab {
    std::size_t first, last, first_read, last_read;
};

/// On how many inlines to either side values depend.
std::size_t inlines_around(const settings& s, const shape& extents, const attributes::attribute_list& list) {
    return s.volume ? std::min(list.inlines(), extents[0]) : 0;
}

/// How many sections or inlines are computed at once in that much memory at most; of a volume at least so many that
/// those which are read twice are the smaller part.
std::size_t at_once(const settings& s, const shape& extents, std::size_t element,
                    const attributes::attribute_list& list) {
    // amplitudes, values, an attribute on its way, twice where they are transposed
    const std::size_t one = extents.drop(1).size() * element * (list.size() + 4);
    const std::size_t fit = s.memory * 1048576 / one, around = 2 * inlines_around(s, extents, list);
    return std::clamp(fit > around ? fit - around : 0, std::clamp<std::size_t>(around, 1, extents[0]), extents[0]);
}

/// The values of a slab alone, {last - first, ..., ..., attributes}.
template <class T>
array<T> values_of(const settings& s, const source<T>& from, const attributes::attribute_list& list, const slab& part) {
    array<T> amplitudes = from.read(part.first_read, part.last_read);
    if (s.zero != 0)
        for (T& amplitude : amplitudes) amplitude -= static_cast<T>(s.zero);
    const array<T> values = s.volume ? list.volume(amplitudes) : list(amplitudes);
    if (part.first == part.first_read && part.last == part.last_read) return values;
    return slice(values, part.first - part.first_read, part.last - part.first_read);
}

/// The values of one section, {samples, traces, attributes}, in double: of a volume those of an inline, turned.
template <class T>
array<double> section_of(const array<T>& values, std::size_t index, bool volume) {
    array<double> one = xt::cast<double>(slice(values, index, index + 1));
    const shape s = shape_of(one);
    one.reshape({s[1], s[2], s[3]});
    return volume ? array<double>(xt::transpose(one, {1, 0, 2})) : one;
}

/// Names, sizes and times of files, in lines.
std::string state_of(const std::vector<std::filesystem::path>& files) {
    std::string state;
    for (const auto& path : files) {
        std::error_code ignored;
        const auto changed = std::filesystem::last_write_time(path, ignored).time_since_epoch().count();
        state += diapir::detail::concat(std::filesystem::absolute(path).string(), ' ',
                                        std::filesystem::file_size(path, ignored), ' ', changed, '\n');
    }
    return state;
}

/// One computation, that ranks share: each computes and writes slabs, and the one that leads draws and tells.
template <class T>
class computation {
public:
    explicit computation(const settings& s)
        : s_(s),
          from_(open_source<T>(s.in, s.volume, s.lines)),
          list_(list_of(s, *from_)),
          count_(from_->extents()[0]),
          at_once_(at_once(s, from_->extents(), sizeof(T), list_)),
          step_(s.volume ? at_once_ : 1),
          shown_(s.shown.value_or(count_ / 2)) {
        require(std::abs(s.zero) <= static_cast<double>(std::numeric_limits<T>::max()),
                "--zero: expected a number that amplitudes of ", 8 * sizeof(T), " bits can be, got ", s.zero);
        require(s.figures.empty() || shown_ < count_, "--show: expected a number below ", count_, ", got ", shown_);
        if (!s.figures.empty()) require_apart(from_->files(), figure_files(s.figures, list_), "--figures");
        if (s.out.empty()) return;
        to_ = from_->beside(s.out, {from_->shape(), list_.labels(), s.volume});
        require_apart(from_->files(), to_->files(), "--out");
    }
    void run() {
        if (to_) write();
        if (!leads()) return;
        if (!s_.figures.empty()) {
            if (picture_.dimension() == 0) picture_ = section_of(values(shown_, shown_ + 1), 0, s_.volume);
            draw_attributes(s_.figures, list_, picture_, s_.scale);
        }
        if (to_) std::cout << "wrote " << to_->written() << '\n';
        if (!s_.figures.empty())
            std::cout << "wrote " << list_.size() + 1 << " figures to " << s_.figures.string() << '\n';
        std::cout << list_.size() << " attributes of " << from_->shape() << " in " << clock_.seconds() << " s\n";
    }

private:
    /// Of a volume slabs, whose sums over windows are rounded as they are cut; else sections, one by one.
    std::size_t parts() const { return (count_ + step_ - 1) / step_; }
    array<T> values(std::size_t first, std::size_t last) const {
        const std::size_t around = inlines_around(s_, from_->extents(), list_);
        return values_of(s_, *from_, list_,
                         {first, last, first - std::min(first, around), std::min(count_, last + around)});
    }
    /// All that the numbers depend on.
    std::string job() const {
        std::string labels, numbers;
        for (const std::string& label : list_.labels()) labels += label + '\n';
        for (const double number : {s_.zero, s_.interval.value_or(0), s_.spacing.value_or(0),
                                    from_->interval().value_or(0), from_->trace_spacing().value_or(0)})
            numbers += attributes::option_text<double>::format(number) + ' ';
        return diapir::detail::concat("attributes ", diapir::version, '\n', labels, s_.attributes, '\n',
                                      state_of(from_->files()), from_->shape(), ' ', s_.volume, ' ', s_.preset, ' ',
                                      numbers, step_, ' ', sizeof(T), ' ', s_.lines.keys.text(), ' ',
                                      s_.lines.direction);
    }
    /// Where there is enough to wait for.
    progress_callback tell() const {
        return [last = std::size_t{0}](const progress& p) mutable {
            const std::size_t percent = 100 * p.done / p.total;
            if (p.total >= 10 && percent / 10 != last / 10)
                std::cout << percent << " %, " << static_cast<int>(p.seconds) << " s, "
                          << static_cast<int>(p.seconds_left) << " s left\n"
                          << std::flush;
            last = percent;
            return true;
        };
    }
    void begin(std::optional<io::part_journal>& journal) {
        const auto path = io::partial_file::name_beside(s_.out, ".parts");
        programs::require_begun(path, to_->files());
        const bool before = io::is_there(path) && to_->begun();
        journal.emplace(path, parts(), job(), programs::growing(to_->files()));  // first: it says whose they are
        programs::remove_abandoned(*journal);
        if (!before) journal->clear();
        to_->begin();
        std::size_t count = 0;
        for (std::size_t part = 0; part < parts(); ++part) count += done(*journal, part);
        if (count > 0)
            std::cout << "going on: " << count << " of " << parts()
                      << (s_.volume ? " slabs are done\n" : " sections are done\n");
    }
    /// Whether an earlier run has done a part, and what it wrote is still there.
    bool done(const io::part_journal& journal, std::size_t part) const {
        return journal.has(part) && to_->has(part * step_, std::min(count_, (part + 1) * step_));
    }
    void write() {
        std::optional<io::part_journal> journal;
        distributed::hand_out_runs_options options;
        const auto some_parts = [&](distributed::item_run run) {
            const std::size_t first = run.first * step_, last = std::min(count_, run.last * step_);
            const auto some = [&](std::size_t begin, std::size_t end) {
                const array<T> found = values(begin, end);
                to_->write(begin, found);
                if (leads() && !s_.figures.empty() && begin <= shown_ && shown_ < end)
                    picture_ = section_of(found, shown_ - begin, s_.volume);
            };
            if (s_.volume || last - first < 2 * threads()) {
                some(first, last);
            } else {  // sections one by one, which stay near the processor
                parallel_chunks(last - first, [&](std::size_t i) { some(first + i, first + i + 1); });
            }
            to_->flush();
        };
        try {
            if (leads()) {
                begin(journal);
                options = {.most = s_.volume ? 1 : at_once_,
                           .finished = [&](std::size_t part) { return done(*journal, part); },
                           .record = [&](std::span<const std::size_t> done) { journal->record(done); },
                           .progress = tell()};
            }
            ranks().barrier();  // the files are there
            to_->open();
            distributed::hand_out_runs(ranks(), parts(), some_parts, options);
        } catch (...) {
            if (journal && journal->count() == 0) {
                to_->discard();
                journal->remove();
            }
            throw;
        }
        if (!leads()) return;
        to_->finish();
        journal->remove();
    }

    const settings& s_;
    stopwatch clock_;
    std::unique_ptr<source<T>> from_;
    attributes::attribute_list list_;
    std::size_t count_, at_once_, step_, shown_;
    std::unique_ptr<sink<T>> to_;
    array<double> picture_;
};

}  // namespace

void compute(const settings& s) {
#ifdef __GLIBC__
    // Sections of one size come and go: their memory stays here, and no page is taken from the system twice.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 25);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 28);
#endif
    needs_double(s.in) ? computation<double>(s).run() : computation<float>(s).run();
}

}  // namespace attributes_program
