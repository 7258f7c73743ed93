// The cross-entropy against Keras 2.8's formulas and arrays, against central differences, and far from zero.
#include "nn/losses/support.hpp"
#include <diapir/nn/losses/binary_crossentropy.hpp>

using namespace diapir;
using testing::check_elements;
using testing::map2;

namespace {

const nn::binary_crossentropy bce;

}  // namespace

TEST_CASE("the cross-entropy of probabilities is that of Keras 2.8") {
    const auto value = [](auto a, auto b) { return bce.value_of_probability(a, b); };
    const auto slope = [](auto a, auto b) { return bce.slope_of_probability(a, b); };
    const auto& training = testing::training_reference();
    const auto p = training.get<double>("el_p"), y = training.get<double>("el_y");
    check_elements("el_bce_64", map2(p, y, value), 1e-10);
    check_elements("el_bce_grad_64", map2(p, y, slope), 1e-10);
    const auto p32 = training.get<float>("el_p"), y32 = training.get<float>("el_y");
    const auto compare = [&](const std::string& name, const auto& f) {
        const auto expected = training.get<float>(name);
        for (std::size_t i = 0; i < p32.size(); ++i) {
            const float a = p32.data()[i], b = y32.data()[i];
            INFO(name << " at p = " << a << ", y = " << b);
            CHECK(f(a, b) == Approx(expected.data()[i]).epsilon(a == 0 || a == 1 ? 1e-3 : 1e-5).margin(1e-6));
        }
    };
    compare("el_bce_32", value);
    compare("el_bce_grad_32", slope);
}

TEST_CASE("the cross-entropy of logits is the one that Keras 2.8 evaluates behind a sigmoid") {
    const auto& training = testing::training_reference();
    const auto z = training.get<double>("lg_z"), y = training.get<double>("lg_y");
    check_elements("lg_bce", map2(z, y, [&](double a, double b) { return bce.value(a, b); }), 1e-10);
    // The first two logits are 0, where the reference has slopes of max(z, 0) and |z| at their kinks (1 - y) in place
    // of the derivative, which exists.
    check_elements("lg_bce_grad", map2(z, y, [&](double a, double b) { return bce.slope(a, b); }), 1e-10, 2);
    CHECK((z.data()[0] == 0 && z.data()[1] == 0));
    CHECK(bce.slope(0.0, 1.0) == -0.5);
}

TEST_CASE("the gradient of the cross-entropy agrees with central differences") {
    testing::check_gradient(bce);
}

TEMPLATE_TEST_CASE("the slope of the cross-entropy is p - y at every distance from zero", "", float, double) {
    for (const double z : {0.0, 3.0, 20.0, 60.0, 100.0, 1e4}) {
        INFO(z);
        const double lacking = std::exp(-z) / (1 + std::exp(-z)), loss = std::log1p(std::exp(-z));
        const double smallest = std::numeric_limits<TestType>::min();
        for (const auto& [logit, target] : {std::pair{z, 1.0}, {-z, 0.0}}) {  // right
            const auto [value, slope] = testing::at_logit<TestType>(bce, logit, target);
            CHECK(value == Approx(loss).margin(smallest));
            CHECK((target > 0 ? -slope : slope) == Approx(lacking).margin(smallest));
        }
        for (const auto& [logit, target] : {std::pair{z, 0.0}, {-z, 1.0}}) {  // wrong
            const auto [value, slope] = testing::at_logit<TestType>(bce, logit, target);
            CHECK(value == Approx(z + loss));
            CHECK((target > 0 ? -slope : slope) == Approx(1 - lacking));
        }
    }
}
