#include "../compare.hpp"
#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/orientation_entries.hpp>

#include <cmath>

using namespace diapir;
namespace volume = diapir::attributes::volume;

namespace {

attributes::registry known() {
    attributes::registry all;
    attributes::entries::add_orientation(all);
    return all;
}

}  // namespace

TEST_CASE("dips and curvature of sections by name are those of the functions") {
    const auto image = testing::reference("attributes").get<double>("img_nonsquare");
    const auto list =
        attributes::attributes_of("dip(unit=degrees,traces=5),browsed_dip(max_dip=1),curvature(sigma=2)", known());
    CHECK(list.odd() == std::vector<std::size_t>{0, 1});
    const auto stack = list(image);
    const auto channel = [&](std::size_t c) { return array<double>(xt::view(stack, xt::all(), xt::all(), c)); };
    CHECK(testing::max_difference(channel(0),
                                  attributes::dip(image, {.traces = 5, .unit = attributes::dip_unit::degrees})) == 0);
    CHECK(testing::max_difference(channel(1), attributes::browsed_dip(image, {.max_dip = 1})) == 0);
    CHECK(testing::max_difference(channel(2), attributes::curvature(image, {.sigma = 2})) == 0);
    CHECK_THROWS_WITH(attributes::attributes_of("azimuth", known())(image),
                      "azimuth: expected a volume, got sections, for which it has no definition");
}

TEST_CASE("dips and curvature of volumes by name are those of the functions") {
    auto cube = make_array<double>({6, 7, 20});
    for (std::size_t i = 0; i < cube.size(); ++i) cube.data()[i] = std::sin(0.1 * static_cast<double>(i * i % 97));
    const auto of = [&](const char* text) {
        return array<double>(
            xt::view(attributes::attributes_of(text, known()).volume(cube), xt::all(), xt::all(), xt::all(), 0));
    };
    const volume::dip_options options{.tensor = {.window = {3, 5, 9}}, .spacing = {10, 20, 4}};
    const std::string same = "(inlines=3,traces=5,inline_spacing=10,trace_spacing=20,sample_interval=4)";
    CHECK(testing::max_difference(of(("dip" + same).c_str()), volume::dip(cube, options)) == 0);
    CHECK(testing::max_difference(of(("inline_dip" + same).c_str()), volume::inline_dip(cube, options)) == 0);
    CHECK(testing::max_difference(of(("crossline_dip" + same).c_str()), volume::crossline_dip(cube, options)) == 0);
    CHECK(testing::max_difference(of(("azimuth" + same).c_str()), volume::azimuth(cube, options)) == 0);
    CHECK(testing::max_difference(
              of(("curvature" + same).c_str()),
              volume::curvature(cube, volume::curvature_measure::most_positive, {.dip = options})) == 0);
    const auto slopes = of("inline_dip"), degrees = of("inline_dip(unit=degrees)");
    CHECK(degrees(3, 3, 10) == Approx(std::atan(slopes(3, 3, 10)) * 180 / 3.14159265358979));
}
