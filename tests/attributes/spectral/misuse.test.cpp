// What spectral attributes refuse; see tests/project/misuse.hpp.
#include "project/misuse.hpp"

#include <diapir/attributes/spectral.hpp>

#include <cmath>
#include <cstddef>

using namespace diapir;
using namespace diapir::testing;
namespace attr = diapir::attributes;

namespace {

array<double> section() {
    return filled({12, 10});
}

const misuse of_spectra[] = {
    {"envelope of one axis", [] { attr::envelope(filled({12})); },
     "envelope: expected sections {..., samples, traces}, got {12}"},
    {"envelope without a sample interval", [] { attr::envelope(section(), {.sample_interval = 0}); },
     "envelope: expected a sample interval above 0 s whose square is in range, got 0"},
    {"envelope padded by minus one", [] { attr::envelope(section(), {.padding = minus_one}); },
     "envelope: expected a padding of at most 65536 samples, got 18446744073709551615"},
    {"a complex trace along the other axis",
     [] { attr::envelope(attr::analytic_signal(section()), {.along = attr::axis::trace}); },
     "envelope: expected a complex trace along the trace axis, as the options say"},
    {"a transform of nothing", [] { attr::spectral::complex_fft<double>(0); },
     "fft: expected a length of 1 to 4294967296, got 0"},
    {"a real transform of minus one samples", [] { attr::spectral::real_fft<double>{minus_one}; },
     "fft: expected a length of 1 to 4294967296"},
    {"stft without a window", [] { attr::stft(section(), {.window = 0}); },
     "stft: expected a window of at least 1 sample, got 0"},
    {"stft with a window of minus one", [] { attr::stft(section(), {.window = minus_one}); },
     "stft: expected a window of at most 65536 samples, got 18446744073709551615"},
    {"stft at no frequency", [] { attr::stft(section(), {.frequencies = {}}); },
     "stft: expected at least one frequency, got none"},
    {"stft above half the sampling rate", [] { attr::stft(section(), {.frequencies = {200}}); },
     "stft: expected frequencies from 0 Hz to half the sampling rate, 125 Hz, got 200"},
    {"cwt at 0 Hz", [] { attr::cwt(section(), {.frequencies = {0}}); },
     "cwt: expected frequencies above 0 Hz to half the sampling rate, 125 Hz, got 0"},
    {"cwt without a width", [] { attr::cwt(section(), {.width = 0}); }, "cwt: expected a width above 0, got 0"},
    {"a limit below 0", [] { attr::relative_amplitude_change(section(), {.most = -1}); },
     "relative_amplitude_change: expected a limit of at least 0, got -1"},
    {"a percentile of 101", [] { attr::instantaneous_frequency(section(), {.clip_percentile = 101}); },
     "instantaneous_frequency: expected a percentile from 0 to 100, got 101"},
    {"sweetness at 0 Hz", [] { attr::sweetness(section(), {.least_frequency = 0}); },
     "sweetness: expected a least frequency above 0 Hz, got 0"},
    {"sweetness at what is 0 Hz in single precision",
     [] { attr::sweetness(array<float>(section()), {.least_frequency = 1e-50}); },
     "sweetness: expected a least frequency above 0 Hz, got 1e-50"},
    {"cwt of an endless width", [] { attr::cwt(section(), {.width = infinite}); },
     "cwt: expected a width above 0, got inf"},
    {"cwt of no width", [] { attr::cwt(section(), {.width = not_a_number}); },
     "cwt: expected a width above 0, got nan"},
    {"cwt of one axis", [] { attr::cwt(filled({12})); }, "cwt: expected sections {..., samples, traces}, got {12}"},
    {"cwt at no frequency", [] { attr::cwt(section(), {.frequencies = {}}); },
     "cwt: expected at least one frequency, got none"},
    {"cwt at a frequency that is no number",
     [] {
         attr::cwt(section(), {.frequencies = {20, not_a_number}});
     },
     "cwt: expected frequencies above 0 Hz to half the sampling rate, 125 Hz, got nan"},
    {"cwt without a sample interval", [] { attr::cwt(section(), {.sample_interval = -0.004}); },
     "cwt: expected a sample interval above 0 s whose square is in range, got -0.004"},
    {"stft of one axis", [] { attr::stft(filled({12})); }, "stft: expected sections {..., samples, traces}, got {12}"},
    {"stft below 0 Hz", [] { attr::stft(section(), {.frequencies = {-1}}); }, "half the sampling rate, 125 Hz, got -1"},
    {"stft at an endless frequency", [] { attr::stft(section(), {.frequencies = {infinite}}); }, "125 Hz, got inf"},
    {"stft with an endless sample interval", [] { attr::stft(section(), {.sample_interval = infinite}); },
     "stft: expected a sample interval above 0 s whose square is in range, got inf"},
    {"envelope of a number", [] { attr::envelope(filled({})); },
     "envelope: expected sections {..., samples, traces}, got {}"},
    {"envelope of no sample interval", [] { attr::envelope(section(), {.sample_interval = not_a_number}); },
     "envelope: expected a sample interval above 0 s whose square is in range, got nan"},
    {"envelope of an endless sample interval", [] { attr::envelope(section(), {.sample_interval = infinite}); },
     "envelope: expected a sample interval above 0 s whose square is in range, got inf"},
    {"envelope of almost no sample interval", [] { attr::envelope(section(), {.sample_interval = 1e-320}); },
     "envelope: expected a sample interval above 0 s whose square is in range, got"},
    {"a frequency of steps of nothing in single precision",
     [] { attr::instantaneous_frequency(array<float>(section()), {.trace = {.sample_interval = 1e-45}}); },
     "instantaneous_frequency: expected a sample interval above 0 s whose square is in range, got 1e-45"},
    {"a complex trace whose parts differ",
     [] {
         auto z = attr::analytic_signal(section());
         z.imaginary = filled({12, 9});
         attr::phase(z);
     },
     "phase: expected a complex trace with two parts {..., samples, traces}, got {12, 10} and {12, 9}"},
    {"an analytic signal of one axis", [] { attr::analytic_signal(filled({12})); },
     "analytic_signal: expected sections {..., samples, traces}, got {12}"},
    {"quadrature of one axis", [] { attr::quadrature(filled({12})); }, "quadrature: expected sections"},
    {"phase of one axis", [] { attr::phase(filled({12})); }, "phase: expected sections"},
    {"phase padded by minus one", [] { attr::phase(section(), {.trace = {.padding = minus_one}}); },
     "phase: expected a padding of at most 65536 samples, got 18446744073709551615"},
    {"cosine of the phase of one axis", [] { attr::cosine_phase(filled({12})); }, "cosine_phase: expected sections"},
    {"a turn by no number", [] { attr::rotate_phase(section(), {.degrees = not_a_number}); },
     "rotate_phase: expected degrees, got nan"},
    {"a turn without an end", [] { attr::rotate_phase(section(), {.degrees = infinite}); },
     "rotate_phase: expected degrees, got inf"},
    {"a turn of one axis", [] { attr::rotate_phase(filled({12})); }, "rotate_phase: expected sections"},
    {"a response of one axis", [] { attr::response_amplitude(filled({12})); }, "response_amplitude: expected sections"},
    {"a response phase of one axis", [] { attr::response_phase(filled({12})); }, "response_phase: expected sections"},
    {"a response frequency of one axis", [] { attr::response_frequency(filled({12})); },
     "response_frequency: expected sections"},
    {"a polarity of one axis", [] { attr::apparent_polarity(filled({12})); }, "apparent_polarity: expected sections"},
    {"a quality factor of one axis", [] { attr::quality_factor(filled({12})); }, "quality_factor: expected sections"},
    {"a limit that is no number", [] { attr::relative_amplitude_change(section(), {.most = not_a_number}); },
     "relative_amplitude_change: expected a limit of at least 0, got nan"},
    {"an acceleration below 0", [] { attr::amplitude_acceleration(section(), {.most = -1}); },
     "amplitude_acceleration: expected a limit of at least 0, got -1"},
    {"a bandwidth of one axis", [] { attr::bandwidth(filled({12})); }, "bandwidth: expected sections"},
    {"a dominant frequency of one axis", [] { attr::dominant_frequency(filled({12})); },
     "dominant_frequency: expected sections"},
    {"an instantaneous frequency of one axis", [] { attr::instantaneous_frequency(filled({12})); },
     "instantaneous_frequency: expected sections"},
    {"a percentile that is no number",
     [] { attr::instantaneous_frequency(section(), {.clip_percentile = not_a_number}); },
     "instantaneous_frequency: expected a percentile from 0 to 100, got nan"},
    {"sweetness of one axis", [] { attr::sweetness(filled({12})); }, "sweetness: expected sections"},
    {"sweetness at no frequency", [] { attr::sweetness(section(), {.least_frequency = not_a_number}); },
     "sweetness: expected a least frequency above 0 Hz, got nan"},
    {"sweetness at an endless frequency", [] { attr::sweetness(section(), {.least_frequency = infinite}); },
     "sweetness: expected a least frequency above 0 Hz, got inf"},
    {"a fast length of minus one", [] { attr::spectral::fast_fft_length(minus_one); },
     "fast_fft_length: expected a length of at most 17179869184, got 18446744073709551615"},
    {"a transform of 2^33 samples", [] { attr::spectral::complex_fft<float>(std::size_t{1} << 33); },
     "fft: expected a length of 1 to 4294967296, got 8589934592"},
    {"a real transform of nothing", [] { attr::spectral::real_fft<double>(0); },
     "fft: expected a length of 1 to 4294967296, got 0"},
};

}  // namespace

TEST_CASE("misuse of spectral attributes is refused") {
    check_refused(of_spectra);
}

TEST_CASE("spectral attributes of nothing are nothing, of one sample and of a very slow wavelet they are defined") {
    for (const shape& none : {shape{0, 10}, shape{12, 0}, shape{0, 12, 10}}) {
        CHECK(attr::envelope(filled(none)).size() == 0);
        CHECK(attr::phase(filled(none)).size() == 0);
        CHECK(attr::instantaneous_frequency(filled(none)).size() == 0);
        CHECK(attr::stft(filled(none)).size() == 0);
        CHECK(attr::cwt(filled(none)).size() == 0);
    }
    const auto one = filled({1, 1}, 3);
    CHECK(attr::envelope(one)(0, 0) == Approx(3));
    CHECK(attr::stft(one, {.frequencies = {0}, .window = 1})(0, 0, 0) == Approx(3));
    for (const double x : attr::cwt(section(), {.frequencies = {1e-300}})) CHECK(std::isfinite(x));
}
