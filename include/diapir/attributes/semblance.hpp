// How alike neighboring traces are, in a window of samples x traces: three measures of coherence with the definitions
// of bruges.attribute.discontinuity, bruges 0.5.4, on sections. High in even layers, low at faults and in salt.
#pragma once

#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/marfurt.hpp>
#include <diapir/attributes/structure_tensor.hpp>

#include <limits>
#include <type_traits>
#include <utility>

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
    /// marfurt and gersztenkorn: the axis from one trace to the next. axis::sample takes the rows of a section as its
    /// traces.
    axis between = axis::trace;

    /// bruges.attribute.similarity, bruges 0.5.4, of a section that is handed over as {1, rows, cols}: its duration
    /// runs down the rows, which it takes for traces, and its step_out to both sides along them.
    static semblance_options bruges_0_5_4(std::size_t duration, std::size_t step_out,
                                          semblance_method method = semblance_method::gst, double sigma = 1) {
        return {
            .samples = duration, .traces = 2 * step_out + 1, .method = method, .sigma = sigma, .between = axis::sample};
    }
};

namespace detail {

/// A ratio that rounding may have taken beyond 1; NaN stays NaN.
template <class V>
V at_most_one(const V& ratio) {
    return simd::select(ratio > V(1), V(1), ratio);
}

template <class T>
void gst(const section<T>& s, const semblance_options& options, row_range rows, T* to) {
    using V = simd::pack<T>;
    const V undefined(static_cast<T>(options.undefined));
    const auto coherence = [&](const V& dd, const V& aa, const V& da) {
        const V sum = dd + aa, difference = (dd - aa) / sum, twice = (da + da) / sum;
        const V bounded = at_most_one(V(simd::sqrt(V(difference * difference + twice * twice))));
        return V(simd::select(sum == V(T(0)), undefined, bounded));
    };
    structure_tensor(s, {options.samples, options.traces}, options.sigma, rows, to, coherence);
}

template <class T>
void marfurt(const section<T>& s, const semblance_options& options, row_range rows, T* to) {
    const auto coherence = [traces = static_cast<T>(options.traces)](const auto& of_stack, const auto& of_all) {
        using V = std::remove_cvref_t<decltype(of_stack)>;
        const V bounded = at_most_one(V(of_stack / (of_all * V(traces))));
        return V(simd::select(of_all == V(T(0)), V(T(0)), bounded));
    };
    marfurt(s, box{options.samples, options.traces}, rows, to, coherence);
}

/// Rows of semblance, written to `to` on.
template <class T>
void semblance(const section<T>& s, const semblance_options& options, row_range rows, T* to) {
    switch (options.method) {
        case semblance_method::gst:
            return gst(s, options, rows, to);
        case semblance_method::marfurt:
            return marfurt(s, options, rows, to);
        case semblance_method::gersztenkorn:
            return eigenstructure(s, {options.samples, options.traces}, rows, to);
    }
}

inline strip_options strips_for(const semblance_options& options) {
    const bool of_eigenvalues = options.method == semblance_method::gersztenkorn;
    const std::size_t n = options.traces;  // matrices {n, n} are squared some ten times
    return {.halo = options.samples - 1,
            .unit = true,
            .operations = of_eigenvalues ? kernels::few_operations * (1 + n * n * n) : kernels::few_operations};
}

/// Whether the rows of a section are its traces.
inline bool between_rows(const semblance_options& options) {
    return options.between == axis::sample && options.method != semblance_method::gst;
}

/// Throws argument_error for a method that is none.
inline void require_method(const char* name, semblance_method method) {
    require(method == semblance_method::gst || method == semblance_method::marfurt ||
                method == semblance_method::gersztenkorn,
            name, ": expected gst, marfurt or gersztenkorn, got method ", static_cast<int>(method));
}

inline void require_valid(const semblance_options& options) {
    require_method("semblance", options.method);
    require_window("semblance", options.samples, options.traces);
    if (options.method == semblance_method::gersztenkorn)
        require_few_traces("semblance", between_rows(options) ? options.samples : options.traces);
    require(options.sigma > 0, "semblance: expected sigma > 0, got ", options.sigma);
}

/// Sections {..., traces, samples} of {..., samples, traces}.
template <class T>
array<T> turned(const array<T>& sections) {
    shape s = shape_of(sections);
    const std::size_t axes = s.axes(), rows = s[axes - 2], columns = s[axes - 1];
    std::swap(s[axes - 2], s[axes - 1]);
    array<T> out = make_array<T>(s);
    const std::size_t size = rows * columns, count = size == 0 ? 0 : out.size() / size;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t column = 0; column < columns; ++column)
                out.data()[i * size + column * rows + row] = sections.data()[i * size + row * columns + column];
    return out;
}

}  // namespace detail

/// The coherence, 0 to 1, of sections {..., samples, traces} in the window around each sample. (bruges calls rows
/// "traces" and columns "time" when it is handed one section as {1, rows, cols}; its gst is this one, and its marfurt
/// and gersztenkorn there are these with axis::sample between the traces.) NaN in the section spread over the windows
/// that hold them. It does not depend on the unit of the amplitudes. Throws argument_error for an empty window, for
/// more than 256 traces of gersztenkorn and for sigma <= 0.
template <array_expression E>
array<real_t<E>> semblance(const E& sections, const semblance_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options);
    if (detail::between_rows(options)) {
        decltype(auto) in = evaluated<T>(sections);
        require(in.dimension() >= 2, "semblance: expected sections {..., samples, traces}, got ", shape_of(in));
        return detail::turned(semblance(
            detail::turned(in), {.samples = options.traces, .traces = options.samples, .method = options.method}));
    }
    return map_sections(
        "semblance", sections, detail::strips_for(options),
        [&](const detail::section<T>& s, row_range rows, T* to) { detail::semblance(s, options, rows, to); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
