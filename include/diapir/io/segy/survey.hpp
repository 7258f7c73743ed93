// A SEG-Y file as a survey: inlines x crosslines x samples, of which parts are read when they are asked for.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/amplitude_statistics.hpp>
#include <diapir/io/segy/header_readers.hpp>
#include <diapir/io/segy/trace_file.hpp>
#include <diapir/io/segy/trace_index.hpp>
#include <diapir/io/segy/trace_keys.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// Consecutive inlines and crosslines, by their indexes.
struct line_block {
    std::size_t first_iline = 0, ilines = 0, first_xline = 0, xlines = 0;

    std::size_t traces() const { return ilines * xlines; }
};

/// All functions may be called from several threads.
class survey {
public:
    /// Opens a file and indexes its traces, by their headers alone. `asked` names the keys that are known; with
    /// `by_number` lines are not looked for, and all traces are one line. Several programs may open it together, and
    /// share the reading of the headers. Throws file_error for anything that is no SEG-Y file that can be read, and
    /// argument_error for keys beyond a header.
    explicit survey(const std::filesystem::path& path, const trace_keys& asked = {}, bool by_number = false,
                    const header_readers& readers = {})
        : file_(path) {
        found_keys found = find_keys(file_, asked);
        if (by_number) found.keys.iline = found.keys.xline = 0;
        keys_ = found.keys;
        note_ = by_number ? "traces are taken by their numbers" : found.note;
        index_ = make_index(file_, keys_, readers);
    }

    const trace_file& file() const { return file_; }
    const trace_index& index() const { return index_; }
    const trace_keys& keys() const { return keys_; }
    /// Why traces are known by their number alone; empty where they are not.
    const std::string& note() const { return note_; }
    std::size_t ilines() const { return index_.ilines.count; }
    std::size_t xlines() const { return index_.xlines.count; }
    std::size_t samples() const { return file_.samples(); }
    line_block whole() const { return {0, ilines(), 0, xlines()}; }
    /// Throws argument_error for lines that do not exist.
    void require_block(const line_block& block) const {
        require(block.first_iline <= ilines() && block.ilines <= ilines() - block.first_iline &&
                    block.first_xline <= xlines() && block.xlines <= xlines() - block.first_xline,
                file_.name(), ": expected lines within ", ilines(), " x ", xlines(), ", got inlines ",
                block.first_iline, " + ", block.ilines, " and crosslines ", block.first_xline, " + ", block.xlines);
    }

    /// The traces of a block, {ilines, xlines, samples}; `hole` where there is none. Throws argument_error for lines
    /// that do not exist and file_error when reading fails.
    void read(const line_block& block, float* to, float hole = 0) const {
        require_block(block);
        std::vector<std::pair<std::uint32_t, std::size_t>> traces;  // and their places in the block
        traces.reserve(block.traces());
        for (std::size_t i = 0; i < block.ilines; ++i)
            for (std::size_t k = 0; k < block.xlines; ++k) {
                const std::uint32_t trace = index_.at(block.first_iline + i, block.first_xline + k);
                const std::size_t place = i * block.xlines + k;
                if (trace == trace_index::none)
                    std::fill_n(to + place * samples(), samples(), hole);
                else
                    traces.emplace_back(trace, place);
            }
        std::sort(traces.begin(), traces.end());
        constexpr std::size_t at_once = 64;
        parallel_ranges(traces.size(), at_once, [&](std::size_t first, std::size_t last) {
            read_sorted(traces.data() + first, last - first, to);
        });
    }
    /// The section along a line, {samples, crosslines} of an inline and {samples, inlines} of a crossline.
    array<float> inline_section(std::size_t index, float hole = 0) const {
        return section({index, 1, 0, xlines()}, xlines(), hole);
    }
    array<float> crossline_section(std::size_t index, float hole = 0) const {
        return section({0, ilines(), index, 1}, ilines(), hole);
    }
    /// One sample of every `step`-th line, {ilines, xlines} over `step`, rounded up. Throws argument_error for a sample
    /// that does not exist and steps of 0.
    array<float> slice(std::size_t sample, std::size_t step = 1, float hole = 0) const {
        require(sample < samples(), file_.name(), ": expected a sample below ", samples(), ", got ", sample);
        require(step > 0, file_.name(), ": expected a step of at least 1 line, got 0");
        const std::size_t rows = (ilines() - 1) / step + 1, cols = (xlines() - 1) / step + 1;
        array<float> values = make_array<float>({rows, cols});
        parallel_for(rows, [&](std::size_t i) {
            std::vector<float> trace(samples());
            for (std::size_t k = 0; k < cols; ++k) {
                const std::uint32_t number = index_.at(i * step, k * step);
                if (number != trace_index::none) file_.read_traces(number, 1, trace.data());
                values(i, k) = number == trace_index::none ? hole : trace[sample];
            }
        });
        return values;
    }

