#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/spectral/stft.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

namespace {

/// The transform at one sample of one trace, from its definition, with zeros beyond the ends.
std::complex<double> definition(const array<double>& x, const attr::stft_options& options, double frequency,
                                std::size_t i, std::size_t trace) {
    std::complex<double> sum = 0;
    double weights = 0;
    for (std::size_t k = 0; k < options.window; ++k) {
        const double offset = static_cast<double>(k) - static_cast<double>(options.window / 2);
        const double weight =
            options.taper == attr::taper::boxcar ? 1
            : options.taper == attr::taper::hann
                ? 0.5 + 0.5 * std::cos(2 * std::numbers::pi * offset / static_cast<double>(options.window))
                : std::exp(-0.5 * std::pow(6 * offset / static_cast<double>(options.window), 2));
        weights += weight;
        const double place = static_cast<double>(i) + offset;
        if (place < 0 || place >= static_cast<double>(x.shape()[0])) continue;
        sum += weight * x(static_cast<std::size_t>(place), trace) *
               std::polar(1.0, -2 * std::numbers::pi * frequency * offset * options.sample_interval);
    }
    return 2.0 * sum / weights;
}

}  // namespace

TEST_CASE("magnitudes of the preset are those of SciPy") {
    const auto x = reference("attributes").get<double>("img_nonsquare");
    for (const std::size_t window : {8, 32}) {
        const auto expected = reference("trace_filters").get<double>("stft_" + std::to_string(window) + "_ax1");
        const double bin = 250.0 / static_cast<double>(window);
        auto options = attr::stft_options::scipy({0, bin, 3 * bin, 125}, window, 0.004);
        options.along = attr::axis::trace;
        CHECK(max_difference(attr::stft(x, options), expected) <= 1e-12 * max_magnitude(expected));
        CHECK(max_difference(attr::stft(array<float>(xt::cast<float>(x)), options), expected) <=
              2e-6 * max_magnitude(expected));
    }
}

TEST_CASE("every output is the sum that defines it, for even, odd and too large windows") {
    const auto x = noisy_sections<double>({25, 3});
    for (const attr::taper taper : {attr::taper::hann, attr::taper::gaussian, attr::taper::boxcar})
        for (const std::size_t window : {1, 6, 9, 64}) {
            attr::stft_options options{.frequencies = {12, 47.5}, .window = window, .taper = taper};
            const auto amplitude = attr::stft(x, options);
            options.output = attr::spectral_output::power;
            const auto power = attr::stft(x, options);
            options.output = attr::spectral_output::phase;
            const auto phase = attr::stft(x, options);
            options.output = attr::spectral_output::filtered;
            const auto filtered = attr::stft(x, options);
            REQUIRE(shape_of(amplitude) == shape{25, 3, 2});
            for (std::size_t i = 0; i < 25; ++i)
                for (std::size_t j = 0; j < 3; ++j)
                    for (std::size_t k = 0; k < 2; ++k) {
                        const auto z = definition(x, options, options.frequencies[k], i, j);
                        CHECK(amplitude(i, j, k) == Approx(std::abs(z)));
                        CHECK(power(i, j, k) == Approx(std::norm(z)));
                        CHECK(filtered(i, j, k) == Approx(z.real()).margin(1e-12));
                        CHECK(std::abs(std::remainder(phase(i, j, k) - std::arg(z), 2 * std::numbers::pi)) < 1e-9);
                    }
        }
}

TEST_CASE("an oscillation shows its amplitude at its frequency, and little elsewhere") {
    const auto x = trace_of(250, 0.004, [](double t) { return 3 * std::cos(2 * std::numbers::pi * 31.25 * t); });
    const auto amplitude = attr::stft(x, {.frequencies = {31.25, 62.5}, .window = 32});
    for (std::size_t i = 16; i < 234; ++i) {
        CHECK(amplitude(i, 0, 0) == Approx(3));
        CHECK(amplitude(i, 0, 1) == Approx(0).margin(1e-12));
    }
}

TEST_CASE("traces may be rows, sections are a batch, threads change nothing, NaN stays in its trace") {
    const auto x = noisy_sections<float>({2, 60, 21});
    const auto all = attr::stft(x);
    CHECK(shape_of(all) == shape{2, 60, 21, 3});
    set_threads(3);
    CHECK(same(attr::stft(x), all));
    set_threads(2);
    auto second = array<float>(xt::view(x, 1));
    const auto across = attr::stft(transposed(second), {.along = attr::axis::trace});
    for (std::size_t i = 0; i < 60; ++i)
        for (std::size_t j = 0; j < 21; ++j) CHECK(across(j, i, 2) == all(1, i, j, 2));
    second(30, 4) = NAN;
    const auto with_nan = attr::stft(second);
    for (std::size_t i = 0; i < 60; ++i) {
        CHECK(std::isnan(with_nan(i, 4, 1)));
        CHECK(with_nan(i, 5, 1) == all(1, i, 5, 1));
    }
    for (const float scale : {1e-30F, 1e30F})
        CHECK(attr::stft(array<float>(x * scale))(0, 9, 9, 1) / scale == Approx(all(0, 9, 9, 1)));
}

TEST_CASE("what the transform does not work with") {
    const auto x = noisy_sections<double>({9, 2});
    CHECK_THROWS_WITH(attr::stft(x, {.window = 0}), Contains("stft: expected a window of at least 1 sample, got 0"));
    CHECK_THROWS_WITH(attr::stft(x, {.frequencies = {}}), Contains("stft: expected at least one frequency, got none"));
    CHECK_THROWS_WITH(attr::stft(x, {.frequencies = {126}}),
                      Contains("stft: expected frequencies from 0 Hz to half the sampling rate, 125 Hz, got 126"));
    CHECK_THROWS_WITH(attr::stft(x, {.sample_interval = -1}),
                      Contains("stft: expected a sample interval above 0 s whose square is in range, got -1"));
    CHECK_THROWS_WITH(attr::stft(make_array<double>({9})),
                      Contains("stft: expected sections {..., samples, traces}, got {9}"));
    CHECK(shape_of(attr::stft(make_array<double>({0, 3}))) == shape{0, 3, 3});
    CHECK(shape_of(attr::stft(make_array<double>({1, 3}, 1))) == shape{1, 3, 3});
}
