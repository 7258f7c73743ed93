#include "attributes/compare.hpp"
#include <diapir/attributes/difference.hpp>
#include <diapir/core/random.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

TEST_CASE("the derivatives of d2geo") {
    const auto x = reference("attributes").get<double>("img_nonsquare");
    const array<float> single = xt::cast<float>(x);
    const auto archive = reference("trace_filters");
    for (const attr::axis along : {attr::axis::sample, attr::axis::trace}) {
        const std::string axis = along == attr::axis::sample ? "ax0" : "ax1";
        const attr::difference_options options{.along = along, .definition = attr::difference_definition::d2geo};
        const auto compare = [&](const std::string& name, const auto& derivative) {
            INFO(name);
            const auto expected = archive.get<double>(name);
            CHECK(max_difference(derivative(x), expected) <= 1e-12 * max_magnitude(expected));
            CHECK(max_difference(derivative(single), expected) <= 2e-6 * max_magnitude(expected));
        };
        compare("first_" + axis, [&](const auto& s) { return attr::first_derivative(s, options); });
        compare("second_" + axis, [&](const auto& s) { return attr::second_derivative(s, options); });
    }
}

TEST_CASE("derivatives of a parabola, by the spacing") {
    auto parabola = make_array<double>({9, 7});
    for (std::size_t i = 0; i < 9; ++i)
        for (std::size_t j = 0; j < 7; ++j) {
            const double t = 0.5 * static_cast<double>(i), y = 12.5 * static_cast<double>(j);
            parabola(i, j) = 3 * t * t - 2 * t + 0.5 * y * y;
        }
    for (const auto definition : {attr::difference_definition::plain, attr::difference_definition::d2geo}) {
        INFO(static_cast<int>(definition));
        const attr::difference_options down{.spacing = 0.5, .definition = definition};
        const attr::difference_options across{.along = attr::axis::trace, .spacing = 12.5, .definition = definition};
        const double part = definition == attr::difference_definition::plain ? 1 : 4 * 0.232905 + 0.002668;
        CHECK(attr::first_derivative(parabola, down)(4, 3) == Approx(6 * 2 - 2).epsilon(1e-5));
        CHECK(attr::first_derivative(parabola, across)(4, 3) == Approx(37.5).epsilon(1e-5));
        CHECK(attr::second_derivative(parabola, down)(4, 3) == Approx(6 * part).epsilon(2e-3));
        CHECK(attr::second_derivative(parabola, across)(4, 3) == Approx(part).epsilon(2e-3));
    }
}

TEST_CASE("derivatives at edges, of one sample, of nothing and of NaN") {
    auto ramp = make_array<double>({3, 1});
    for (std::size_t i = 0; i < 3; ++i) ramp(i, 0) = static_cast<double>(i);
    CHECK(attr::first_derivative(ramp)(0, 0) == 0.5);
    CHECK(attr::first_derivative(ramp, {.edge = attr::edge::zero})(2, 0) == -0.5);
    CHECK(attr::second_derivative(ramp)(2, 0) == -1);
    const auto one = make_array<double>({1, 2}, 4);
    for (const double x : attr::first_derivative(one)) CHECK(x == 0);
    for (const double x : attr::second_derivative(one)) CHECK(x == 0);
    CHECK(shape_of(attr::first_derivative(make_array<double>({0, 3}))) == shape{0, 3});
    auto x = make_array<double>({7, 3}, 1);
    x(3, 1) = NAN;
    const auto slope = attr::first_derivative(x);
    CHECK(std::isnan(slope(2, 1)));
    CHECK(slope(1, 1) == 0);
    CHECK(slope(2, 0) == 0);
    CHECK_THROWS_WITH(attr::first_derivative(x, {.spacing = 0}),
                      Contains("first_derivative: expected a spacing above 0 whose square is in range, got 0"));
    CHECK_THROWS_WITH(attr::second_derivative(x, {.spacing = -1}),
                      Contains("second_derivative: expected a spacing above 0 whose square is in range, got -1"));
    CHECK_THROWS_WITH(attr::second_derivative(make_array<double>({4})),
                      Contains("second_derivative: expected sections {..., samples, traces}, got {4}"));
}
