#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/coherence_entries.hpp>

using namespace diapir;

TEST_CASE("coherence by name is that of the function") {
    attributes::registry known;
    attributes::entries::add_coherence(known);
    const auto image = testing::reference("attributes").get<double>("img_halfconst");
    const auto list = attributes::attributes_of(
        "semblance,semblance(samples=3,traces=5,method=marfurt),semblance(sigma=2,undefined=1)", known);
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0), attributes::semblance(image)) == 0);
    CHECK(testing::max_difference(
              channel(1), attributes::semblance(
                              image, {.samples = 3, .traces = 5, .method = attributes::semblance_method::marfurt})) ==
          0);
    CHECK(testing::max_difference(channel(2), attributes::semblance(image, {.sigma = 2, .undefined = 1})) == 0);
}
