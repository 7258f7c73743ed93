// Seismic attributes that are computed from spectra of traces, of one section and of a batch.
#include "attribute_entries.hpp"
#include <diapir/attributes/spectral.hpp>

#include <string>
#include <utility>

namespace {

using namespace diapir;
namespace attr = diapir::attributes;

using bench::entry;

/// All frequencies of a window of 32 samples, 4 ms apart.
attr::stft_options every_frequency() {
    attr::stft_options options{.frequencies = {}, .window = 32};
    for (int k = 0; k <= 16; ++k) options.frequencies.push_back(k * 250 / 32.0);
    return options;
}

void add_attributes(std::size_t n, std::size_t samples, std::size_t traces) {
    const array<float> x = bench::noise({n, samples, traces}, samples);
    const std::string tail = "/" + std::to_string(n) + " of " + std::to_string(samples) + "x" + std::to_string(traces);
    entry("envelope" + tail, x, [](const auto& s) { return attr::envelope(s); });
    entry("envelope across" + tail, x, [](const auto& s) { return attr::envelope(s, {.along = attr::axis::trace}); });
    entry("phase" + tail, x, [](const auto& s) { return attr::phase(s); });
    entry("instantaneous frequency" + tail, x, [](const auto& s) { return attr::instantaneous_frequency(s); });
    entry("response phase" + tail, x, [](const auto& s) { return attr::response_phase(s); });
    entry("stft of 17 frequencies" + tail, x,
          [options = every_frequency()](const auto& s) { return attr::stft(s, options); });
    entry("cwt of 3 frequencies" + tail, x, [](const auto& s) { return attr::cwt(s); });
    entry("envelope, phase and frequency" + tail, x, [](const auto& s) {
        const auto signal = attr::analytic_signal(s);
        return std::make_pair(attr::envelope(signal),
                              std::make_pair(attr::phase(signal), attr::instantaneous_frequency(signal)));
    });
}

const bench::registration entries([] {
    add_attributes(1, 48, 48);
    add_attributes(100, 48, 48);
    add_attributes(1, 1024, 1024);
    add_attributes(1, 1021, 1024);  // a prime length
    attr::registry known;
    attr::register_spectral(known);
    bench::add_by_name(known);
});

}  // namespace
