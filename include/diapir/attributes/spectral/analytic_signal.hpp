// The analytic signal x + i q of each trace, from which the attributes of complex traces are computed: q, the
// quadrature, is the Hilbert transform of the trace x. Taner, Koehler and Sheriff, Complex seismic trace analysis,
// Geophysics 44, 1979; the transform is that of scipy.signal.hilbert, SciPy 1.10, which takes a trace for periodic.
//
// Each of these attributes takes sections, or their complex_trace where several are wanted of the same ones: its
// Fourier transforms, most of the work, are then done once. The numbers are the same.
//
// NaN or infinity anywhere in a trace makes all of that trace NaN, and no other: a spectrum holds the whole trace.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/attributes/spectral/fft.hpp>
#include <diapir/attributes/spectral/line_groups.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// Options of all attributes of complex traces.
struct trace_options {
    double sample_interval = 0.004;  ///< in seconds; attributes of rates are then in Hz
    axis along = axis::sample;       ///< the axis of time; axis::trace in volumes {inlines, crosslines, samples}
    /// By how many samples a trace is continued at both ends before it is transformed. Without any its end runs into
    /// its beginning, which shows within some samples of both.
    std::size_t padding = 0;
    attributes::edge edge = edge::reflect;  ///< how it is continued; truncate is zero
    double undefined = 0;                   ///< the value of rates and ratios where the envelope is 0: in dead traces
};

/// The analytic signal of sections {..., samples, traces}.
template <class T>
struct complex_trace {
    array<T> real, imaginary;  ///< the sections and their quadrature, of the same shape
    axis along;                ///< the axis of time
};

namespace detail {

template <class S>
struct source_traits {
    using type = real_t<S>;
};
template <class T>
struct source_traits<complex_trace<T>> {
    using type = T;
};
template <class S>
inline constexpr bool is_complex_trace = false;
template <class T>
inline constexpr bool is_complex_trace<complex_trace<T>> = true;

}  // namespace detail

/// What attributes of complex traces are computed from: sections, or a complex_trace of them.
template <class S>
concept trace_source = array_expression<S> || detail::is_complex_trace<std::remove_cvref_t<S>>;

/// The type in which attributes of a source are computed.
template <trace_source S>
using trace_real_t = typename detail::source_traits<std::remove_cvref_t<S>>::type;

namespace detail {

/// The complex traces in the lanes of registers, multiplied with `unit`, so that their squares are in range.
template <class T>
struct complex_lines {
    std::size_t length;
    const simd::pack<T>*real, *imaginary;
    simd::pack<T> unit;

    /// The squared envelope of sample i, times unit^2.
    simd::pack<T> power(std::size_t i) const { return real[i] * real[i] + imaginary[i] * imaginary[i]; }
};

/// The Hilbert transform of lines of one length. Not for two threads at once.
template <class T>
class hilbert_transform {
public:
    using V = simd::pack<T>;

    hilbert_transform(std::size_t length, std::size_t padding, edge mode)
        : length_(length),
          padding_(padding),
          outside_(length, padding, padding, mode),
          fft_(spectral::kept_fft<spectral::real_fft<T>>(length + 2 * padding)),
          series_(fft_->length()),
          spectrum_(fft_->spectrum_size()) {}

