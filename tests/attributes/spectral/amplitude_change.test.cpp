#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/amplitude_change.hpp>

namespace attr = diapir::attributes;
using namespace diapir::testing;
using Catch::Contains;

namespace {

constexpr double dt = 0.002, pi = std::numbers::pi;
constexpr attr::trace_options every_2_ms{.sample_interval = dt};

/// A carrier of 40 Hz under a Gaussian around 0.25 s of a standard deviation of 0.04 s: its envelope is the Gaussian.
diapir::array<double> burst() {
    return trace_of(250, dt, [](double t) {
        const double offset = (t - 0.25) / 0.04;
        return std::exp(-0.5 * offset * offset) * std::cos(2 * pi * 40 * t);
    });
}

}  // namespace

TEST_CASE("the formulas, from the envelope and the frequency") {
    const auto x = noisy_sections<double>({17, 4});
    const auto e = attr::envelope(x), f = attr::instantaneous_frequency(x, {.trace = every_2_ms});
    const auto change = attr::relative_amplitude_change(x, {.trace = every_2_ms});
    const auto acceleration = attr::amplitude_acceleration(x, {.trace = every_2_ms});
    const auto width = attr::bandwidth(x, every_2_ms), dominant = attr::dominant_frequency(x, {.trace = every_2_ms});
    const auto slope = [](const auto& y, std::size_t i, std::size_t j) {
        const std::size_t before = i == 0 ? 0 : i - 1, after = std::min<std::size_t>(i + 1, 16);
        return (y(after, j) - y(before, j)) / (static_cast<double>(after - before) * dt);
    };
    for (std::size_t i = 0; i < 17; ++i)
        for (std::size_t j = 0; j < 4; ++j) {
            const double expected = slope(e, i, j) / e(i, j);
            CHECK(change(i, j) == Approx(expected));
            CHECK(acceleration(i, j) == Approx(slope(change, i, j)));
            CHECK(width(i, j) == Approx(std::abs(expected) / (2 * pi)));
            CHECK(dominant(i, j) == Approx(std::hypot(f(i, j), expected / (2 * pi))));
        }
}

TEST_CASE("a burst under a Gaussian has the derivatives of its logarithm") {
    const auto x = burst();
    const auto change = attr::relative_amplitude_change(x, {.trace = every_2_ms});
    const auto acceleration = attr::amplitude_acceleration(x, {.trace = every_2_ms});
    const auto dominant = attr::dominant_frequency(x, {.trace = every_2_ms});
    for (std::size_t i = 100; i <= 150; ++i) {
        const double expected = -(static_cast<double>(i) * dt - 0.25) / (0.04 * 0.04);
        CHECK(change(i, 0) == Approx(expected).margin(0.15));
        CHECK(acceleration(i, 0) == Approx(-1 / (0.04 * 0.04)).epsilon(0.02));
        CHECK(dominant(i, 0) == Approx(std::hypot(40, expected / (2 * pi))).epsilon(0.01));
    }
}

TEST_CASE("where there is no amplitude, none changes") {
    // The Hilbert transform of a constant and of the highest frequency is 0: the envelope is 2, 0, 2, 0, ...
    const auto x = trace_of(8, dt, [](double t) { return std::fmod(std::round(t / dt), 2) == 0 ? 2.0 : 0.0; });
    const auto acceleration = attr::amplitude_acceleration(x, {.trace = {.sample_interval = dt, .undefined = -7}});
    CHECK(acceleration(0, 0) == Approx(1 / (dt * dt)));  // from -1 / dt to 0, as there is none to change at sample 1
    for (std::size_t i = 1; i < 8; ++i) CHECK(acceleration(i, 0) == (i % 2 ? -7 : 0));
}

TEST_CASE("the relative amplitude change may be limited") {
    const auto x = noisy_sections<double>({40, 3});
    const auto free = attr::relative_amplitude_change(x, {.trace = {.sample_interval = 1}});
    const auto limited = attr::relative_amplitude_change(x, {.most = 0.25, .trace = {.sample_interval = 1}});
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(limited.data()[i] == std::clamp(free.data()[i], -0.25, 0.25));
    CHECK_THROWS_WITH(attr::relative_amplitude_change(x, {.most = -1}),
                      Contains("expected a limit of at least 0, got -1"));
    CHECK_THROWS_WITH(attr::amplitude_acceleration(x, {.most = NAN}),
                      Contains("expected a limit of at least 0, got nan"));
}
