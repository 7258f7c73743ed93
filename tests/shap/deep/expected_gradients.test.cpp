#include "catch.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/deep/expected_gradients.hpp>
#include <diapir/shap/deep/integrated_gradients.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

const small_network f(4, 6, 2, activation::sigmoid);

}  // namespace

TEST_CASE("expected gradients are integrated gradients up to calibrated standard errors, read either way") {
    const auto x = normal({3, 4}, 5);
    const shap::background<double> background(normal({5, 4}, 6), {1, 2, 1, 4, 1});
    const auto groups = shap::players::labels(array<int>{0, 1, 1, 2});
    const auto truth = shap::integrated_gradients(f, background, groups, {}, {.steps = 40})(x);
    std::size_t within = 0, all = 0;
    double squares[2] = {};
    constexpr std::size_t seeds = 120;
    for (std::uint64_t seed = 0; seed < seeds; ++seed)
        for (const std::size_t samples : {50, 200}) {
            const auto e = shap::expected_gradients(f, background, groups, {.seed = seed}, {.samples = samples})(x);
            for (std::size_t i = 0; i < truth.values.size(); ++i) {
                const double error = std::abs(e.values.data()[i] - truth.values.data()[i]);
                squares[samples == 200] += error * error;
                within += error <= 2 * e.standard_errors.data()[i];
                ++all;
            }
        }
    CHECK(static_cast<double>(within) / static_cast<double>(all) > 0.93);
    CHECK(static_cast<double>(within) / static_cast<double>(all) < 0.97);
    CHECK(squares[0] / squares[1] > 3);
    CHECK(squares[0] / squares[1] < 5.3);

    const auto pulled = shap::expected_gradients(f, background, groups, {.seed = 1},
                                                 {.samples = 50, .direction = shap::deep_direction::pull})(x);
    const auto pushed = shap::expected_gradients(f, background, groups, {.seed = 1},
                                                 {.samples = 50, .direction = shap::deep_direction::push})(x);
    CHECK(max_difference(pulled.values, pushed.values) < 1e-12);
    CHECK(max_difference(pulled.standard_errors, pushed.standard_errors) < 1e-12);
    CHECK(max_difference(pulled.base_values, truth.base_values) < 1e-13);
    CHECK(pulled.residual > 0);
}

TEST_CASE("expected gradients do not depend on threads or memory") {
    const auto x = normal({2, 4}, 5), background = normal({5, 4}, 6);
    const auto whole = shap::expected_gradients(f, background)(x);
    CHECK(whole.evaluations == 2 + 5 + 2 * 200 * (1 + 2));
    const thread_limit one(1);
    CHECK(max_difference(shap::expected_gradients(f, background)(x).values, whole.values) == 0);
    const auto small = shap::expected_gradients(f, background, {.memory = 1}, {.samples = 200})(x);
    CHECK(max_difference(small.values, whole.values) < 1e-13);
    CHECK_THROWS_AS(shap::expected_gradients(f, background, {}, {.samples = 1}), argument_error);
}

TEST_CASE("expected gradients keep the laws, read either way, and their sum is right up to its errors") {
    for (const auto d : {shap::deep_direction::push, shap::deep_direction::pull})
        check_network_laws([&](const auto& model, const auto& background, const auto& inputs) {
            const auto e =
                shap::expected_gradients(model, background, {.seed = 3}, {.samples = 500, .direction = d})(inputs);
            CHECK(e.residual > 0);
            CHECK(e.residual < 3 * max_magnitude(e.sum_players(std::vector<std::size_t>{0}).standard_errors));
            return e;
        });
}
