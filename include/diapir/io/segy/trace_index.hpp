// Which trace lies where: a grid of inlines x crosslines that knows the traces of any file, however they are sorted,
// with holes, copies and dead traces. It takes 4 bytes for each place of the grid.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/segy/affine_map.hpp>
#include <diapir/io/segy/header_readers.hpp>
#include <diapir/io/segy/scan_headers.hpp>
#include <diapir/io/segy/trace_file.hpp>
#include <diapir/io/segy/trace_keys.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// Evenly spaced line numbers, from the lowest on.
struct line_axis {
    std::int64_t first = 1, step = 1;
    std::size_t count = 0;

    /// Throws argument_error, as last() does, for a number beyond 64 bits.
    std::int64_t number(std::size_t index) const {
        std::int64_t away = 0, sum = 0;
        const bool fits = !__builtin_mul_overflow(static_cast<std::int64_t>(index), step, &away) &&
                          !__builtin_add_overflow(first, away, &sum);
        require(fits, "line_axis: expected numbers of 64 bits, got ", count, " from ", first, " on in steps of ", step);
        return sum;
    }
    std::int64_t last() const { return number(count - 1); }
    /// The index of a line, where there is one of that number. One line alone needs no step.
    std::optional<std::size_t> index_of(std::int64_t number) const {
        if (number < first || (number > first && step <= 0)) return {};
        const std::uint64_t away = static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(first),
                            apart = number > first ? static_cast<std::uint64_t>(step) : 1;
        return away % apart == 0 && away / apart < count ? std::optional<std::size_t>(away / apart) : std::nullopt;
    }
    friend bool operator==(const line_axis&, const line_axis&) = default;
};

struct trace_index {
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    line_axis ilines, xlines;
    std::vector<std::uint32_t> cells;  ///< {ilines, xlines}: the first trace there, or none
    /// Further traces of a place that has one: the place and the trace, sorted.
    std::vector<std::pair<std::size_t, std::uint32_t>> copies;
    std::size_t dead = 0;  ///< traces that their header calls dead (byte 29 is 2)
    std::int64_t least_offset = 0, largest_offset = 0;
    affine_map coordinates;  ///< from line numbers, or trace numbers, to coordinates

    std::uint32_t at(std::size_t iline, std::size_t xline) const { return cells[iline * xlines.count + xline]; }
    std::size_t holes() const { return static_cast<std::size_t>(std::count(cells.begin(), cells.end(), none)); }
};

namespace detail {

/// The coordinates of a trace, in the unit of the file, with the scalar of bytes 71 and 72.
inline plane_point coordinates_of(const char* header, const trace_keys& keys, byte_order order) {
    if (keys.cdpx == 0 || keys.cdpy == 0) return {};
    const double factor = factor_of(header_field(header, 71, order, 2));
    return {static_cast<double>(header_field(header, keys.cdpx, order)) * factor,
            static_cast<double>(header_field(header, keys.cdpy, order)) * factor};
}

/// What one pass over all headers collects, to which each reader brings a share.
class header_summary {
public:
    header_summary(const trace_file& file, const trace_keys& keys, const header_readers& readers)
        : keys_(keys), order_(file.layout().order) {
        require_one_file(file, readers);
        if (keys.lines()) {
            ilines.resize(file.traces());
            xlines.resize(file.traces());
        }
        pieces_.resize(header_pieces(file));
        char header[header_bytes];
        file.read_headers(0, 1, header);
        relative_il_ = iline_of(header, 0);
        relative_xl_ = xline_of(header, 0);
        relative_at_ = coordinates_of(header, keys_, order_);
        std::vector<std::size_t> begins(readers.size() + 1);
        for (std::size_t r = 0; r < begins.size(); ++r) begins[r] = readers.begin(r, pieces_.size());
        scan_headers(file, begins[readers.rank()], begins[readers.rank() + 1],
                     [&](std::size_t part, std::size_t first, std::size_t count, const char* headers) {
                         for (std::size_t i = 0; i < count; ++i)
                             add(pieces_[part], first + i, headers + i * header_bytes);
                     });
        readers.share(pieces_, begins);
        if (!keys.lines()) return;
        for (std::size_t& begin : begins) begin = std::min(begin * headers_at_once, file.traces());
        readers.share(ilines, begins);
        readers.share(xlines, begins);
    }
    void finish(trace_index& index) const {
        affine_sums sums;
        index.least_offset = std::numeric_limits<std::int64_t>::max();
        index.largest_offset = std::numeric_limits<std::int64_t>::min();
        for (const piece& p : pieces_) {
            sums += p.sums;
            index.dead += p.dead;
            index.least_offset = std::min(index.least_offset, p.least_offset);
            index.largest_offset = std::max(index.largest_offset, p.largest_offset);
        }
        index.coordinates =
            sums.fit(static_cast<double>(relative_il_), static_cast<double>(relative_xl_), relative_at_);
    }

    std::vector<std::int32_t> ilines, xlines;  // of each trace; none where traces are known by their number

private:
    struct piece {
        affine_sums sums;
        std::size_t dead = 0;
        std::int64_t least_offset = std::numeric_limits<std::int64_t>::max(),
                     largest_offset = std::numeric_limits<std::int64_t>::min();
    };

