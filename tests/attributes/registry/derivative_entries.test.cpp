#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/derivative_entries.hpp>

using namespace diapir;

TEST_CASE("derivatives by name are those of the functions") {
    attributes::registry known;
    attributes::entries::add_derivatives(known);
    const auto image = testing::reference("attributes").get<double>("img_nonsquare");
    const auto list = attributes::attributes_of(
        "sobel,sobel(along=sample,edge=zero),laplace(edge=mirror),first_derivative(along=trace,spacing=2),second_"
        "derivative,gradient_magnitude(smoothed=true)",
        known);
    CHECK(list.odd() == std::vector<std::size_t>{0, 3});
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0), attributes::sobel(image)) == 0);
    CHECK(testing::max_difference(channel(1),
                                  attributes::sobel(image, attributes::axis::sample, attributes::edge::zero)) == 0);
    CHECK(testing::max_difference(channel(2), attributes::laplace(image, attributes::edge::mirror)) == 0);
    CHECK(testing::max_difference(
              channel(3), attributes::first_derivative(image, {.along = attributes::axis::trace, .spacing = 2})) == 0);
    CHECK(testing::max_difference(channel(4), attributes::second_derivative(image)) == 0);
    CHECK(testing::max_difference(channel(5), attributes::gradient_magnitude(image, {.smoothed = true})) == 0);
}
