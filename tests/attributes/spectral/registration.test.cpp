#include "../awkward_input.hpp"
#include "../documented.hpp"
#include "../mirror_images.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/registration.hpp>

#include <cmath>
#include <numbers>

using namespace diapir;

namespace {

/// Traces of a sine of 30 Hz, sampled every 4 ms, in the middle of 250 samples.
array<double> at_the_middle(const std::string& text) {
    attributes::registry known;
    attributes::register_spectral(known);
    auto section = make_array<double>({250, 3});
    for (std::size_t i = 0; i < section.size(); ++i)
        section.data()[i] = 3 * std::sin(2 * std::numbers::pi * 30 * 0.004 * static_cast<double>(i / 3) + 0.5);
    const auto stack = attributes::attributes_of(text, known)(section);
    return xt::view(stack, 125, 1, xt::all());
}

}  // namespace

TEST_CASE("attributes of a sine by name are its amplitude and frequency") {
    const auto values = at_the_middle(
        "envelope,instantaneous_frequency,dominant_frequency,sweetness,stft,cwt,"
        "response_amplitude,response_frequency");
    const double expected[] = {3, 30, 30, 3 / std::sqrt(30), 3, 3, 3, 30};
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(values(i) == Approx(expected[i]).epsilon(1e-3));
}

TEST_CASE("options of complex traces reach them") {
    const auto fast =
        at_the_middle("instantaneous_frequency(sample_interval=0.002),stft(frequency=60,sample_interval=0.002)");
    CHECK(fast(0) == Approx(60).epsilon(1e-3));
    CHECK(fast(1) == Approx(3).epsilon(1e-3));
    const auto phases = at_the_middle("phase,phase(degrees=true)");
    CHECK(phases(1) == Approx(phases(0) * 180 / std::numbers::pi));
    const auto turned = at_the_middle("rotate_phase(degrees=180),rotate_phase(degrees=0)");
    CHECK(turned(0) == Approx(-turned(1)));
}

TEST_CASE("docs/attributes.md describes all attributes, and no others") {
    attributes::registry known;
    attributes::entries::add_built_in(known);
    attributes::register_spectral(known);
    const auto costs = testing::documented_costs();
    CHECK(costs.size() == known.attributes().size());
    for (const attributes::attribute& a : known.attributes()) {
        INFO(a.name());
        REQUIRE(costs.count(a.name()) == 1);
        CHECK(costs.at(a.name()).find_first_of("123456789") != std::string::npos);
    }
}

TEST_CASE(
    "attributes of trace spectra of mirrored traces are mirrored, with a sign that they know, or say that they are "
    "not") {
    attributes::registry known;
    attributes::register_spectral(known);
    testing::check_mirror_images(known);
    for (const char* degrees : {"0", "30", "90", "180", "-90", "270"})
        testing::check_mirror_image(known.at("rotate_phase"), {{"degrees", degrees}, {"along", "trace"}});
}

TEMPLATE_TEST_CASE("attributes of trace spectra refuse awkward input in so many words, or have a result", "", float,
                   double) {
    attributes::registry known;
    attributes::register_spectral(known);
    testing::check_awkward_input<TestType>(known);
}