    /// Throws file_error where another reader sees a file of another length.
    static void require_one_file(const trace_file& file, const header_readers& readers) {
        for (const std::size_t traces : readers.each(file.traces()))
            require<file_error>(traces == file.traces(), file.name(), ": expected all ranks to see one file, got ",
                                file.traces(), " and ", traces, " traces");
    }
    std::int64_t iline_of(const char* header, std::size_t) const {
        return keys_.lines() ? header_field(header, keys_.iline, order_) : 1;
    }
    std::int64_t xline_of(const char* header, std::size_t trace) const {
        return keys_.lines() ? header_field(header, keys_.xline, order_) : static_cast<std::int64_t>(trace) + 1;
    }
    void add(piece& p, std::size_t trace, const char* header) {
        const std::int64_t il = iline_of(header, trace), xl = xline_of(header, trace);
        if (keys_.lines()) {
            ilines[trace] = static_cast<std::int32_t>(il);
            xlines[trace] = static_cast<std::int32_t>(xl);
        }
        const plane_point at = coordinates_of(header, keys_, order_);
        p.sums.add(static_cast<double>(il - relative_il_), static_cast<double>(xl - relative_xl_),
                   at.x - relative_at_.x, at.y - relative_at_.y);
        p.dead += header_field(header, 29, order_, 2) == 2;
        const std::int64_t offset = header_field(header, 37, order_);
        p.least_offset = std::min(p.least_offset, offset);
        p.largest_offset = std::max(p.largest_offset, offset);
    }

    trace_keys keys_;
    byte_order order_;
    std::vector<piece> pieces_;
    std::int64_t relative_il_ = 0, relative_xl_ = 0;
    plane_point relative_at_;
};

inline line_axis axis_of(const std::vector<std::int32_t>& numbers) {
    const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
    std::int64_t step = 0;
    for (const std::int64_t number : numbers) {
        if (step == 1) break;
        if (step == 0 || (number - *low) % step != 0) step = std::gcd(step, number - *low);
    }
    const std::int64_t span = std::int64_t{*high} - *low;
    if (step == 0) return {*low, 1, 1};
    return {*low, step, static_cast<std::size_t>(span / step) + 1};
}

/// Throws file_error where a grid would have far more places than there are traces: then the keys are others, or a
/// header is damaged.
inline void require_grid(const trace_index& index, const header_summary& headers, const trace_keys& keys,
                         const std::string& name) {
    const auto traces = headers.ilines.size();
    if (index.ilines.count <= (64 * traces + 1024) / index.xlines.count) return;
    const auto middle = [](std::vector<std::int32_t> v) {
        std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
        return std::int64_t{v[v.size() / 2]};
    };
    const std::int64_t il = middle(headers.ilines), xl = middle(headers.xlines);
    std::size_t odd = 0;
    std::int64_t furthest = -1;
    for (std::size_t i = 0; i < traces; ++i) {
        const std::int64_t far = std::abs(headers.ilines[i] - il) + std::abs(headers.xlines[i] - xl);
        if (far > furthest) furthest = far, odd = i;
    }
    throw file_error(diapir::detail::concat(name, ": trace ", odd + 1, ": expected lines that form a grid, got inline ",
                                            headers.ilines[odd], " and crossline ", headers.xlines[odd], " at bytes ",
                                            keys.iline, " and ", keys.xline, ": ", traces, " traces in ",
                                            index.ilines.count, " x ", index.xlines.count, " places"));
}

}  // namespace detail

/// The index of a file by keys that find_keys has found; without line keys all traces are one line, numbered from 1.
/// Reads every header once and no samples; of several readers, who all call it, each reads its share. Throws
/// file_error, with the trace, where the keys give no grid.
inline trace_index make_index(const trace_file& file, const trace_keys& keys, const header_readers& readers = {}) {
    const detail::header_summary headers(file, keys, readers);
    trace_index index;
    headers.finish(index);
    if (!keys.lines()) {
        index.ilines = {1, 1, 1};
        index.xlines = {1, 1, file.traces()};
        index.cells.resize(file.traces());
        std::iota(index.cells.begin(), index.cells.end(), std::uint32_t{0});
        return index;
    }
    index.ilines = detail::axis_of(headers.ilines);
    index.xlines = detail::axis_of(headers.xlines);
    detail::require_grid(index, headers, keys, file.name());
    index.cells.assign(index.ilines.count * index.xlines.count, trace_index::none);
    for (std::size_t trace = 0; trace < file.traces(); ++trace) {
        const auto i = static_cast<std::size_t>((headers.ilines[trace] - index.ilines.first) / index.ilines.step),
                   k = static_cast<std::size_t>((headers.xlines[trace] - index.xlines.first) / index.xlines.step);
        std::uint32_t& cell = index.cells[i * index.xlines.count + k];
        const auto number = static_cast<std::uint32_t>(trace);
        if (cell == trace_index::none)
            cell = number;
        else
            index.copies.emplace_back(i * index.xlines.count + k, number);
    }
    std::sort(index.copies.begin(), index.copies.end());
    return index;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
