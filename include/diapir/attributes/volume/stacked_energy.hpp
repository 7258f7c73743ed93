// The energy of the stacked trace of a window beside that of all its traces: Marfurt, Kirlin, Farmer and Bahorich, 3-D
// seismic attributes using a semblance-based coherency algorithm, Geophysics 63, 1998; as in bruges 0.5.4.
#pragma once

#include <diapir/attributes/volume/cube_sums.hpp>

#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// Writes finish(energy of the sum of the traces of a window, sum of their energies), of registers, for some traces of
/// a volume; both are times the squared unit factor, edges are reflected.
template <class T, class Finish>
void stacked_energy(const cuboid<T>& c, const cube& window, const trace_range& traces, T* to, const Finish& finish) {
    using V = simd::pack<T>;
    const auto fill = [&](std::size_t inline_number, std::size_t crossline, T* const* quantities) {
        const T* from = c.trace(inline_number, crossline);
        const auto scaled = [unit = c.unit](const auto& x) { return x * std::remove_cvref_t<decltype(x)>(unit); };
        simd::transform(c.extents.samples, quantities[0], scaled, from);
        const auto squared = [](const auto& x) { return x * x; };
        simd::transform(c.extents.samples, quantities[1], squared, quantities[0]);
    };
    const auto expand = [](const V* lateral, V* summed) {
        summed[0] = lateral[0] * lateral[0];
        summed[1] = lateral[1];
    };
    sum_cubes<2, 1>(c.extents, window, edge::reflect, traces, &to, fill, expand,
                    [&](const V* sums, V* result) { *result = finish(sums[0], sums[1]); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
