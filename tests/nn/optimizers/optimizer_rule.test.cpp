#include "catch.hpp"
#include <diapir/nn/optimizers/optimizer.hpp>

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
