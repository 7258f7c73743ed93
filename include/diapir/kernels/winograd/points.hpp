// The points at which Winograd's convolution evaluates polynomials, 0, 1, -1, 2, -2 and infinity, and the factors of
// the three transforms: of a tile's cells to their values at the points, of a kernel's cells, and of products back to
// outputs.
#pragma once

#include <diapir/core/simd.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// Cells of a tile along an axis, and points at which it is evaluated.
inline constexpr std::size_t winograd_points = 6;

/// Cells of the kernel along an axis, and outputs of a tile.
inline constexpr std::size_t winograd_size = 3, winograd_outputs = winograd_points + 1 - winograd_size;

/// Calls f with every point as an integral constant.
template <class F>
void for_each_winograd_point(const F& f) {
    [&]<std::size_t... P>(std::index_sequence<P...>) {
        (f(std::integral_constant<std::size_t, P>{}), ...);
    }
    (std::make_index_sequence<winograd_points>{});
}

/// The value at a point, of the cells of a tile.
template <std::size_t Point, class V>
V at_point(const std::array<V, winograd_points>& d) {
    const auto times = [](double factor, const V& a, const V& b) { return simd::fma(simd::constant<V>(factor), a, b); };
    if constexpr (Point == 0) return times(4, d[0], times(-5, d[2], d[4]));
    if constexpr (Point == 1) return times(-4, d[1] + d[2], d[3] + d[4]);
    if constexpr (Point == 2) return times(4, d[1] - d[2], d[4] - d[3]);
    if constexpr (Point == 3) return times(2, d[3] - d[1], d[4] - d[2]);
    if constexpr (Point == 4) return times(-2, d[3] - d[1], d[4] - d[2]);
    if constexpr (Point == 5) return times(4, d[1], times(-5, d[3], d[5]));
}

/// Whether cell `cell` has a part in the value at a point.
constexpr bool has_part(std::size_t point, std::size_t cell) {
    if (point == 0) return cell % 2 == 0 && cell < 5;
    if (point == 5) return cell % 2 == 1;
    return cell > 0 && cell < 5;
}

/// A power of a point that is finite.
constexpr double point_to_the(std::size_t exponent, std::size_t point) {
    constexpr double at[] = {0, 1, -1, 2, -2};
    double power = 1;
    for (std::size_t k = 0; k < exponent; ++k) power *= at[point];
    return power;
}

/// How the value at a point counts in output `s` of a tile.
constexpr double back_factor(std::size_t point, std::size_t s) {
    return point == 5 ? s + 1 == winograd_outputs : point_to_the(s, point);
}

/// How cell k of a kernel counts in its value at a point.
constexpr double kernel_factor(std::size_t point, std::size_t k) {
    constexpr double scale[] = {1.0 / 4, -1.0 / 6, -1.0 / 6, 1.0 / 24, 1.0 / 24};
    return point == 5 ? k + 1 == winograd_size : scale[point] * point_to_the(k, point);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
