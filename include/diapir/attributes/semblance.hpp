// How alike neighboring traces are, in a window of samples x traces: three measures of coherence with the definitions
// of bruges.attribute.discontinuity, bruges 0.5.4, on sections. High in even layers, low at faults and in salt.
#pragma once

#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/gaussian.hpp>

#include <limits>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class semblance_method {
    /// (l1 - l2) / (l1 + l2) of the eigenvalues of the gradient structure tensor (Randen et al. 2000): 1 where all
    /// gradients in the window are parallel, whatever the dip. Undefined where all of them are zero.
    gst,
    /// Energy of the stacked trace over the energy of all traces (Marfurt et al. 1998); 0 in a window of zeros.
    marfurt,
    /// Largest eigenvalue of the covariance of the traces over its trace (Gersztenkorn and Marfurt 1999); 0 in a window
    /// of zeros.
    gersztenkorn
};

struct semblance_options {
    std::size_t samples = 5;  ///< height of the window
    std::size_t traces = 7;   ///< width of the window
    semblance_method method = semblance_method::gst;
    double sigma = 1;                                             ///< gst: of the derivative of Gaussian
    double undefined = std::numeric_limits<double>::quiet_NaN();  ///< gst: the value in a window without any gradient
};

namespace detail {

/// Sums over windows of samples x traces, both axes continued in one edge mode.
template <class T>
void window_sum(const T* from, extents e, const semblance_options& options, edge mode, T* to) {
    std::vector<T> across(e.size());
    kernels::window_sum(from, e.along(axis::trace), options.traces, mode, across.data());
    kernels::window_sum(across.data(), e.along(axis::sample), options.samples, mode, to);
}

/// A ratio that rounding may have taken beyond 1; NaN stays NaN.
template <class V>
V at_most_one(const V& ratio) {
    return simd::select(ratio > V(1), V(1), ratio);
}

template <class T>
void gst(const T* from, extents e, const semblance_options& options, T* to) {
    const T unit = unit_factor(from, e.size());
    const std::vector<T> half = kernels::gaussian_weights<T>(options.sigma, 1, 4);
    std::vector<T> down(e.size()), across(e.size()), product(e.size()), dd(e.size()), aa(e.size()), da(e.size());
    kernels::correlate_antisymmetric(from, e.along(axis::sample), half, edge::reflect, down.data());
    kernels::correlate_antisymmetric(from, e.along(axis::trace), half, edge::reflect, across.data());
    const auto tensor_entry = [&](const std::vector<T>& a, const std::vector<T>& b, std::vector<T>& entry) {
        const auto times = [unit](const auto& x, const auto& y) {
            const std::remove_cvref_t<decltype(x)> factor(unit);
            return (x * factor) * (y * factor);
        };
        simd::transform(e.size(), product.data(), times, a.data(), b.data());
        window_sum(product.data(), e, options, edge::mirror, entry.data());
    };
    tensor_entry(down, down, dd);
    tensor_entry(across, across, aa);
    tensor_entry(down, across, da);
    const auto coherence = [&](const auto& d, const auto& a, const auto& c) {
        using V = std::remove_cvref_t<decltype(d)>;
        const V sum = d + a, difference = (d - a) / sum, twice = (c + c) / sum;
        const V ratio = simd::sqrt(V(difference * difference + twice * twice));
        const V bounded = at_most_one(ratio);
        return simd::select(sum == V(T(0)), V(static_cast<T>(options.undefined)), bounded);
    };
    simd::transform(e.size(), to, coherence, dd.data(), aa.data(), da.data());
}

template <class T>
void marfurt(const T* from, extents e, const semblance_options& options, T* to) {
    std::vector<T> square(e.size()), stack(e.size()), stacked(e.size()), total(e.size());
    const auto squared = [unit = unit_factor(from, e.size())](const auto& x) {
        const auto scaled = x * std::remove_cvref_t<decltype(x)>(unit);
        return scaled * scaled;
    };
    simd::transform(e.size(), square.data(), squared, from);
    window_sum(square.data(), e, options, edge::reflect, total.data());
    kernels::window_sum(from, e.along(axis::trace), options.traces, edge::reflect, stack.data());
    simd::transform(e.size(), stack.data(), squared, stack.data());
    kernels::window_sum(stack.data(), e.along(axis::sample), options.samples, edge::reflect, stacked.data());
    const auto coherence = [&](const auto& of_stack, const auto& of_all) {
        using V = std::remove_cvref_t<decltype(of_stack)>;
        const V ratio = of_stack / (of_all * V(static_cast<T>(options.traces)));
        const V bounded = at_most_one(ratio);
        return V(simd::select(of_all == V(T(0)), V(T(0)), bounded));
    };
    simd::transform(e.size(), to, coherence, stacked.data(), total.data());
}

}  // namespace detail

/// The coherence, 0 to 1, of sections {..., samples, traces} in the window around each sample. (bruges calls rows
/// "traces" and columns "time" when it is handed one section as {1, rows, cols}; its gst is this one, and its marfurt
/// and gersztenkorn there are these of the transposed section.) NaN in the section spread over the windows that hold
/// them. It does not depend on the unit of the amplitudes. Throws argument_error for an empty window and for sigma <=
/// 0.
template <array_expression E>
array<real_t<E>> semblance(const E& sections, const semblance_options& options = {}) {
    using T = real_t<E>;
    require(options.samples > 0 && options.traces > 0,
            "semblance: expected a window of at least 1 sample and 1 trace, got ", options.samples, " x ",
            options.traces);
    require(options.sigma > 0, "semblance: expected sigma > 0, got ", options.sigma);
    return map_sections("semblance", sections, [&](const T* from, extents e, T* to) {
        switch (options.method) {
            case semblance_method::gst:
                return detail::gst(from, e, options, to);
            case semblance_method::marfurt:
                return detail::marfurt(from, e, options, to);
            case semblance_method::gersztenkorn:
                return detail::eigenstructure(from, e, options.samples, options.traces, to);
        }
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
