#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/cwt.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

namespace {

/// The wavelet of a response of 1 to its frequency, at time t: for Ricker's made analytic, its real part.
double wavelet_at(const attr::cwt_options& options, double t, double f) {
    if (options.wavelet == attr::wavelet::morlet) {
        const double sigma = options.width / (2 * std::numbers::pi * f);
        return 2 * std::exp(-0.5 * t * t / (sigma * sigma)) / (sigma * std::sqrt(2 * std::numbers::pi)) *
               std::cos(2 * std::numbers::pi * f * t);
    }
    return ricker(t, f) * std::exp(1) * std::sqrt(std::numbers::pi) * f / 2;
}

}  // namespace

TEST_CASE("what is filtered is the convolution with the wavelet") {
    const double dt = 0.002;
    const auto x = noisy_sections<double>({300, 2});
    for (const attr::wavelet wavelet : {attr::wavelet::morlet, attr::wavelet::ricker}) {
        const attr::cwt_options options{.frequencies = {30, 55},
                                        .wavelet = wavelet,
                                        .output = attr::spectral_output::filtered,
                                        .sample_interval = dt};
        const auto filtered = attr::cwt(x, options);
        REQUIRE(shape_of(filtered) == shape{300, 2, 2});
        for (std::size_t k = 0; k < 2; ++k)
            for (std::size_t i = 0; i < 300; i += 7) {
                double sum = 0;
                for (std::size_t n = 0; n < 300; ++n)
                    sum += x(n, 1) *
                           wavelet_at(options, (static_cast<double>(i) - static_cast<double>(n)) * dt,
                                      options.frequencies[k]) *
                           dt;
                CHECK(filtered(i, 1, k) == Approx(sum).margin(1e-6));
            }
    }
}

TEST_CASE("an oscillation shows its amplitude and its phase at its frequency") {
    const auto x = trace_of(500, 0.004, [](double t) { return 3 * std::cos(2 * std::numbers::pi * 30 * t); });
    for (const attr::wavelet wavelet : {attr::wavelet::morlet, attr::wavelet::ricker}) {
        attr::cwt_options options{.frequencies = {30, 60}, .wavelet = wavelet};
        const auto amplitude = attr::cwt(x, options);
        options.output = attr::spectral_output::phase;
        const auto phase = attr::cwt(x, options);
        options.output = attr::spectral_output::power;
        const auto power = attr::cwt(x, options);
        const double elsewhere = wavelet == attr::wavelet::morlet ? 3 * std::exp(-0.5 * 9) : 3 * 0.25 * std::exp(0.75);
        for (std::size_t i = 100; i < 400; ++i) {
            CHECK(amplitude(i, 0, 0) == Approx(3));
            CHECK(power(i, 0, 0) == Approx(9));
            CHECK(amplitude(i, 0, 1) == Approx(elsewhere).epsilon(1e-3));
            CHECK(std::remainder(phase(i, 0, 0) - 2 * std::numbers::pi * 30 * 0.004 * static_cast<double>(i),
                                 2 * std::numbers::pi) == Approx(0).margin(1e-6));
        }
    }
}

TEST_CASE("Ricker's wavelet is found by its own frequency, at its own place") {
    const auto x = trace_of(256, 0.002, [](double t) { return ricker(t - 0.2, 40); });
    const auto amplitude =
        attr::cwt(x, {.frequencies = {40}, .wavelet = attr::wavelet::ricker, .sample_interval = 0.002});
    CHECK(std::max_element(amplitude.begin(), amplitude.end()) - amplitude.begin() == 100);
}

TEST_CASE("edges, batches, rows and threads") {
    const auto x = noisy_sections<float>({2, 50, 19});
    const auto all = attr::cwt(x);
    CHECK(shape_of(all) == shape{2, 50, 19, 3});
    set_threads(3);
    CHECK(same(attr::cwt(x), all));
    set_threads(2);
    const auto second = array<float>(xt::view(x, 1));
    CHECK(attr::cwt(transposed(second), {.along = attr::axis::trace})(4, 30, 2) == all(1, 30, 4, 2));
    const auto constant = make_array<double>({400, 1}, 5);
    for (const double amplitude : attr::cwt(constant, {.edge = attr::edge::reflect})) CHECK(amplitude < 1e-6);
    CHECK(attr::cwt(constant)(0, 0, 0) > 0.1);
    CHECK_THROWS_WITH(attr::cwt(x, {.frequencies = {0}}),
                      Contains("cwt: expected frequencies above 0 Hz to half the sampling rate, 125 Hz, got 0"));
    CHECK_THROWS_WITH(attr::cwt(x, {.width = 0}), Contains("cwt: expected a width above 0, got 0"));
    CHECK_THROWS_WITH(attr::cwt(x, {.frequencies = {}}), Contains("cwt: expected at least one frequency, got none"));
    CHECK(shape_of(attr::cwt(make_array<double>({0, 3}))) == shape{0, 3, 3});
    CHECK(shape_of(attr::cwt(make_array<double>({1, 3}, 1))) == shape{1, 3, 3});
}

TEST_CASE("wavelets of almost no frequency let nothing through") {
    const auto x = noisy_sections<double>({16, 3});
    for (const attr::wavelet wavelet : {attr::wavelet::morlet, attr::wavelet::ricker})
        for (const double c : attr::cwt(x, {.frequencies = {1e-300}, .wavelet = wavelet})) CHECK(c < 1e-7);
}
