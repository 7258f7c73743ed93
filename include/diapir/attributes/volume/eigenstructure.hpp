// The share of a window's energy in the strongest principal component of its traces, in volumes: Gersztenkorn and
// Marfurt, Eigenstructure-based coherence computations, Geophysics 64, 1999; as in bruges 0.5.4.
#pragma once

#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/volume/volume.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// The traces of the window around one trace, side by side, in double and times the unit factor: {samples, traces}.
template <class T>
class window_traces {
public:
    window_traces(const cuboid<T>& c, const cube& window)
        : cuboid_(c), window_(window), side_by_side_(c.extents.samples * window.traces()) {}

    void read(std::size_t inline_number, std::size_t crossline) {
        const auto [inlines, crosslines, samples] = cuboid_.extents;
        const std::size_t n = window_.traces();
        std::size_t place = 0;
        for (std::size_t i = 0; i < window_.inlines; ++i)
            for (std::size_t x = 0; x < window_.crosslines; ++x, ++place) {
                const T* from = cuboid_.trace(source(inline_number + i, window_.inlines, inlines),
                                              source(crossline + x, window_.crosslines, crosslines));
                for (std::size_t s = 0; s < samples; ++s)
                    side_by_side_[s * n + place] = static_cast<double>(from[s]) * static_cast<double>(cuboid_.unit);
            }
    }
    /// The products of all pairs of traces at one sample, the lower triangle row by row.
    void products(std::size_t sample, double* to) const {
        const std::size_t n = window_.traces();
        const double* a = side_by_side_.data() + sample * n;
        for (std::size_t row = 0; row < n; ++row)
            for (std::size_t col = 0; col <= row; ++col) *to++ = a[row] * a[col];
    }

private:
    static std::size_t source(std::size_t i, std::size_t window, std::size_t length) {
        return static_cast<std::size_t>(kernels::edge_index(i, window / 2, length, edge::reflect));
    }

    cuboid<T> cuboid_;
    cube window_;
    kept_vector<double> side_by_side_;
};

/// Writes the largest eigenvalue of the covariance between the traces of each window, taken over its samples, divided
/// by the covariance's trace, for some traces of a volume; edges are reflected. 0 in a window of zeros. In double.
template <class T>
void eigenstructure(const cuboid<T>& c, const cube& window, const trace_range& traces, T* to) {
    using V = simd::pack<double>;
    constexpr std::size_t lanes = simd::width<double>;
    const std::size_t n = window.traces(), pairs = n * (n + 1) / 2, size = kernels::whole_registers<double>(pairs);
    const std::size_t samples = c.extents.samples;
    window_traces<T> around(c, window);
    kept_vector<double> sums(lanes * size);
    std::vector<V> covariance(n * n), power(n * n), square(n * n);
    const auto solve = [&](std::size_t count, T* shares) {
        V total(0.0);
        for (std::size_t row = 0, pair = 0; row < n; ++row) {
            for (std::size_t col = 0; col <= row; ++col, ++pair) {
                double of_lanes[lanes];
                for (std::size_t lane = 0; lane < lanes; ++lane) of_lanes[lane] = sums[lane * size + pair];
                covariance[row * n + col] = covariance[col * n + row] = simd::load(of_lanes);
            }
            total = total + covariance[row * n + row];
        }
        const V share = attributes::detail::leading_share(covariance, n, power, square);
        double result[lanes];
        simd::store(result, V(simd::select(total == V(0.0), V(0.0), share)));
        for (std::size_t lane = 0; lane < count; ++lane) shares[lane] = static_cast<T>(std::min(result[lane], 1.0));
    };
    for (std::size_t i = traces.inlines.first; i < traces.inlines.last; ++i)
        for (std::size_t x = traces.crosslines.first; x < traces.crosslines.last; ++x) {
            around.read(i, x);
            T* out = to + (i * c.extents.crosslines + x) * samples;
            kernels::sum_down<double>(
                samples, size, window.samples, edge::reflect, {0, samples}, sums.data(), lanes,
                [&](std::size_t sample, double* slice) { around.products(sample, slice); },
                [&](std::size_t sample, const double*) {
                    const std::size_t count = sample % lanes + 1;
                    if (count == lanes || sample + 1 == samples) solve(count, out + sample + 1 - count);
                });
        }
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
