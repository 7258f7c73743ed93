// Expected values: NumPy 1.24.2, tests/data/window_attributes.py.
#include "reference_volume.hpp"
#include <diapir/attributes/volume/semblance.hpp>
#include <diapir/attributes/volume/variance.hpp>

#include <limits>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::reference_difference;

TEST_CASE("the variance in a volume is that of NumPy, with a large offset too") {
    for (const auto& [window, cube] : {std::pair{"odd", vol::cube{3, 5, 9}}, std::pair{"even", vol::cube{4, 2, 6}}}) {
        const std::string name = std::string("variance_") + window;
        const auto v = diapir::testing::reference_volume<double>();
        CHECK(reference_difference(name, vol::variance(v, {.window = cube})) < 1e-12);
        CHECK(reference_difference(name, vol::variance(array<double>(v + 1e9), {.window = cube})) < 1e-6);
        const auto single = diapir::testing::reference_volume<float>();
        CHECK(reference_difference(name, vol::variance(single, {.window = cube})) < 2e-7);
    }
}

TEST_CASE("constant volumes do not vary, and edges are what is asked for") {
    const auto flat = make_array<double>({4, 5, 6}, 0.1);
    for (const double x : vol::variance(flat)) CHECK(x == 0);
    const auto inside = vol::variance(flat, {.edge = attr::edge::zero});
    CHECK(inside(0, 0, 0) > 0);
    const double share = 4.0 / 9 * 5 / 9;  // of a window of 3 x 3 x 9 at the corner that is inside: 2 x 2 x 5
    CHECK(inside(0, 0, 0) == Approx(0.01 * share * (1 - share)));
    CHECK_THROWS_AS(vol::variance(flat, {.edge = attr::edge::truncate}), diapir::argument_error);
}

TEST_CASE("the variance between the traces of a volume is 1 less semblance") {
    const auto v = diapir::testing::reference_volume<double>();
    const auto between = vol::variance(v, {.form = vol::variance_form::traces});
    const auto alike = vol::semblance(v, {.method = vol::semblance_method::marfurt});
    for (std::size_t k = 0; k < v.size(); ++k) REQUIRE(between.data()[k] == Approx(1 - alike.data()[k]).margin(1e-12));
    CHECK(std::isnan(vol::variance(make_array<double>({3, 3, 3}, 0), {.form = vol::variance_form::traces})(1, 1, 1)));
    CHECK_THROWS_AS(vol::variance(v, {.form = vol::variance_form::traces, .edge = attr::edge::mirror}),
                    diapir::argument_error);
}
