#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/response.hpp>

#include <array>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;

namespace {

using event = std::array<std::size_t, 3>;

std::vector<event> events(const std::vector<double>& envelope) {
    std::vector<event> found;
    attr::detail::for_each_event(envelope.data(), envelope.size(), 1,
                                 [&](std::size_t first, std::size_t peak, std::size_t last) {
                                     found.push_back({first, peak, last});
                                 });
    return found;
}

}  // namespace

TEST_CASE("events lie between troughs, which begin the next one") {
    CHECK(events({1, 3, 2, 1, 2, 5, 4}) == std::vector<event>{{0, 1, 3}, {3, 5, 7}});
    CHECK(events({1, 2, 3}) == std::vector<event>{{0, 2, 3}});
    CHECK(events({3, 2, 1}) == std::vector<event>{{0, 0, 3}});
    CHECK(events({4}) == std::vector<event>{{0, 0, 1}});
    CHECK(events({2, 2, 2}) == std::vector<event>{{0, 0, 3}});
    CHECK(events({3, 1, 1, 4}) == std::vector<event>{{0, 0, 2}, {2, 3, 4}});  // a flat trough ends an event once
    CHECK(events({1, 4, 4, 1}) == std::vector<event>{{0, 1, 4}});             // a flat peak is one
    CHECK(events({NAN, NAN, NAN}) == std::vector<event>{{0, 0, 3}});
}

TEST_CASE("response attributes are values at the peak of each event") {
    const auto x = noisy_sections<double>({60, 9});
    const auto e = attr::envelope(x), phase = attr::phase(x), f = attr::instantaneous_frequency(x);
    const auto amplitude = attr::response_amplitude(x), of_phase = attr::response_phase(x),
               frequency = attr::response_frequency(x), polarity = attr::apparent_polarity(x),
               degrees = attr::response_phase(x, {.degrees = true});
    for (std::size_t j = 0; j < 9; ++j) {
        std::size_t count = 0;
        attr::detail::for_each_event(&e(0, j), 60, 9, [&](std::size_t first, std::size_t peak, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                CHECK(amplitude(i, j) == e(peak, j));
                CHECK(of_phase(i, j) == phase(peak, j));
                CHECK(frequency(i, j) == f(peak, j));
                CHECK(polarity(i, j) == std::copysign(e(peak, j), x(peak, j)));
                CHECK(degrees(i, j) == Approx(phase(peak, j) * 180 / std::numbers::pi));
                CHECK(e(i, j) <= e(peak, j));
            }
            ++count;
        });
        CHECK(count > 3);
    }
}

TEST_CASE("two wavelets have their phases, polarities and amplitudes") {
    // Ricker's wavelet around 0.15 s, and around 0.45 s half of it, turned by 140 degrees.
    const double dt = 0.002;
    const auto one = trace_of(300, dt, [](double t) { return ricker(t - 0.15, 30); });
    const auto other =
        attr::rotate_phase(trace_of(300, dt, [](double t) { return 0.5 * ricker(t - 0.45, 30); }), {.degrees = 140});
    const auto x = array<double>(one + other);
    const auto phase = attr::response_phase(x, {.degrees = true, .trace = {.sample_interval = dt}});
    const auto amplitude = attr::response_amplitude(x), polarity = attr::apparent_polarity(x);
    const auto frequency = attr::response_frequency(x, {.trace = {.sample_interval = dt}});
    for (std::size_t i = 70; i <= 80; ++i) {
        CHECK(phase(i, 0) == Approx(0).margin(1));
        CHECK(amplitude(i, 0) == Approx(1).epsilon(0.01));
        CHECK(polarity(i, 0) == amplitude(i, 0));
    }
    for (std::size_t i = 220; i <= 230; ++i) {
        CHECK(phase(i, 0) == Approx(140).margin(1));
        CHECK(amplitude(i, 0) == Approx(0.5).epsilon(0.01));
        CHECK(polarity(i, 0) == -amplitude(i, 0));
    }
    // At its peak Ricker's wavelet has the mean frequency of its spectrum, the integral of f^3 over that of f^2.
    CHECK(frequency(75, 0) == Approx(30 * 2 / std::sqrt(std::numbers::pi)).epsilon(0.01));
    CHECK(frequency(225, 0) == Approx(frequency(75, 0)).epsilon(0.01));
}
