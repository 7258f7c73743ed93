#include "../compare.hpp"
#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/registry/registered.hpp>

using namespace diapir;

// Registered attributes may be computed on another instruction set, which rounds otherwise.
TEST_CASE("the preset original gives the channels of the original project") {
    const auto image = testing::reference("attributes").get<float>("img_layered");
    const auto list = attributes::attributes_of("seismic,energy,semblance,sobel", {.preset = "original"});
    const array<float> expected = attributes::original_channels(image), stack = list(image);
    REQUIRE(shape_of(stack) == shape_of(expected));
    CHECK(testing::max_difference(stack, expected) <= 1e-6 * testing::max_magnitude(expected));
}

TEST_CASE("without a preset they are those of channels()") {
    const auto image = testing::reference("attributes").get<float>("img_layered");
    const array<float> expected = attributes::channels(image),
                       stack = attributes::attributes_of("seismic,energy,semblance,sobel")(image);
    CHECK(testing::max_difference(stack, expected) <= 1e-6 * testing::max_magnitude(expected));
}

TEST_CASE("the preset scipy has the edges of scipy") {
    const auto image = testing::reference("attributes").get<double>("img_layered");
    const array<double> stack = attributes::attributes_of("energy", {.preset = "scipy"})(image),
                        expected = attributes::energy(image, {.edge = attributes::edge::reflect});
    CHECK(testing::max_difference(stack, expected) <= 1e-14 * testing::max_magnitude(expected));
    CHECK(attributes::registered().preset_at("bruges_0_5_4").name() == "bruges_0_5_4");
}
