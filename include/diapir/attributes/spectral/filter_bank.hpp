// Traces filtered around several frequencies at once, for spectral decomposition: one Fourier transform of a trace, and
// one back for each frequency.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/attributes/spectral/fft.hpp>
#include <diapir/attributes/spectral/line_groups.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// What a picture at one frequency shows of the complex number c that a trace has there.
enum class spectral_output {
    amplitude,  ///< |c|, in units of the amplitude
    power,      ///< |c|^2
    phase,      ///< the angle of c in radians, 0 at the peaks of an oscillation of that frequency
    filtered    ///< the real part of c: the trace, filtered
};

namespace detail {

/// Filters by their spectra, all on the same frequencies k / length of the sampling rate, k from 0 to length - 1.
struct filter_bank {
    std::size_t length;
    std::size_t reach;  ///< by how many samples a trace is continued at both ends
    std::vector<std::vector<std::complex<double>>> spectra;
};

/// The filtered lines of one length, each by all filters. Not for two threads at once.
template <class T>
class bank_of_lines {
public:
    using V = simd::pack<T>;
    using value = spectral::complex_lanes<T>;

    bank_of_lines(const filter_bank& bank, std::size_t length, edge mode)
        : bank_(bank),
          outside_(length, bank.reach, bank.reach, mode),
          forward_(spectral::kept_fft<spectral::real_fft<T>>(bank.length)),
          back_(spectral::kept_fft<spectral::complex_fft<T>>(bank.length)),
          series_(bank.length, V(T{0})),
          spectrum_(bank.length),
          product_(bank.length),
          filtered_(bank.length) {}

    /// f(filter, filtered) with what each filter makes of a line.
    template <class F>
    void run(const V* line, std::size_t length, const F& f) {
        std::copy_n(line, length, series_.data() + bank_.reach);
        outside_.for_each([&](std::size_t place, std::size_t source) {
            series_[place] = source == kernels::edge_sources::none ? V(T{0}) : series_[source];
        });
        forward_->forward(series_.data(), spectrum_.data());
        for (std::size_t k = 1; 2 * k < bank_.length; ++k) spectrum_[bank_.length - k] = std::conj(spectrum_[k]);
        for (std::size_t filter = 0; filter < bank_.spectra.size(); ++filter) {
            const auto& weights = bank_.spectra[filter];
            for (std::size_t k = 0; k < bank_.length; ++k)
                product_[k] = spectrum_[k] * spectral::in_all_lanes<T>(weights[k] / static_cast<double>(bank_.length));
            back_->inverse(product_.data(), filtered_.data());
            f(filter, filtered_.data() + bank_.reach);
        }
    }

private:
    const filter_bank& bank_;
    kernels::edge_sources outside_;
    std::shared_ptr<spectral::real_fft<T>> forward_;
    std::shared_ptr<spectral::complex_fft<T>> back_;
    kept_vector<V> series_;
    kept_vector<value> spectrum_, product_, filtered_;
};

/// What is shown of a complex number that was multiplied with `unit`.
template <class T>
simd::pack<T> shown(const spectral::complex_lanes<T>& c, spectral_output output, const simd::pack<T>& unit) {
    using V = simd::pack<T>;
    const V real = c.real().value, imaginary = c.imag().value;
    switch (output) {
        case spectral_output::phase:
            return simd::atan2(imaginary, real);
        case spectral_output::filtered:
            return real / unit;
        default:
            break;
    }
    const V amplitude = simd::sqrt(V(real * real + imaginary * imaginary)) / unit;
    return output == spectral_output::power ? V(amplitude * amplitude) : amplitude;
}

/// The pictures {..., samples, traces, filters} of sections {..., samples, traces} that a bank for their lines shows.
template <array_expression E>
array<real_t<E>> filtered_sections(const E& sections, axis along, edge mode, const filter_bank& bank,
                                   spectral_output output) {
    using T = real_t<E>;
    using V = simd::pack<T>;
    decltype(auto) in = evaluated<T>(sections);
    const shape s = shape_of(in);
    const extents e{s[s.axes() - 2], s.back()};
    const std::size_t depth = bank.spectra.size();
    array<T> out = make_array<T>(s.then({depth}));
    if (out.size() == 0) return out;
    const line_groups<T> groups(e, along);
    const std::size_t length = groups.length();
    const auto range = [&](std::size_t section, group_range some) {
        kept_vector<V> lines(some.count() * length), pictures(depth * lines.size());
        groups.load(in.data() + section * e.size(), some, lines.data());
        bank_of_lines<T> filters(bank, length, mode);
        for (std::size_t n = 0; n < some.count(); ++n) {
            V *line = lines.data() + n * length, *of_line = pictures.data() + n * depth * length;
            const V unit = in_unit_range<T>(line, length);
            filters.run(line, length, [&](std::size_t filter, const spectral::complex_lanes<T>* filtered) {
                for (std::size_t i = 0; i < length; ++i)
                    of_line[filter * length + i] = shown<T>(filtered[i], output, unit);
            });
        }
        groups.store(pictures.data(), some, out.data() + section * e.size() * depth, depth);
    };
    for_each_group_range(s.size() / e.size(), groups, 64 * depth, range);
    return out;
}

/// The length of the lines of sections along an axis. Throws argument_error, which begins with `name`, for fewer than
/// two axes, a sample interval <= 0, no frequencies, and those outside 0 Hz to half the sampling rate.
template <class T>
std::size_t require_pictures(const char* name, const shape& s, axis along, double sample_interval,
                             const std::vector<double>& frequencies, bool zero_allowed) {
    require(s.axes() >= 2, name, ": expected sections {..., samples, traces}, got ", s);
    require_sample_interval<T>(name, sample_interval);
    require(!frequencies.empty(), name, ": expected at least one frequency, got none");
    const double nyquist = 0.5 / sample_interval;
    for (const double f : frequencies)
        require((f > 0 || (zero_allowed && f == 0)) && f <= nyquist, name, ": expected frequencies ",
                zero_allowed ? "from" : "above", " 0 Hz to half the sampling rate, ", nyquist, " Hz, got ", f);
    return along == axis::sample ? s[s.axes() - 2] : s.back();
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::attributes
