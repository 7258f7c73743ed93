// Integrated gradients against captum 0.8.
#include "catch.hpp"
#include "larger.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/deep/integrated_gradients.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("Gauss-Legendre rules integrate polynomials of degree 2 n - 1") {
    for (std::size_t n : {1, 2, 5, 20, 64}) {
        const auto rule = shap::gauss_legendre(n);
        for (std::size_t degree = 0; degree < 2 * n; ++degree) {
            double sum = 0;
            for (std::size_t i = 0; i < n; ++i)
                sum += rule.weights[i] * std::pow(rule.nodes[i], static_cast<double>(degree));
            CHECK(sum == Approx(1 / static_cast<double>(degree + 1)).epsilon(1e-12));
        }
        CHECK(std::is_sorted(rule.nodes.begin(), rule.nodes.end()));
    }
    const auto two = shap::gauss_legendre(2);
    CHECK(two.nodes[0] == Approx(0.5 - 0.5 / std::sqrt(3)).epsilon(1e-15));
    CHECK_THROWS_AS(shap::gauss_legendre(0), argument_error);
}

TEMPLATE_TEST_CASE("integrated gradients are captum's", "", float, double) {
    const reference_network<TestType> c;
    const bool single = std::is_same_v<TestType, float>;
    const auto expected = c.archive.template get<double>("ig_channel");  // {n, output, channel}
    for (const auto direction : {shap::deep_direction::automatic, shap::deep_direction::pull}) {
        const auto x = direction == shap::deep_direction::pull ? slice(c.x, 0, 1) : c.x;
        const auto e = shap::integrated_gradients(c.net, c.background, shap::players::channels(), {},
                                                  {.steps = c.config(7), .direction = direction})(x);
        CHECK(shape_of(e.values) == shape{x.shape()[0], 4, 12, 12, 1});
        double largest = 0;
        for (std::size_t i = 0; i < x.shape()[0]; ++i)
            for (std::size_t o = 0; o < 144; ++o)
                for (std::size_t p = 0; p < 4; ++p)
                    largest = testing::larger(
                        largest,
                        std::abs(static_cast<double>(e.values.data()[(i * 4 + p) * 144 + o]) - expected(i, o, p)));
        CHECK(largest < (single ? 1e-3 : 1e-7) * max_magnitude(expected));
        CHECK(e.residual == Approx(0.0169455).epsilon(1e-2));
        CHECK(max_difference(e.base_values, c.archive.template get<double>("expected_value")) <
              (single ? 1e-6 : 1e-12));
    }
}

TEST_CASE("integrated gradients of every element and output") {
    const reference_network<float> c;
    const auto expected = c.archive.get<double>("ig");  // {output, rows, cols, channels}
    const auto e = shap::integrated_gradients(c.net, c.background, {}, {.steps = c.config(7)})(slice(c.x, 0, 1));
    double largest = 0;
    std::size_t outliers = 0;
    for (std::size_t o = 0; o < 144; ++o)
        for (std::size_t k = 0; k < 576; ++k) {
            const double gap =
                std::abs(static_cast<double>(e.values.data()[k * 144 + o]) - expected.data()[o * 576 + k]);
            largest = testing::larger(largest, gap);
            outliers += !(gap <= 1e-6 * max_magnitude(expected));
        }
    CHECK(largest < 1e-5 * max_magnitude(expected));
    CHECK(outliers * 1000 <= expected.size());
}

TEST_CASE("integrated gradients of a smooth function add up, of a linear one with a single step") {
    const small_network smooth(3, 5, 2, activation::sigmoid), linear(3, 5, 2, activation::none);
    const auto background = normal({6, 3}, 5), x = normal({2, 3}, 6);
    CHECK(shap::integrated_gradients(smooth, background, {}, {.steps = 40})(x).residual < 1e-12);
    const auto few = shap::integrated_gradients(smooth, background, {}, {.steps = 2})(x);
    CHECK(few.residual > 1e-6);
    CHECK(few.evaluations == 2 + 6 + 2 * 6 * 2 * (1 + 2));
    CHECK(shap::integrated_gradients(linear, background, {}, {.steps = 1})(x).residual < 1e-12);
}

TEST_CASE("integrated gradients keep the laws, read either way") {
    for (const auto d : {shap::deep_direction::push, shap::deep_direction::pull})
        check_network_laws([&](const auto& f, const auto& background, const auto& inputs) {
            return shap::integrated_gradients(f, background, {}, {.steps = 20, .direction = d})(inputs);
        });
}
