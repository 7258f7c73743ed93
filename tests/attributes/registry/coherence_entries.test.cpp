#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/coherence_entries.hpp>

#include <cmath>

using namespace diapir;

TEST_CASE("coherence by name is that of the function") {
    attributes::registry known;
    attributes::entries::add_coherence(known);
    const auto image = testing::reference("attributes").get<double>("img_halfconst");
    const auto list = attributes::attributes_of(
        "semblance,semblance(samples=3,traces=5,method=marfurt),semblance(sigma=2,undefined=1),chaos(samples=9),"
        "variance(traces=5),"
        "similarity(reach=2,pairs=all,statistic=minimum),steered_semblance(max_dip=1)",
        known);
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0), attributes::semblance(image)) == 0);
    CHECK(testing::max_difference(
              channel(1), attributes::semblance(
                              image, {.samples = 3, .traces = 5, .method = attributes::semblance_method::marfurt})) ==
          0);
    CHECK(testing::max_difference(channel(2), attributes::semblance(image, {.sigma = 2, .undefined = 1})) == 0);
    CHECK(testing::max_difference(channel(3), attributes::chaos(image, {.samples = 9})) == 0);
    CHECK(testing::max_difference(channel(4), attributes::variance(image, {.traces = 5})) == 0);
    CHECK(testing::max_difference(
              channel(5), attributes::similarity(image, {.reach = 2,
                                                         .pairs = attributes::similarity_pairs::all,
                                                         .statistic = attributes::similarity_statistic::minimum})) ==
          0);
    CHECK(testing::max_difference(channel(6), attributes::steered_semblance(image, {.max_dip = 1})) == 0);
}

TEST_CASE("coherence of volumes by name is that of the functions") {
    namespace volume = attributes::volume;
    attributes::registry known;
    attributes::entries::add_coherence(known);
    auto cube = make_array<double>({6, 7, 20});
    for (std::size_t i = 0; i < cube.size(); ++i) cube.data()[i] = std::sin(0.1 * static_cast<double>(i * i % 97));
    const auto of = [&](const char* text) {
        return array<double>(
            xt::view(attributes::attributes_of(text, known).volume(cube), xt::all(), xt::all(), xt::all(), 0));
    };
    CHECK(testing::max_difference(
              of("semblance(samples=7,traces=5,inlines=3,method=marfurt)"),
              volume::semblance(cube, {.window = {3, 5, 7}, .method = attributes::semblance_method::marfurt})) == 0);
    CHECK(testing::max_difference(of("chaos(samples=7,traces=5,inlines=3)"),
                                  volume::chaos(cube, {.window = {3, 5, 7}})) == 0);
    CHECK(testing::max_difference(of("variance(samples=7,traces=5,inlines=3)"),
                                  volume::variance(cube, {.window = {3, 5, 7}})) == 0);
    CHECK(testing::max_difference(of("gst(measure=plane,crosslines=5)"),
                                  volume::gst(cube, volume::gst_measure::plane, {.window = {3, 5, 9}})) == 0);
}
