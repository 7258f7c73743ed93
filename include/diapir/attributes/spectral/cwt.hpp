// Spectral decomposition by wavelets, whose length is in proportion to their period: the continuous wavelet transform.
// Sinha, Routh, Anno and Castagna, Spectral decomposition of seismic data with continuous-wavelet transform, Geophysics
// 70, 2005; Torrence and Compo, A practical guide to wavelet analysis, Bulletin of the American Meteorological Society
// 79, 1998; Ricker, The form and laws of propagation of seismic wavelets, Geophysics 18, 1953.
#pragma once

#include <diapir/attributes/spectral/filter_bank.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class wavelet {
    morlet,  ///< an oscillation under a Gaussian: spectrum exp(-(width (f - f0) / f0)^2 / 2) around its frequency f0
    ricker   ///< the second derivative of a Gaussian: spectrum (f / f0)^2 exp(1 - (f / f0)^2), broader
};

struct cwt_options {
    std::vector<double> frequencies{15, 30, 45};  ///< in Hz, one picture each
    attributes::wavelet wavelet = wavelet::morlet;
    double width = 6;  ///< of Morlet's wavelet: 2 pi f0 times the standard deviation of its Gaussian in time
    spectral_output output = spectral_output::amplitude;
    double sample_interval = 0.004;      ///< in seconds
    axis along = axis::sample;           ///< the axis of time
    attributes::edge edge = edge::zero;  ///< what the wavelet sees beyond the ends; truncate is the same as zero
};

namespace detail {

/// The response of a wavelet of frequency f0 to the frequency f, 1 at f0.
inline double wavelet_response(const cwt_options& options, double f, double f0) {
    const double ratio = f / f0, offset = options.width * (ratio - 1);
    const double square = std::min(ratio * ratio, 1e3);  // there it is 0 already
    return options.wavelet == wavelet::morlet ? std::exp(-0.5 * offset * offset) : square * std::exp(1 - square);
}

/// After how many samples from its middle a wavelet has died away, but not more than `most`.
inline std::size_t wavelet_reach(const cwt_options& options, double f0, std::size_t most) {
    const double seconds = options.wavelet == wavelet::morlet ? options.width / f0 : 1.5 / f0;
    return static_cast<std::size_t>(std::min(std::ceil(seconds / options.sample_interval), static_cast<double>(most)));
}

/// The spectrum of a wavelet that passes positive frequencies alone, doubled, so that what it filters is analytic.
inline std::vector<std::complex<double>> cwt_filter(const cwt_options& options, double f0, std::size_t length) {
    std::vector<std::complex<double>> filter(length);
    const double step = 1 / (static_cast<double>(length) * options.sample_interval);
    for (std::size_t k = 0; 2 * k <= length; ++k) {
        const double response = wavelet_response(options, static_cast<double>(k) * step, f0);
        filter[k] = k == 0 || 2 * k == length ? response : 2 * response;
    }
    return filter;
}

}  // namespace detail

/// Pictures {..., samples, traces, frequencies} of sections {..., samples, traces}, one for each frequency: of the
/// section's part that a wavelet of that frequency, with no phase and a response of 1, lets through, made analytic. An
/// oscillation of its frequency shows its own amplitude. A trace is continued by as much as the longest wavelet
/// reaches, but not by more than its own length. NaN in a trace makes that trace NaN. Throws argument_error for fewer
/// than two axes, a width or a sample interval <= 0, no frequencies, and those outside 0 Hz, exclusive, to half the
/// sampling rate.
template <array_expression E>
array<real_t<E>> cwt(const E& sections, const cwt_options& options = {}) {
    require(options.width > 0 && std::isfinite(options.width), "cwt: expected a width above 0, got ", options.width);
    const std::size_t length = detail::require_pictures<real_t<E>>("cwt", shape_of(sections), options.along,
                                                                   options.sample_interval, options.frequencies, false);
    const double lowest = *std::min_element(options.frequencies.begin(), options.frequencies.end());
    const std::size_t reach = detail::wavelet_reach(options, lowest, length);
    detail::filter_bank bank{spectral::fast_fft_length(length + 2 * reach), reach, {}};
    for (const double f : options.frequencies) bank.spectra.push_back(detail::cwt_filter(options, f, bank.length));
    return detail::filtered_sections(sections, options.along, options.edge, bank, options.output);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
