// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py; circles of known curvature.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/curvature.hpp>

#include <cmath>
#include <numbers>
#include <string>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::reference;

TEST_CASE("the curvature of a section is that of NumPy's dips") {
    const attr::dip_options options{.samples = 5, .traces = 7, .sample_interval = 4, .trace_spacing = 12.5};
    for (const std::string name : {"layered", "nonsquare"}) {
        const auto expected = reference("window_attributes").get<double>("section_curvature_" + name);
        const auto found = attr::curvature(reference("attributes").get<double>("img_" + name), options);
        CHECK(max_difference(found, expected) < 1e-9 * diapir::testing::max_magnitude(expected));
    }
}

TEST_CASE("layers on circles have the curvature of their radius, positive over an anticline") {
    constexpr double radius = 120, unit = 5;  // traces
    array<double> section = make_array<double>({60, 61}), turned = section;
    for (std::size_t s = 0; s < 60; ++s)
        for (std::size_t x = 0; x < 61; ++x) {
            const double away = std::hypot(static_cast<double>(x) - 30, radius + 30 - static_cast<double>(s));
            section(s, x) = turned(59 - s, x) = std::sin(std::numbers::pi / 9 * away);
        }
    for (const double scale : {1.0, 1e-100}) {
        const auto c =
            attr::curvature(array<double>(section * scale), {.sample_interval = unit, .trace_spacing = unit});
        for (const std::size_t x : {15, 30, 45}) CHECK(c(30, x) == Approx(1 / (radius * unit)).epsilon(0.05));
    }
    CHECK(attr::curvature(turned)(29, 30) == Approx(-1 / radius).epsilon(0.02));
}

TEST_CASE("one trace is not curved, and what has no dip has no curvature") {
    array<double> trace = make_array<double>({30, 1});
    for (std::size_t s = 0; s < 30; ++s) trace(s, 0) = std::sin(static_cast<double>(s));
    CHECK(attr::curvature(trace)(15, 0) == 0);
    CHECK(std::isnan(attr::curvature(make_array<double>({9, 9}, 1))(4, 4)));
    CHECK(attr::curvature(make_array<double>({9, 9}, 1), {.undefined = 0})(4, 4) == 0);
    array<double> begins_flat = make_array<double>({30, 1}, 1);
    for (std::size_t s = 15; s < 30; ++s) begins_flat(s, 0) = std::sin(static_cast<double>(s));
    const auto c = attr::curvature(begins_flat), dips = attr::dip(begins_flat);
    for (std::size_t s = 0; s < 30; ++s) CHECK(std::isnan(c(s, 0)) == std::isnan(dips(s, 0)));
    CHECK(attr::curvature(begins_flat, {.undefined = 0.5})(4, 0) == 0);
}
