// Derivatives of what a volume holds from trace to trace, exact for what is linear up to its edges.
#pragma once

#include <diapir/attributes/volume/volume.hpp>
#include <diapir/core/gaussian_weights.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// The right half of an antisymmetric stencil that gives the slope of a line exactly: the derivative of Gaussian up to
/// four sigmas, or half the difference of the neighbors for sigma 0.
template <class T>
std::vector<T> slope_weights(double sigma) {
    std::vector<double> half =
        sigma == 0 ? std::vector<double>{0, 0.5} : kernels::gaussian_weights<double>(sigma, 1, 4);
    if (half.size() == 1) half = {0, 0.5};  // of sigmas below an eighth
    double slope = 0;
    for (std::size_t k = 1; k < half.size(); ++k) slope += 2 * static_cast<double>(k) * half[k];
    std::vector<T> weights;
    for (const double w : half) weights.push_back(static_cast<T>(w / slope));
    return weights;
}

/// The derivatives of one trace after another along inlines and crosslines, for a step of 1 in the units of the
/// spacing. Beyond the volume values go on antisymmetrically about its last trace (numpy.pad's reflect of odd type);
/// across an axis of one trace the derivative is 0.
template <class T>
class lateral_derivatives {
public:
    lateral_derivatives(const cuboid<T>& c, double sigma, const spacing& step)
        : cuboid_(c),
          half_(slope_weights<T>(sigma)),
          per_inline_(static_cast<T>(1 / step.inlines)),
          per_crossline_(static_cast<T>(1 / step.crosslines)),
          derivatives_(2 * c.extents.samples) {}

    /// Computes both.
    void compute(std::size_t inline_number, std::size_t crossline) {
        const auto [inlines, crosslines, samples] = cuboid_.extents;
        differentiate(cuboid_.trace(0, crossline), inline_number, inlines, crosslines * samples, per_inline_,
                      derivatives_.data());
        differentiate(cuboid_.trace(inline_number, 0), crossline, crosslines, samples, per_crossline_,
                      derivatives_.data() + samples);
    }
    const T* across_inlines() const { return derivatives_.data(); }
    const T* across_crosslines() const { return derivatives_.data() + cuboid_.extents.samples; }

private:
    /// Trace j of the continued axis, as a sum of the trace at `place` and those at both ends.
    struct continued {
        std::size_t place;
        T sign, first, last;  // what they are weighted with
    };
    static continued source(std::ptrdiff_t j, std::size_t length) {
        const auto end = static_cast<std::ptrdiff_t>(length) - 1, period = 2 * end;
        const std::ptrdiff_t phase = ((j % period) + period) % period, rounds = (j - phase) / period;
        const auto slope = static_cast<T>(2 * rounds);  // every round adds twice the difference of the ends
        if (phase <= end) return {static_cast<std::size_t>(phase), T{1}, -slope, slope};
        return {static_cast<std::size_t>(period - phase), T{-1}, -slope, slope + T{2}};
    }
    /// Of trace i of `length`, which lie `stride` apart.
    void differentiate(const T* traces, std::size_t i, std::size_t length, std::size_t stride, T per_step, T* to) {
        const std::size_t samples = cuboid_.extents.samples;
        std::fill_n(to, samples, T{0});
        if (length == 1) return;
        for (std::size_t k = 1; k < half_.size(); ++k) {
            const auto at = static_cast<std::ptrdiff_t>(i), reach = static_cast<std::ptrdiff_t>(k);
            const T weight = half_[k] * per_step;
            if (i >= k && i + k < length) {
                const T *ahead = traces + (i + k) * stride, *behind = traces + (i - k) * stride;
                for (std::size_t s = 0; s < samples; ++s) to[s] += weight * (ahead[s] - behind[s]);
                continue;
            }
            const continued a = source(at + reach, length), b = source(at - reach, length);
            const T *ahead = traces + a.place * stride, *behind = traces + b.place * stride;
            const T of_first = a.first - b.first, of_last = a.last - b.last;
            // What has no weight is not read: it may be NaN far away.
            const T *first = of_first == 0 ? ahead : traces,
                    *last = of_last == 0 ? ahead : traces + (length - 1) * stride;
            for (std::size_t s = 0; s < samples; ++s)
                to[s] += weight * (a.sign * ahead[s] - b.sign * behind[s] + of_first * first[s] + of_last * last[s]);
        }
    }

    cuboid<T> cuboid_;
    std::vector<T> half_;
    T per_inline_, per_crossline_;
    kept_vector<T> derivatives_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
