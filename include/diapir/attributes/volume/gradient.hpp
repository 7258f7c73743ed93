// The derivatives of volumes along each axis, and the length of the gradient: scipy.ndimage.gaussian_filter1d of order
// 1, SciPy 1.10, and what bruges 0.5.4 makes the structure tensor of.
#pragma once

#include <diapir/attributes/volume/volume.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/row_stencil.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

struct gradient_options {
    double sigma = 1;                       ///< of the derivative of Gaussian, which ends at four of them; in entries
    attributes::edge edge = edge::reflect;  ///< beyond the volume
    volume::spacing spacing{};              ///< derivatives are for a step of 1 in its units
};

namespace detail {

/// The derivatives of Gaussian of one trace after another, times the volume's unit factor.
template <class T>
class gradient_traces {
public:
    gradient_traces(const cuboid<T>& c, double sigma, edge mode = edge::reflect)
        : cuboid_(c),
          mode_(mode),
          half_(kernels::gaussian_weights<T>(sigma, 1, 4)),
          line_(c.extents.samples, half_.size() - 1, mode),
          zeros_(c.extents.samples),
          taps_(2 * half_.size() - 1),
          pitch_(kernels::whole_registers<T>(c.extents.samples)),
          derivatives_(3 * pitch_) {
        for (T& weight : half_) weight *= c.unit;
    }

    /// Computes all three; whole registers of them can be read.
    void compute(std::size_t inline_number, std::size_t crossline) {
        const auto [inlines, crosslines, samples] = cuboid_.extents;
        const T* plane = cuboid_.trace(0, crossline);
        differentiate(plane, inline_number, inlines, crosslines * samples, derivatives_.data());
        differentiate(cuboid_.trace(inline_number, 0), crossline, crosslines, samples, derivatives_.data() + pitch_);
        std::copy_n(cuboid_.trace(inline_number, crossline), samples, line_.entries());
        kernels::weigh<kernels::parity::odd>(half_, line_.taps(), samples, derivatives_.data() + 2 * pitch_);
    }
    std::size_t size() const { return pitch_; }
    const T* across_inlines() const { return derivatives_.data(); }
    const T* across_crosslines() const { return derivatives_.data() + pitch_; }
    const T* down() const { return derivatives_.data() + 2 * pitch_; }

private:
    /// Of trace i of `length`, which lie `stride` apart.
    void differentiate(const T* traces, std::size_t i, std::size_t length, std::size_t stride, T* to) {
        for (std::size_t k = 0; k < taps_.size(); ++k) {
            const std::ptrdiff_t source = kernels::edge_index(i + k, half_.size() - 1, length, mode_);
            taps_[k] = source < 0 ? zeros_.data() : traces + static_cast<std::size_t>(source) * stride;
        }
        kernels::weigh<kernels::parity::odd>(half_, taps_.data(), cuboid_.extents.samples, to);
    }

    cuboid<T> cuboid_;
    edge mode_;
    std::vector<T> half_;
    kernels::continued_line<T> line_;
    kept_vector<T> zeros_;
    kept_vector<const T*> taps_;
    std::size_t pitch_;
    kept_vector<T> derivatives_;
};

/// Writes finish(along inlines, crosslines, samples), of registers and scalars, for some traces of a volume.
template <class T, class Finish>
void gradients(const cuboid<T>& c, const gradient_options& options, const trace_range& traces, T* to,
               const Finish& finish) {
    gradient_traces<T> all(c, options.sigma, options.edge);
    const auto [inlines, crosslines, samples] = c.extents;
    for (std::size_t i = traces.inlines.first; i < traces.inlines.last; ++i)
        for (std::size_t x = traces.crosslines.first; x < traces.crosslines.last; ++x) {
            all.compute(i, x);
            simd::transform(samples, to + (i * crosslines + x) * samples, finish, all.across_inlines(),
                            all.across_crosslines(), all.down());
        }
}

template <class T>
volume_options volume_options_for(const gradient_options& options, const char* name, bool unit) {
    require_valid<T>(options.spacing, name);
    require(options.sigma > 0, name, ": expected sigma > 0, got ", options.sigma);
    return {.unit = unit, .operations = 4 * kernels::few_operations};
}

}  // namespace detail

/// The derivative of volumes {..., inlines, crosslines, samples} along one axis, in units of the amplitude over that of
/// the axis' spacing. Positive where amplitudes grow with the number of the inline, crossline or sample; that of a
/// constant stretch is exactly 0. Throws argument_error for sigma <= 0 and spacings <= 0.
template <array_expression E>
array<real_t<E>> gradient(const E& volumes, axis along, const gradient_options& options = {}) {
    using T = real_t<E>;
    const auto strips = detail::volume_options_for<T>(options, "volume::gradient", false);
    const double step = along == axis::inlines      ? options.spacing.inlines
                        : along == axis::crosslines ? options.spacing.crosslines
                                                    : options.spacing.samples;
    return map_volume(
        "volume::gradient", volumes, strips, [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
            const auto chosen = [along, step = static_cast<T>(step)](const auto& i, const auto& x, const auto& s) {
                using V = std::remove_cvref_t<decltype(s)>;
                return V((along == axis::inlines ? i : along == axis::crosslines ? x : s) / V(step));
            };
            detail::gradients(c, options, traces, to, chosen);
        });
}

/// The length of the gradient: the root of the sum of the squares of the three derivatives, in units of the amplitude
/// whatever they are. Throws as gradient does.
template <array_expression E>
array<real_t<E>> gradient_magnitude(const E& volumes, const gradient_options& options = {}) {
    using T = real_t<E>;
    const auto strips = detail::volume_options_for<T>(options, "volume::gradient_magnitude", true);
    // Relative to the smallest of the three steps, so that no square overflows.
    const auto [inlines, crosslines, samples] = options.spacing;
    const double step = std::min({inlines, crosslines, samples});
    const T of_i = static_cast<T>(step / inlines), of_x = static_cast<T>(step / crosslines),
            of_s = static_cast<T>(step / samples);
    const auto length = [=](T unit) {
        return [=](const auto& i, const auto& x, const auto& s) {
            using V = std::remove_cvref_t<decltype(s)>;
            const V a = i * V(of_i), b = x * V(of_x), c = s * V(of_s);
            return V(simd::sqrt(V(a * a + b * b + c * c)) / V(unit) / V(static_cast<T>(step)));
        };
    };
    return map_volume("volume::gradient_magnitude", volumes, strips,
                      [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
                          detail::gradients(c, options, traces, to, length(c.unit));
                      });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
