// Spectral decomposition by the short-time Fourier transform: how much of a frequency a window around each sample
// holds. Partyka, Gridley and Lopez, Interpretational applications of spectral decomposition in reservoir
// characterization, The Leading Edge 18, 1999; scipy.signal.stft, SciPy 1.10.
#pragma once

#include <diapir/attributes/spectral/filter_bank.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The weights of the samples of a window.
enum class taper {
    hann,      ///< cos^2: the periodic window of SciPy where the window is even
    gaussian,  ///< of a standard deviation of a sixth of the window
    boxcar     ///< all alike
};

struct stft_options {
    std::vector<double> frequencies{15, 30, 45};  ///< in Hz, one picture each
    std::size_t window = 32;                      ///< in samples: i - window / 2 to i - window / 2 + window - 1
    attributes::taper taper = taper::hann;
    spectral_output output = spectral_output::amplitude;
    /// Whether to count the negative frequency too, so that an oscillation shows its own amplitude. SciPy shows half of
    /// it.
    bool both_signs = true;
    double sample_interval = 0.004;      ///< in seconds
    axis along = axis::sample;           ///< the axis of time
    attributes::edge edge = edge::zero;  ///< what the window sees beyond the ends; truncate is the same as zero

    /// The magnitudes of scipy.signal.stft(x, 1 / sample_interval, nperseg=window, noverlap=window - 1), for even
    /// windows, at its frequencies k / (window sample_interval) or between them.
    static stft_options scipy(std::vector<double> frequencies, std::size_t window, double sample_interval) {
        return {.frequencies = std::move(frequencies),
                .window = window,
                .both_signs = false,
                .sample_interval = sample_interval};
    }
};

namespace detail {

/// The weight of the sample that lies `offset` samples after the middle of a window.
inline double taper_weight(taper shape, double offset, std::size_t window) {
    const double place = offset / static_cast<double>(window);
    if (shape == taper::boxcar) return 1;
    if (shape == taper::gaussian) return std::exp(-18 * place * place);
    const double cosine = std::cos(std::numbers::pi * place);
    return cosine * cosine;
}

/// The spectrum of the filter that computes the transform at one frequency.
inline std::vector<std::complex<double>> stft_filter(const stft_options& options, double frequency,
                                                     std::size_t length) {
    using namespace spectral;
    std::vector<complex_lanes<double>> response(length), spectrum(length);
    const auto before = static_cast<std::ptrdiff_t>(options.window / 2);
    double sum = 0;
    for (std::size_t k = 0; k < options.window; ++k)
        sum += taper_weight(options.taper, double(k) - double(before), options.window);
    const double cycles = frequency * options.sample_interval;
    const double doubled = options.both_signs && frequency > 0 && cycles < 0.5 ? 2 : 1;
    for (std::size_t k = 0; k < options.window; ++k) {
        const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(k) - before;
        const double weight = taper_weight(options.taper, static_cast<double>(offset), options.window) * doubled / sum;
        const std::size_t place =
            offset > 0 ? length - static_cast<std::size_t>(offset) : static_cast<std::size_t>(-offset);
        response[place] = in_all_lanes<double>(weight * root_of_unity(-cycles * static_cast<double>(offset), 1));
    }
    kept_fft<complex_fft<double>>(length)->forward(response.data(), spectrum.data());
    std::vector<std::complex<double>> filter;
    for (const auto& z : spectrum) filter.emplace_back(double(z.real()), double(z.imag()));
    return filter;
}

}  // namespace detail

/// Pictures {..., samples, traces, frequencies} of sections {..., samples, traces}, one for each frequency: of the sum
/// over the tapered window of x exp(-2 pi i f t), t counted from the sample, over the sum of the taper. NaN in a trace
/// makes that trace NaN. Throws argument_error for fewer than two axes, an empty window, a sample interval <= 0, no
/// frequencies, and those outside 0 Hz to half the sampling rate.
template <array_expression E>
array<real_t<E>> stft(const E& sections, const stft_options& options = {}) {
    require(options.window > 0, "stft: expected a window of at least 1 sample, got 0");
    require(options.window <= detail::longest_window, "stft: expected a window of at most ", detail::longest_window,
            " samples, got ", options.window);
    const std::size_t length = detail::require_pictures<real_t<E>>("stft", shape_of(sections), options.along,
                                                                   options.sample_interval, options.frequencies, true);
    detail::filter_bank bank{spectral::fast_fft_length(length + 2 * options.window), options.window, {}};
    for (const double f : options.frequencies) bank.spectra.push_back(detail::stft_filter(options, f, bank.length));
    return detail::filtered_sections(sections, options.along, options.edge, bank, options.output);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
