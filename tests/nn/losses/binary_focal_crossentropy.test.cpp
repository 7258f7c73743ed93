// The focal loss against Keras 2.8's formulas and arrays, against central differences, and far from zero.
#include "nn/losses/support.hpp"
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>

#include <limits>

using namespace diapir;
using testing::check_elements;
using testing::map2;

namespace {

const nn::binary_focal_crossentropy focal, focal_1p5{.gamma = 1.5};

}  // namespace

TEST_CASE("focal losses of probabilities are those of Keras 2.8") {
    const auto value = [](const auto& loss) { return [&](auto a, auto b) { return loss.value_of_probability(a, b); }; };
    const auto slope = [](const auto& loss) { return [&](auto a, auto b) { return loss.slope_of_probability(a, b); }; };
    const auto& training = testing::training_reference();
    const auto p = training.get<double>("el_p"), y = training.get<double>("el_y");
    check_elements("el_focal_64", map2(p, y, value(focal)), 1e-10);
    check_elements("el_focal_g1p5_64", map2(p, y, value(focal_1p5)), 1e-10);
    check_elements("el_focal_grad_64", map2(p, y, slope(focal)), 1e-10);
    check_elements("el_focal_g1p5_grad_64", map2(p, y, slope(focal_1p5)), 1e-10);
    const auto p32 = training.get<float>("el_p"), y32 = training.get<float>("el_y");
    const auto compare = [&](const std::string& name, const auto& f) {
        const auto expected = training.get<float>(name);
        for (std::size_t i = 0; i < p32.size(); ++i) {
            const float a = p32.data()[i], b = y32.data()[i];
            INFO(name << " at p = " << a << ", y = " << b);
            CHECK(f(a, b) == Approx(expected.data()[i]).epsilon(a == 0 || a == 1 ? 1e-3 : 1e-5).margin(1e-6));
        }
    };
    compare("el_focal_32", value(focal));
    compare("el_focal_g1p5_32", value(focal_1p5));
    compare("el_focal_grad_32", slope(focal));
    compare("el_focal_g1p5_grad_32", slope(focal_1p5));
}

TEST_CASE("the focal loss of logits is the one that Keras 2.8 evaluates behind a sigmoid") {
    const auto& training = testing::training_reference();
    const auto z = training.get<double>("lg_z"), y = training.get<double>("lg_y");
    check_elements("lg_focal", map2(z, y, [&](double a, double b) { return focal.value(a, b); }), 1e-10);
    check_elements("lg_focal_grad", map2(z, y, [&](double a, double b) { return focal.slope(a, b); }), 1e-10, 2);
}

TEST_CASE("gradients of focal losses agree with central differences") {
    for (const double gamma : {0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 5.0})
        testing::check_gradient(nn::binary_focal_crossentropy{.gamma = gamma});
}

TEMPLATE_TEST_CASE("a pixel that is predicted with certainty has the slope of the limit", "", float, double) {
    const double smallest = std::numeric_limits<TestType>::min();
    for (const double gamma : {0.0, 0.01, 0.5, 0.99, 1.0, 1.5, 2.0, 3.0})
        for (const double z : {20.0, 100.0, 1e4}) {
            INFO("gamma " << gamma << " at " << z);
            const nn::binary_focal_crossentropy loss{.gamma = gamma};
            const double lacking = std::exp(-z) / (1 + std::exp(-z)), entropy = std::log1p(std::exp(-z));
            const double slope_there = gamma == 0 ? lacking : std::pow(lacking, gamma) * (gamma * entropy + lacking);
            for (const auto& [logit, target] : {std::pair{z, 1.0}, {-z, 0.0}}) {  // right
                const auto [value, slope] = testing::at_logit<TestType>(loss, logit, target);
                CHECK(std::abs(value) <= 2.1e-9);
                CHECK((target > 0 ? -slope : slope) ==
                      Approx(slope_there).margin(gamma < 1 ? 10 * smallest : 1e-12).epsilon(1e-4));
            }
            for (const auto& [logit, target] : {std::pair{z, 0.0}, {-z, 1.0}}) {  // wrong
                const auto [value, slope] = testing::at_logit<TestType>(loss, logit, target);
                CHECK(value == Approx(z).epsilon(1e-6));
                CHECK((target > 0 ? -slope : slope) == Approx(1).epsilon(1e-5));
            }
        }
}

TEMPLATE_TEST_CASE("with gamma = 0 the focal loss is the cross-entropy", "", float, double) {
    const nn::binary_focal_crossentropy none{.gamma = 0};
    for (const double z : {-1e4, -20.0, -1.0, 0.0, 2.0, 20.0, 100.0})
        for (const double y : {0.0, 0.25, 1.0}) {
            INFO(z << " for " << y);
            CHECK(testing::at_logit<TestType>(none, z, y) ==
                  testing::at_logit<TestType>(nn::binary_crossentropy{}, z, y));
        }
}

TEMPLATE_TEST_CASE("slopes of probabilities are finite at 0 and 1 and next to them", "", float, double) {
    using T = TestType;
    const T tiny = std::numeric_limits<T>::denorm_min(), step = std::numeric_limits<T>::epsilon() / 2;
    for (const double gamma : {0.0, 0.01, 0.5, 1.0, 2.0})
        for (const T p : {T{0}, tiny, T(1e-30), T(1e-8), T{1} - step, T{1}})
            for (const T y : {T{0}, T{1}}) {
                INFO("gamma " << gamma << " at " << p << " for " << y);
                const nn::binary_focal_crossentropy loss{.gamma = gamma};
                CHECK(std::isfinite(loss.value_of_probability(p, y)));
                CHECK(std::isfinite(loss.slope_of_probability(p, y)));
                if (gamma == 0)
                    CHECK(loss.slope_of_probability(p, y) == nn::binary_crossentropy{}.slope_of_probability(p, y));
            }
}

TEST_CASE("a focal loss without a meaning is refused") {
    const auto z = laws::random_like(tensor<double>::batch(2, 1, 2, 2), 1);
    tensor<double>* none = nullptr;
    CHECK_THROWS_WITH(nn::binary_focal_crossentropy{.gamma = -1}(z, z, none), Catch::Contains("gamma"));
    CHECK_THROWS_AS(nn::binary_focal_crossentropy{.gamma = std::nan("")}(z, z, none), argument_error);
}

TEST_CASE("weights of samples and pixels are factors of the focal loss") {
    testing::check_weighted(focal);
    testing::check_weighted(focal_1p5);
}
