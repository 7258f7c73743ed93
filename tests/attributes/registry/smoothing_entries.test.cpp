#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/smoothing_entries.hpp>

using namespace diapir;

TEST_CASE("smoothing by name is that of the functions") {
    attributes::registry known;
    attributes::entries::add_smoothing(known);
    const auto image = testing::reference("attributes").get<double>("img_nonsquare");
    const auto list = attributes::attributes_of(
        "gaussian(sigma=2,order=1,along=trace),gaussian_smoothing(traces=3),median_smoothing(samples=5)", known);
    CHECK(list.odd() == std::vector<std::size_t>{0});
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(
              channel(0),
              attributes::gaussian_filter(image, {.sigma = 2, .along = attributes::axis::trace, .order = 1})) == 0);
    CHECK(testing::max_difference(channel(1), attributes::gaussian_smoothing(image, {.traces = 3})) == 0);
    CHECK(testing::max_difference(channel(2), attributes::median_smoothing(image, {.samples = 5})) == 0);
}
