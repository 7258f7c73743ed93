// How much amplitudes vary in a window of a section: among themselves (scipy.ndimage.generic_filter with numpy.var), or
// from trace to trace (Van Bemmel and Pepper, Seismic signal processing method and apparatus for generating a cube of
// variance values, US patent 6151555, 2000).
#pragma once

#include <diapir/attributes/semblance.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class variance_form {
    /// The mean square of all amplitudes of a window less the square of their mean, in squared units of the amplitude;
    /// exactly 0 where everything is constant.
    amplitudes,
    /// What is left of the window's energy when every trace is replaced by the mean of the traces, as a share of it: 0
    /// where traces are alike, 1 where their mean is 0, and NaN in a window of zeros. It is 1 less Marfurt's semblance.
    traces
};

struct variance_options {
    std::size_t samples = 9;  ///< height of the window
    std::size_t traces = 3;   ///< width of the window
    variance_form form = variance_form::amplitudes;
    /// Beyond the section. Not edge::truncate, and of variance_form::traces only edge::reflect.
    attributes::edge edge = edge::reflect;
};

namespace detail {

inline void require_valid(variance_form form, edge mode, const char* name) {
    require(mode != edge::truncate, name, ": expected an edge mode that fills windows, got edge::truncate");
    require(form == variance_form::amplitudes || mode == edge::reflect, name,
            ": expected edge::reflect for the variance between traces, got another edge mode");
}

/// The variance in windows from their sums of amplitudes and squares, in double.
template <class T>
class window_variance {
public:
    /// For `count` amplitudes with that unit factor, and windows of `size` of them.
    window_variance(const T* amplitudes, std::size_t count, T unit, std::size_t size, edge mode)
        : unit_(static_cast<double>(unit)), size_(static_cast<double>(size)) {
        if (mode == edge::zero) return;  // zeros have no offset
        origin_ = static_cast<double>(usual_amplitude(amplitudes, count));
    }

    /// The amplitudes, without an offset that all may have, and their squares.
    void quantities(const T* from, std::size_t count, double* amplitudes, double* squares) const {
        for (std::size_t i = 0; i < count; ++i) {
            amplitudes[i] = (static_cast<double>(from[i]) - origin_) * unit_;
            squares[i] = amplitudes[i] * amplitudes[i];
        }
    }
    template <class V>
    V of(const V& sum, const V& squares) const {
        const V zero(0.0), left = V(squares - sum * (sum / V(size_))) / V(size_) / V(unit_) / V(unit_);
        return simd::select(left < zero, zero, left);
    }

private:
    double unit_, size_, origin_ = 0;
};

/// Rows of the variance among amplitudes, written to `to` on.
template <class T>
void variance(const section<T>& s, const variance_options& options, row_range rows, T* to) {
    using V = simd::pack<double>;
    const box window{options.samples, options.traces};
    const window_variance<T> rule(s.amplitudes, s.extents.size(), s.unit, window.samples * window.traces, options.edge);
    kept_vector<double> results(rows.count() * s.extents.traces);
    sum_boxes<2>(
        s.extents, window, options.edge, rows, results.data(),
        [&](std::size_t row, double* const* to_row) {
            rule.quantities(s.amplitudes + row * s.extents.traces, s.extents.traces, to_row[0], to_row[1]);
        },
        [&](const V* sums) { return rule.of(sums[0], sums[1]); });
    std::transform(results.begin(), results.end(), to, [](double v) { return static_cast<T>(v); });
}

/// 1 less the share of the stack in the energy, from 0 to 1, of registers and scalars of T.
template <class T, class V>
V unstacked_share(const V& of_stack, const V& of_all, std::size_t traces) {
    const V rest = V(T(1)) - of_stack / (of_all * V(static_cast<T>(traces)));
    return V(simd::select(rest < V(T(0)), V(T(0)), rest));
}

}  // namespace detail

/// The variance of sections {..., samples, traces} in the window around each sample; see variance_form. That among
/// amplitudes is summed in double. NaN spread over the windows that hold them. Throws argument_error for an empty
/// window and for edge modes that the form does not have.
template <array_expression E>
array<real_t<E>> variance(const E& sections, const variance_options& options = {}) {
    using T = real_t<E>;
    detail::require_window("variance", options.samples, options.traces);
    detail::require_valid(options.form, options.edge, "variance");
    return map_sections("variance", sections, {.halo = options.samples - 1, .unit = true},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            if (options.form == variance_form::amplitudes)
                                return detail::variance(s, options, rows, to);
                            const auto rest = [&](const auto& of_stack, const auto& of_all) {
                                return detail::unstacked_share<T>(of_stack, of_all, options.traces);
                            };
                            detail::marfurt(s, box{options.samples, options.traces}, rows, to, rest);
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
