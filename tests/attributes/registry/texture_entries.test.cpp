#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/texture_entries.hpp>

using namespace diapir;

TEST_CASE("textures by name are those of the function") {
    attributes::registry known;
    attributes::entries::add_texture(known);
    const auto image = testing::reference("attributes").get<double>("img_nonsquare");
    const auto list = attributes::attributes_of("texture,texture(measure=entropy,down=1,across=-1,levels=8)", known);
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0), attributes::texture(image)) == 0);
    CHECK(testing::max_difference(channel(1), attributes::texture(image, attributes::texture_measure::entropy,
                                                                  {.down = 1, .across = -1, .levels = 8})) == 0);
}