    /// How many places have a trace: those of the file without copies.
    std::size_t places() const { return file_.traces() - index_.copies.size(); }
    /// Statistics of the samples of at most `most` of the traces that read() gives, evenly spaced over the grid: of
    /// copies, such as the offsets of a file before the stack, the first one.
    data::amplitude_statistics statistics(std::size_t most = static_cast<std::size_t>(-1)) const {
        const auto traces = spaced_traces(std::min(most, places()));
        constexpr std::size_t lanes = 8, at_once = 32;
        std::vector<data::amplitude_statistics> parts(lanes);
        const std::size_t pieces = divide_up(traces.size(), at_once);
        parallel_for(lanes, [&](std::size_t lane) {
            std::vector<float> values(at_once * samples());
            for (std::size_t piece = lane; piece < pieces; piece += lanes) {
                const std::size_t first = piece * at_once, n = std::min(at_once, traces.size() - first);
                std::vector<std::pair<std::uint32_t, std::size_t>> here;
                for (std::size_t i = 0; i < n; ++i) here.emplace_back(traces[first + i], i);
                read_sorted(here.data(), n, values.data());
                parts[lane].add(values.data(), n * samples());
            }
        });
        for (std::size_t lane = 1; lane < lanes; ++lane) parts[0] += parts[lane];
        return std::move(parts[0]);
    }

private:
    /// Reads runs of neighbors together, straight to their places where these are neighbors too.
    void read_sorted(const std::pair<std::uint32_t, std::size_t>* traces, std::size_t count, float* to) const {
        kept_vector<float> values;
        for (std::size_t i = 0, run; i < count; i += run) {
            bool in_order = true;
            for (run = 1; i + run < count && traces[i + run].first == traces[i].first + run; ++run)
                in_order = in_order && traces[i + run].second == traces[i].second + run;
            if (in_order) {
                file_.read_traces(traces[i].first, run, to + traces[i].second * samples());
                continue;
            }
            values.resize(run * samples());
            file_.read_traces(traces[i].first, run, values.data());
            for (std::size_t k = 0; k < run; ++k)
                std::copy_n(values.data() + k * samples(), samples(), to + traces[i + k].second * samples());
        }
    }
    /// `count` of the traces of the grid, evenly spaced, in the order of the file.
    std::vector<std::uint32_t> spaced_traces(std::size_t count) const {
        std::vector<std::uint32_t> chosen;
        chosen.reserve(count);
        std::size_t passed = 0;
        for (const std::uint32_t trace : index_.cells) {
            if (chosen.size() == count) break;
            if (trace == trace_index::none) continue;
            if (passed++ == chosen.size() * places() / count) chosen.push_back(trace);
        }
        std::sort(chosen.begin(), chosen.end());
        return chosen;
    }
    array<float> section(const line_block& block, std::size_t traces, float hole) const {
        std::vector<float> values(traces * samples());
        read(block, values.data(), hole);
        array<float> out = make_array<float>({samples(), traces});
        parallel_ranges(samples(), 64, [&](std::size_t first, std::size_t last) {
            for (std::size_t t = 0; t < traces; ++t)
                for (std::size_t s = first; s < last; ++s) out.data()[s * traces + t] = values[t * samples() + s];
        });
        return out;
    }

    trace_file file_;
    trace_keys keys_;
    std::string note_;
    trace_index index_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