    void run(const V* line, V* quadrature) {
        std::copy_n(line, length_, series_.data() + padding_);
        outside_.for_each([&](std::size_t place, std::size_t source) {
            series_[place] = source == kernels::edge_sources::none ? V(T{0}) : series_[source];
        });
        fft_->forward(series_.data(), spectrum_.data());
        const spectral::lanes<T> scale(1.0 / static_cast<double>(fft_->length()));
        for (auto& z : spectrum_) z = {z.imag() * scale, -z.real() * scale};
        // The mean and the fastest oscillation of even lengths have no quadrature; NaN is kept.
        const auto none = [](auto& z) { z = {z.real() * spectral::lanes<T>(0.0), z.imag() * spectral::lanes<T>(0.0)}; };
        none(spectrum_.front());
        if (fft_->length() % 2 == 0) none(spectrum_.back());
        fft_->inverse(spectrum_.data(), series_.data());
        std::copy_n(series_.data() + padding_, length_, quadrature);
    }

private:
    std::size_t length_, padding_;
    kernels::edge_sources outside_;
    std::shared_ptr<spectral::real_fft<T>> fft_;
    kept_vector<V> series_;
    kept_vector<spectral::complex_lanes<T>> spectrum_;
};

inline constexpr std::size_t operations_of_transforms = 64;  ///< for each sample, roughly

/// Calls f(section, groups, lines) for ranges of groups of lines, in parallel; lines(n) are the complex lines of the
/// n-th group of a range, until the next are asked for. A section has `size` samples.
template <class T, class F>
void for_each_complex_lines(const array<T>& sections, const line_groups<T>& groups, std::size_t size,
                            const trace_options& options, const F& f) {
    using V = simd::pack<T>;
    const std::size_t length = groups.length();
    const auto range = [&](std::size_t section, group_range some) {
        kept_vector<V> real(some.count() * length), imaginary(length);
        groups.load(sections.data() + section * size, some, real.data());
        hilbert_transform<T> transform(length, options.padding, options.edge);
        f(section, some, [&](std::size_t n) {
            V* line = real.data() + n * length;
            const V unit = in_unit_range<T>(line, length);
            transform.run(line, imaginary.data());
            return complex_lines<T>{length, line, imaginary.data(), unit};
        });
    };
    for_each_group_range(sections.size() / size, groups, operations_of_transforms, range);
}

/// The same for the analytic signal.
template <class T, class F>
void for_each_complex_lines(const complex_trace<T>& signal, const line_groups<T>& groups, std::size_t size,
                            const trace_options&, const F& f) {
    using V = simd::pack<T>;
    const std::size_t length = groups.length();
    const auto range = [&](std::size_t section, group_range some) {
        kept_vector<V> real(some.count() * length), imaginary(real.size());
        groups.load(signal.real.data() + section * size, some, real.data());
        groups.load(signal.imaginary.data() + section * size, some, imaginary.data());
        f(section, some, [&](std::size_t n) {
            V *line = real.data() + n * length, *quadrature = imaginary.data() + n * length;
            const V unit = in_unit_range<T>(line, length);
            for (std::size_t i = 0; i < length; ++i) quadrature[i] = quadrature[i] * unit;
            return complex_lines<T>{length, line, quadrature, unit};
        });
    };
    for_each_group_range(signal.real.size() / size, groups, 4 * kernels::few_operations, range);
}

/// Throws argument_error, which begins with the attribute's name, for what no attribute of complex traces works with.
template <class T>
void require_valid(const trace_options& options, const char* name) {
    require_sample_interval<T>(name, options.sample_interval);
    require(options.padding <= longest_window, name, ": expected a padding of at most ", longest_window,
            " samples, got ", options.padding);
}

/// The sections of a source. Throws argument_error for fewer than two axes.
template <array_expression E>
decltype(auto) sections_of(const E& sections, const trace_options&, const char* name) {
    const shape s = shape_of(sections);
    require(s.axes() >= 2, name, ": expected sections {..., samples, traces}, got ", s);
    return evaluated<real_t<E>>(sections);
}
/// The complex_trace itself. Throws argument_error where its axis of time is not that of the options, or where its
/// parts are no sections of one shape.
template <class T>
const complex_trace<T>& sections_of(const complex_trace<T>& signal, const trace_options& options, const char* name) {
    const shape s = shape_of(signal.real);
    require(s.axes() >= 2 && shape_of(signal.imaginary) == s, name,
            ": expected a complex trace with two parts {..., samples, traces}, got ", s, " and ",
            shape_of(signal.imaginary));
    require(signal.along == options.along, name, ": expected a complex trace along the ",
            options.along == axis::sample ? "sample" : "trace", " axis, as the options say");
    return signal;
}

template <class T>
const array<T>& real_part(const array<T>& sections) {
    return sections;
}
template <class T>
const array<T>& real_part(const complex_trace<T>& signal) {
    return signal.real;
}

/// The array, {..., samples, traces} but `fewer` entries along the axis of time, whose lines kernel(lines, out) writes
/// from complex lines of the source. `name` is the attribute's.
template <trace_source S, class Kernel>
array<trace_real_t<S>> map_complex_lines(const char* name, const S& source, const trace_options& options,
                                         std::size_t fewer, const Kernel& kernel) {
    using T = trace_real_t<S>;
    require_valid<T>(options, name);
    decltype(auto) in = sections_of(source, options, name);
    shape s = shape_of(real_part<T>(in));
    const extents e{s[s.axes() - 2], s.back()};
    const bool empty = s.size() == 0;
    std::size_t& length = s[options.along == axis::sample ? s.axes() - 2 : s.axes() - 1];
    length -= std::min(length, fewer);
    array<T> out = make_array<T>(s);
    if (empty || out.size() == 0) return out;
    const extents of_result{s[s.axes() - 2], s.back()};
    const line_groups<T> from(e, options.along), to(of_result, options.along);
    const auto range = [&](std::size_t section, group_range some, const auto& lines) {
        kept_vector<simd::pack<T>> result(some.count() * to.length() + fewer);
        for (std::size_t n = 0; n < some.count(); ++n) kernel(lines(n), result.data() + n * to.length());
        to.store(result.data(), some, out.data() + section * of_result.size());
    };
    for_each_complex_lines(in, from, e.size(), options, range);
    return out;
}

}  // namespace detail

/// The analytic signal of sections {..., samples, traces}. Throws argument_error for fewer than two axes.
template <array_expression E>
complex_trace<real_t<E>> analytic_signal(const E& sections, const trace_options& options = {}) {
    using T = real_t<E>;
    array<T> imaginary = detail::map_complex_lines("analytic_signal", sections, options, 0,
                                                   [](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                                       for (std::size_t i = 0; i < z.length; ++i)
                                                           out[i] = z.imaginary[i] / z.unit;
                                                   });
    return {array<T>(evaluated<T>(sections)), std::move(imaginary), options.along};
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
