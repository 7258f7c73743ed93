#include "../compare.hpp"
#include <diapir/attributes/registry/amplitude_entries.hpp>
#include <diapir/attributes/registry/attribute_list.hpp>

using namespace diapir;

TEST_CASE("amplitudes by name are those of the functions") {
    attributes::registry known;
    attributes::entries::add_amplitudes(known);
    const auto image = testing::reference("attributes").get<double>("img_nonsquare");
    const auto list = attributes::attributes_of(
        "seismic,energy,energy(window=9,along=trace,edge=truncate),rms(window=3),log_energy,gain(power=2),agc(window="
        "7)",
        known);
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0), image) == 0);
    CHECK(testing::max_difference(channel(1), attributes::energy(image)) == 0);
    CHECK(testing::max_difference(channel(2), attributes::energy(image, {.window = 9,
                                                                         .along = attributes::axis::trace,
                                                                         .edge = attributes::edge::truncate})) == 0);
    CHECK(testing::max_difference(channel(3), attributes::rms(image, {.window = 3})) == 0);
    CHECK(testing::max_difference(channel(4), attributes::log_energy(image)) == 0);
    CHECK(testing::max_difference(channel(5), attributes::gain(image, {.power = 2})) == 0);
    CHECK(testing::max_difference(channel(6), attributes::agc(image, {.window = 7})) == 0);
    CHECK_THROWS_WITH(attributes::attributes_of("energy(window=0)", known)(image),
                      "energy: expected a window of at least 1 sample, got 0");
}
