// Sums over boxes of samples x traces of quantities that an attribute computes row by row: at a cost that does not
// depend on the box, without arrays of the section's size, and with nothing that cancels (core/moving_sum.hpp).
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/line_windows.hpp>
#include <diapir/core/moving_sum.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A window around a sample: from i - samples / 2 to i - samples / 2 + samples - 1, and likewise across the traces.
struct box {
    std::size_t samples, traces;
};

namespace detail {

/// For some rows of a section writes the `Out` results of finish(sums, results), of registers, to to[0], to[1], ... on.
/// fill(row, quantities) sets the `Sums` quantities of one row, of which each has room for whole registers; its entries
/// beyond the last trace are not used. expand(down, across) makes of their sums down the samples what is summed across
/// the traces.
template <std::size_t Sums, std::size_t Out, class T, class Fill, class Expand, class Finish>
void sum_boxes(extents e, box window, edge mode, row_range rows, T* const* to, const Fill& fill, const Expand& expand,
               const Finish& finish) {
    constexpr std::size_t lanes = simd::width<T>;
    const std::size_t pitch = kernels::whole_registers<T>(e.traces);
    kernels::line_windows<T, Sums> across(e.traces, window.traces, mode);
    kept_vector<T> sums(lanes * Sums * pitch);  // of as many rows as are then summed across at once
    const auto fill_slice = [&](std::size_t row, T* slice) {
        T* quantities[Sums];
        for (std::size_t s = 0; s < Sums; ++s) quantities[s] = slice + s * pitch;
        fill(row, quantities);
    };
    const auto take = [&](std::size_t row, const T*) {
        const std::size_t count = (row - rows.first) % lanes + 1;
        if (count < lanes && row + 1 < rows.last) return;
        const std::size_t first = (row + 1 - count - rows.first) * e.traces;
        const T* in[Sums * lanes];
        T* out[Out * lanes];
        for (std::size_t line = 0; line < count; ++line) {
            for (std::size_t s = 0; s < Sums; ++s) in[s * count + line] = sums.data() + (line * Sums + s) * pitch;
            for (std::size_t k = 0; k < Out; ++k) out[k * count + line] = to[k] + first + line * e.traces;
        }
        across.template run<Sums, Out>(
            in, out, count, expand, [&](std::size_t, const auto* of_box, auto* results) { finish(of_box, results); });
    };
    kernels::sum_down<T>(e.samples, Sums * pitch, window.samples, mode, rows, sums.data(), lanes, fill_slice, take);
}

/// The same with one result, finish(sums), of the quantities as they are.
template <std::size_t Sums, class T, class Fill, class Finish>
void sum_boxes(extents e, box window, edge mode, row_range rows, T* to, const Fill& fill, const Finish& finish) {
    using V = simd::pack<T>;
    sum_boxes<Sums, 1>(
        e, window, mode, rows, &to, fill, [](const V* down, V* across) { std::copy_n(down, Sums, across); },
        [&](const V* sums, V* result) { *result = finish(sums); });
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::attributes
