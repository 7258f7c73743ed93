// Sums over windows of inlines x crosslines x samples of quantities that an attribute computes trace by trace: plane
// after plane, at a cost that does not depend on the window, and with nothing that cancels (core/moving_sum.hpp).
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/attributes/volume/volume.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// For some traces of a volume, plane after plane, writes the `Out` results of finish(sums, results), of registers, for
/// the crosslines in question, to where place(k, inline) says for each, and then calls done(inline). fill(inline,
/// crossline, quantities) sets the `Sums` quantities of one trace, of which each has room for whole registers; entries
/// beyond the last sample are not used. expand(lateral, summed) makes of their sums over inlines and crosslines what is
/// summed down the samples.
template <std::size_t Sums, std::size_t Out, class T, class Fill, class Expand, class Finish, class Place, class Done>
void sum_planes(const extents& e, const cube& window, edge mode, const trace_range& traces, const Fill& fill,
                const Expand& expand, const Finish& finish, const Place& place, const Done& done) {
    const std::size_t before = window.crosslines / 2, after = window.crosslines - 1 - before;
    const row_range read{traces.crosslines.first - std::min(before, traces.crosslines.first),
                         std::min(e.crosslines, traces.crosslines.last + after)};
    const std::size_t pitch = kernels::whole_registers<T>(e.samples);
    const auto trace = [&](auto* plane, std::size_t crossline) {
        return plane + (crossline - read.first) * Sums * pitch;
    };
    kept_vector<T> sums(read.count() * Sums * pitch);
    const auto fill_plane = [&](std::size_t inline_number, T* plane) {
        for (std::size_t crossline = read.first; crossline < read.last; ++crossline) {
            T* quantities[Sums];
            for (std::size_t s = 0; s < Sums; ++s) quantities[s] = trace(plane, crossline) + s * pitch;
            fill(inline_number, crossline, quantities);
        }
    };
    const auto sum_plane = [&](std::size_t inline_number, const T* plane) {
        T* results[Out];
        for (std::size_t k = 0; k < Out; ++k) results[k] = place(k, inline_number);
        attributes::detail::sum_boxes<Sums, Out>(
            {e.crosslines, e.samples}, {window.crosslines, window.samples}, mode, traces.crosslines, results,
            [&](std::size_t crossline, T* const* quantities) {
                std::copy_n(trace(plane, crossline), Sums * pitch, quantities[0]);
            },
            expand, finish);
        done(inline_number);
    };
    kernels::sum_down<T>(e.inlines, sums.size(), window.inlines, mode, traces.inlines, sums.data(), 1, fill_plane,
                         sum_plane);
}

/// The same with results in the volumes that begin at to[0], to[1], ....
template <std::size_t Sums, std::size_t Out, class T, class Fill, class Expand, class Finish>
void sum_cubes(const extents& e, const cube& window, edge mode, const trace_range& traces, T* const* to,
               const Fill& fill, const Expand& expand, const Finish& finish) {
    const auto place = [&](std::size_t k, std::size_t inline_number) {
        return to[k] + (inline_number * e.crosslines + traces.crosslines.first) * e.samples;
    };
    sum_planes<Sums, Out, T>(e, window, mode, traces, fill, expand, finish, place, [](std::size_t) {});
}

/// The same with sums of the quantities as they are.
template <std::size_t Sums, std::size_t Out, class T, class Fill, class Finish>
void sum_cubes(const extents& e, const cube& window, edge mode, const trace_range& traces, T* const* to,
               const Fill& fill, const Finish& finish) {
    using V = simd::pack<T>;
    sum_cubes<Sums, Out>(
        e, window, mode, traces, to, fill, [](const V* lateral, V* summed) { std::copy_n(lateral, Sums, summed); },
        finish);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
