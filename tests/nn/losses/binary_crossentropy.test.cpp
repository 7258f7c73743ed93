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

TEST_CASE("smoothed labels and weights of positives are those of torch 1.13") {
    const auto z = testing::sines(6, 1, 1), y = testing::targets(6, 1, 1, {0, 1, 1, 0, 0.25, 1});
    testing::check_literals(nn::binary_crossentropy{.positive_weight = 3}, z, y, 1.4777632778912346,
                            {0.14054895058321495, -0.06980128240878836, -0.2149523460171693, 0.030067524686620148,
                             -0.09297458171144046, -0.3180910061413833});
    testing::check_literals(nn::binary_crossentropy{.label_smoothing = 0.1}, z, y, 0.7514775676042135,
                            {0.13221561724988162, -0.014933760802929463, -0.0633174486723898, 0.021734191353286813,
                             -0.024483054474293647, -0.09769700204712778});
    const nn::binary_crossentropy both{.label_smoothing = 0.1, .positive_weight = 3};
    testing::check_literals(both, z, y, 1.5169772286331098,
                            {0.12960384564153643, -0.05914123966182879, -0.19945393448326373, 0.008074277155282153,
                             -0.10440706776848847, -0.2991546392700039});
    testing::check_gradient(both);
    for (const double p : {0.1, 0.75})
        for (const double t : {0.0, 1.0}) {
            const double logit = std::log(p / (1 - p)), h = 1e-6;
            CHECK(both.value_of_probability(p, t) == Approx(both.value(logit, t)).epsilon(1e-5));
            CHECK(both.slope_of_probability(p, t) ==
                  Approx((both.value_of_probability(p + h, t) - both.value_of_probability(p - h, t)) / (2 * h)));
        }
}

TEST_CASE("weights of samples and pixels are factors of the cross-entropy") {
    testing::check_weighted(bce);
    testing::check_weighted(nn::binary_crossentropy{.label_smoothing = 0.2, .positive_weight = 0.5});
}

TEMPLATE_TEST_CASE("a weighted cross-entropy is finite at every distance from zero", "", float, double) {
    const nn::binary_crossentropy weighted{.label_smoothing = 0.1, .positive_weight = 2};
    for (const double z : {-1e4, -100.0, 100.0, 1e4})
        for (const double y : {0.0, 1.0}) {
            const auto [value, slope] = testing::at_logit<TestType>(weighted, z, y);
            CHECK((std::isfinite(value) && std::isfinite(slope)));
        }
}

TEMPLATE_TEST_CASE("infinite certainty costs nothing where it is right, and no end where not", "", float, double) {
    for (const double weight : {1.0, 2.0})
        for (const double y : {0.0, 1.0}) {
            const nn::binary_crossentropy loss{.positive_weight = weight};
            const double right = y > 0 ? INFINITY : -INFINITY;
            CHECK(testing::at_logit<TestType>(loss, right, y) == std::pair(0.0, 0.0));
            CHECK(testing::at_logit<TestType>(loss, -right, y) ==
                  std::pair<double, double>(INFINITY, y > 0 ? -weight : 1));
        }
}

TEST_CASE("options of the cross-entropy without a meaning are refused") {
    const auto z = tensor<double>::batch(2, 1, 2, 2);
    tensor<double>* none = nullptr;
    CHECK_THROWS_WITH(nn::binary_crossentropy{.label_smoothing = 1.5}(z, z, none), Catch::Contains("smoothing in 0"));
    CHECK_THROWS_WITH(nn::binary_crossentropy{.positive_weight = -1}(z, z, none), Catch::Contains("positive_weight"));
}
