// The median of the amplitudes around each sample, which removes spikes and keeps edges: scipy.ndimage.median_filter,
// SciPy 1.10. As many medians as a register has lanes are found at once by exchanges that look at no data, after Smith,
// Implementing median filters in XC4000E FPGAs, Xcell 23, 1996.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/row_stencil.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct median_options {
    std::size_t samples = 3;  ///< height of the window
    std::size_t traces = 3;   ///< width of the window
    attributes::edge edge = edge::reflect;
};

namespace detail {

template <class V>
void exchange(V& low, V& high) {
    const V least = simd::min(low, high);
    high = simd::max(low, high);
    low = least;
}

/// The median of an odd number of registers, which are reordered. Of a little more than half of them neither the
/// smallest nor the largest is the median: both go, and another comes in.
template <class V>
V median_of_registers(V* v, std::size_t count) {
    if (count == 1) return v[0];
    std::size_t kept = count / 2 + 2;
    for (const V* next = v + kept;; ++next) {
        for (std::size_t i = 0; i < kept / 2; ++i) exchange(v[i], v[kept - 1 - i]);
        for (std::size_t i = 1; i < (kept + 1) / 2; ++i) exchange(v[0], v[i]);
        for (std::size_t i = kept / 2; i + 1 < kept; ++i) exchange(v[i], v[kept - 1]);
        if (kept == 3) return v[1];
        v[0] = *next;
        --kept;
    }
}

/// The median of the numbers that are not NaN, which are reordered: the upper of the two in the middle of an even
/// number. NaN where all are.
template <class T>
T median_of(T* first, T* last) {
    last = std::remove_if(first, last, [](T x) { return std::isnan(x); });
    if (first == last) return std::numeric_limits<T>::quiet_NaN();
    T* middle = first + (last - first) / 2;
    std::nth_element(first, middle, last);
    return *middle;
}

/// The rows that a window reads, continued beyond the edges; what the window leaves out is NaN there.
template <class T>
class rows_of_windows {
public:
    rows_of_windows(const section<T>& s, const median_options& options)
        : section_(s),
          options_(options),
          outside_(s.extents.traces, options.traces / 2, options.traces - 1 - options.traces / 2, options.edge),
          nothing_(options.edge == edge::truncate ? std::numeric_limits<T>::quiet_NaN() : T{0}),
          width_(s.extents.traces + options.traces - 1),
          rows_(options.samples, width_ + simd::width<T>) {}

    /// Reads row k - samples / 2.
    void read(std::size_t k) {
        const std::ptrdiff_t source = edge_index(k, options_.samples / 2, section_.extents.samples, options_.edge);
        T* row = rows_.row(k);
        if (source < 0) {
            std::fill_n(row, width_, nothing_);
        } else {
            const T* from = section_.amplitudes + static_cast<std::size_t>(source) * section_.extents.traces;
            std::copy_n(from, section_.extents.traces, row + options_.traces / 2);
            outside_.for_each([&](std::size_t place, std::size_t inside) {
                row[place] = inside == kernels::edge_sources::none ? nothing_ : row[inside];
            });
        }
        std::fill_n(row + width_, simd::width<T>, T{0});
    }
    /// The rows of the window whose first row is k.
    const T* const* from(std::size_t k) const { return rows_.from(k); }

private:
    section<T> section_;
    median_options options_;
    kernels::edge_sources outside_;
    T nothing_;
    std::size_t width_;
    kernels::recent_rows<T> rows_;
};

/// Rows of median_smoothing, written to `to` on.
template <class T>
void median_smoothing(const section<T>& s, const median_options& options, row_range rows, T* to) {
    using V = simd::pack<T>;
    constexpr std::size_t lanes = simd::width<T>, most = 36 * lanes;  // beyond, exchanges take longer than selecting
    const std::size_t traces = s.extents.traces, size = options.samples * options.traces;
    rows_of_windows<T> read(s, options);
    kept_vector<V> registers(size + 1);
    kept_vector<T> numbers(size);
    const auto scalar = [&](const T* const* from, std::size_t trace) {
        T* end = numbers.data();
        for (std::size_t i = 0; i < options.samples; ++i) end = std::copy_n(from[i] + trace, options.traces, end);
        return median_of(numbers.data(), end);
    };
    const auto in_registers = [&](const T* const* from, std::size_t trace, V& median) {
        V total(T{0});
        for (std::size_t i = 0, n = 0; i < options.samples; ++i)
            for (std::size_t j = 0; j < options.traces; ++j, ++n) {
                registers[n] = simd::load(from[i] + trace + j);
                total = total + (registers[n] - registers[n]);
            }
        T check[lanes];
        simd::store(check, total);
        if (std::any_of(check, check + lanes, [](T x) { return x != 0; })) return false;  // NaN or infinity
        registers[size] = V(std::numeric_limits<T>::infinity());
        median = median_of_registers(registers.data(), size | 1);
        return true;
    };
    for (std::size_t k = rows.first; k < rows.last + options.samples - 1; ++k) {
        read.read(k);
        if (k + 1 < rows.first + options.samples) continue;
        const T* const* from = read.from(k + 1 - options.samples);
        T medians[lanes];
        for (std::size_t trace = 0; trace < traces; trace += lanes) {
            const std::size_t count = std::min(lanes, traces - trace);
            V median;
            if (size <= most && in_registers(from, trace, median))
                simd::store(medians, median);
            else
                for (std::size_t lane = 0; lane < count; ++lane) medians[lane] = scalar(from, trace + lane);
            to = std::copy_n(medians, count, to);
        }
    }
}

}  // namespace detail

/// The medians of sections {..., samples, traces} in the window around each sample, i - samples / 2 to i - samples / 2
/// + samples - 1 and likewise across the traces, in units of the amplitude; of an even number of amplitudes the upper
/// of the two in the middle. NaN in the section are left out, and stay only where a window holds nothing else. Throws
/// argument_error for fewer than two axes and an empty window.
template <array_expression E>
array<real_t<E>> median_smoothing(const E& sections, const median_options& options = {}) {
    using T = real_t<E>;
    detail::require_window("median_smoothing", options.samples, options.traces);
    const std::size_t size = options.samples * options.traces;
    return map_sections(
        "median_smoothing", sections, {.halo = options.samples - 1, .operations = 8 * size},
        [&](const detail::section<T>& s, row_range rows, T* to) { detail::median_smoothing(s, options, rows, to); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
