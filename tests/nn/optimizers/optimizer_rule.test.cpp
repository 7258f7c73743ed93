#include "catch.hpp"
#include <diapir/nn/optimizers/optimizer.hpp>

#include <cmath>
#include <string>

using namespace diapir;

namespace {

struct no_rule {
    double learning_rate = 1;
    static constexpr std::size_t slots = 1;
    std::string name() const { return "no_rule"; }
};
struct rule_for_float : no_rule {
    void update(std::size_t, double, std::size_t, float*, const float*, const std::array<float*, 1>&) const {}
};
struct rule_for_both : rule_for_float {
    using rule_for_float::update;
    void update(std::size_t, double, std::size_t, double*, const double*, const std::array<double*, 1>&) const {}
};

}  // namespace

TEST_CASE("the concept tells rules from what is none") {
    CHECK((nn::optimizer_rule<nn::adam> && nn::optimizer_rule<nn::adamw> && nn::optimizer_rule<nn::rmsprop> &&
           nn::optimizer_rule<nn::sgd> && nn::optimizer_rule<rule_for_both>));
    CHECK_FALSE(nn::optimizer_rule<int>);
    CHECK_FALSE(nn::optimizer_rule<no_rule>);
    CHECK_FALSE(nn::optimizer_rule<rule_for_float>);
    CHECK_FALSE(std::convertible_to<no_rule, nn::optimizer>);
}

TEST_CASE("an optimizer refuses options that its rule finds wrong") {
    const auto said = [](const auto& rule) {
        try {
            static_cast<void>(nn::optimizer(rule));
            return std::string();
        } catch (const argument_error& e) {
            return std::string(e.what());
        }
    };
    CHECK(said(nn::adam{.beta_1 = 1}) == "adam: expected beta_1 in [0, 1), got 1");
    CHECK(said(nn::adam{.beta_2 = -0.1}) == "adam: expected beta_2 in [0, 1), got -0.1");
    CHECK(said(nn::adam{.epsilon = 0}) == "adam: expected epsilon above 0, got 0");
    CHECK(said(nn::adam{.learning_rate = -1}) == "adam: expected learning_rate at least 0, got -1");
    CHECK(said(nn::adamw{.beta_1 = NAN}) == "adamw: expected beta_1 in [0, 1), got nan");
    CHECK(said(nn::adamw{.weight_decay = -1}) == "adamw: expected weight_decay at least 0, got -1");
    CHECK(said(nn::rmsprop{.rho = 2}) == "rmsprop: expected rho in [0, 1), got 2");
    CHECK(said(nn::rmsprop{.momentum = 1}) == "rmsprop: expected momentum in [0, 1), got 1");
    CHECK(said(nn::sgd{.learning_rate = HUGE_VAL}) == "sgd: expected learning_rate at least 0, got inf");
    CHECK(said(nn::sgd{.nesterov = true}) == "sgd: expected momentum above 0 for Nesterov's, got 0");
    CHECK(said(nn::adamw{}).empty());
    CHECK(said(rule_for_both{}).empty());
}

TEST_CASE("an epsilon that is 0 in the type of the weights is refused, as it gave NaN where there is no gradient") {
    const auto step = [](const nn::optimizer& rule, auto zero) {
        tensor<decltype(zero)> w(shape{3}, zero), g = w;
        std::vector<tensor<decltype(zero)>> state(slots(rule), w);
        update(rule, 1, 1e-3, w, g, std::span(state));
        return w[2];
    };
    for (const nn::optimizer& rule :
         {nn::optimizer(nn::adam{.epsilon = 1e-60}), {nn::adamw{.epsilon = 1e-60}}, {nn::rmsprop{.epsilon = 1e-60}}}) {
        CHECK(step(rule, 0.0) == 0);
        CHECK_THROWS_WITH(step(rule, 0.f),
                          name(rule) + ": expected an epsilon that the weights' type holds, got 1e-60");
    }
}
