// What spectral attributes refuse; see tests/project/misuse.hpp.
#include "project/misuse.hpp"

#include <diapir/attributes/spectral.hpp>

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
     "envelope: expected a sample interval above 0 s, got 0"},
    {"envelope padded by minus one", [] { attr::envelope(section(), {.padding = minus_one}); },
     "envelope: expected a padding of at most 16777216 samples, got 18446744073709551615"},
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
     "stft: expected a window of at most 16777216 samples, got 18446744073709551615"},
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
};

}  // namespace

TEST_CASE("misuse of spectral attributes is refused") {
    check_refused(of_spectra);
}
