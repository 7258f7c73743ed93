// Losses against Keras 2.8's formulas and against central differences.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff/laws.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/nn/losses/loss.hpp>

using namespace diapir;
using diapir::testing::max_difference;
using diapir::testing::max_magnitude;

namespace {

const auto& training() {
    static const auto archive = testing::reference("training");
    return archive;
}

template <class T, class F>
array<T> map2(const array<T>& a, const array<T>& b, const F& f) {
    array<T> out = make_array<T>(shape_of(a));
    for (std::size_t i = 0; i < a.size(); ++i) out.data()[i] = f(a.data()[i], b.data()[i]);
    return out;
}

template <class T>
void check_elements(const std::string& name, const array<T>& ours, double relative, std::size_t first = 0) {
    const auto expected = training().template get<double>(name);
    for (std::size_t i = first; i < ours.size(); ++i) {
        INFO(name << " element " << i);
        CHECK(static_cast<double>(ours.data()[i]) == Approx(expected.data()[i]).epsilon(relative).margin(relative));
    }
}

template <class L>
void check_gradient(const L& loss) {
    const auto shape_like = tensor<double>::batch(5, 1, 3, 2);
    const auto z = laws::random_like(shape_like, 1);
    auto y = laws::random_like(shape_like, 2);
    for (auto& e : y) e = e > 0 ? 1 : 0;
    auto gradient = z.like();
    loss(z, y, &gradient);
    constexpr double h = 1e-6;
    for (std::size_t i = 0; i < z.size(); ++i) {
        auto ahead = z, behind = z;
        ahead[i] += h;
        behind[i] -= h;
        tensor<double>* none = nullptr;
        INFO(loss.name() << " element " << i);
        CHECK(gradient[i] == Approx((loss(ahead, y, none) - loss(behind, y, none)) / (2 * h)).margin(1e-8));
    }
}

}  // namespace

TEST_CASE("cross-entropies of probabilities are those of Keras 2.8, in double") {
    const auto p = training().get<double>("el_p"), y = training().get<double>("el_y");
    const nn::binary_crossentropy bce;
    const nn::binary_focal_crossentropy focal, focal_1p5{.gamma = 1.5};
    const auto value = [](const auto& loss) {
        return [&](double a, double b) { return loss.value_of_probability(a, b); };
    };
    const auto slope = [](const auto& loss) {
        return [&](double a, double b) { return loss.slope_of_probability(a, b); };
    };
    check_elements("el_bce_64", map2(p, y, value(bce)), 1e-10);
    check_elements("el_focal_64", map2(p, y, value(focal)), 1e-10);
    check_elements("el_focal_g1p5_64", map2(p, y, value(focal_1p5)), 1e-10);
    check_elements("el_bce_grad_64", map2(p, y, slope(bce)), 1e-10);
    check_elements("el_focal_grad_64", map2(p, y, slope(focal)), 1e-10);
    check_elements("el_focal_g1p5_grad_64", map2(p, y, slope(focal_1p5)), 1e-10);
}

TEST_CASE("cross-entropies of probabilities are those of Keras 2.8, in float") {
    const auto p = training().get<float>("el_p"), y = training().get<float>("el_y");
    const nn::binary_crossentropy bce;
    const nn::binary_focal_crossentropy focal, focal_1p5{.gamma = 1.5};
    const auto compare = [&](const std::string& name, const auto& f) {
        const auto expected = training().get<float>(name);
        for (std::size_t i = 0; i < p.size(); ++i) {
            const float a = p.data()[i], b = y.data()[i];
            INFO(name << " at p = " << a << ", y = " << b);
            CHECK(f(a, b) == Approx(expected.data()[i]).epsilon(a == 0 || a == 1 ? 1e-3 : 1e-5).margin(1e-6));
        }
    };
    compare("el_bce_32", [&](float a, float b) { return bce.value_of_probability(a, b); });
    compare("el_focal_32", [&](float a, float b) { return focal.value_of_probability(a, b); });
    compare("el_focal_g1p5_32", [&](float a, float b) { return focal_1p5.value_of_probability(a, b); });
    compare("el_bce_grad_32", [&](float a, float b) { return bce.slope_of_probability(a, b); });
    compare("el_focal_grad_32", [&](float a, float b) { return focal.slope_of_probability(a, b); });
    compare("el_focal_g1p5_grad_32", [&](float a, float b) { return focal_1p5.slope_of_probability(a, b); });
}

TEST_CASE("cross-entropies of logits are those that Keras 2.8 evaluates behind a sigmoid") {
    const auto z = training().get<double>("lg_z"), y = training().get<double>("lg_y");
    const nn::binary_crossentropy bce;
    const nn::binary_focal_crossentropy focal;
    check_elements("lg_bce", map2(z, y, [&](double a, double b) { return bce.value(a, b); }), 1e-10);
    check_elements("lg_bce_grad", map2(z, y, [&](double a, double b) { return bce.slope(a, b); }), 1e-10, 2);
    check_elements("lg_focal", map2(z, y, [&](double a, double b) { return focal.value(a, b); }), 1e-10);
    check_elements("lg_focal_grad", map2(z, y, [&](double a, double b) { return focal.slope(a, b); }), 1e-10, 2);
    // The first two logits are 0, where the reference has slopes of max(z, 0) and |z| at their kinks (1 - y) in place
    // of the derivative, which exists.
    CHECK((z.data()[0] == 0 && z.data()[1] == 0));
    CHECK(bce.slope(0.0, 1.0) == -0.5);
}

TEST_CASE("gradients of losses agree with central differences, and are zero in empty lanes") {
    check_gradient(nn::binary_crossentropy{});
    check_gradient(nn::binary_focal_crossentropy{.gamma = 2});
    check_gradient(nn::binary_focal_crossentropy{.gamma = 1.5});
    check_gradient(nn::dice_loss{});
    check_gradient(0.5 * nn::binary_crossentropy{} + nn::dice_loss{} + 0.1 * nn::binary_focal_crossentropy{});
}

TEST_CASE("a loss is the mean over samples and pixels; a perfect prediction has none") {
    auto z = tensor<double>::batch(3, 1, 2, 2), y = z.like();
    for (std::size_t i = 0; i < z.size(); ++i) {
        y[i] = i % 2 ? 1 : 0;
        z[i] = y[i] > 0 ? 40 : -40;
    }
    tensor<double>* none = nullptr;
    CHECK(nn::binary_crossentropy{}(z, y, none) == Approx(0).margin(1e-12));
    CHECK(nn::dice_loss{}(z, y, none) == Approx(0).margin(1e-12));
    std::fill(z.begin(), z.end(), 0.0);
    CHECK(nn::binary_crossentropy{}(z, y, none) == Approx(std::log(2.0)));
    CHECK(nn::binary_focal_crossentropy{}(z, y, none) == Approx(std::log(2.0) / 4));
    CHECK((2.0 * nn::binary_crossentropy{}).name() == "2 * binary_crossentropy");
    CHECK_THROWS_AS(nn::dice_loss{}(z, tensor<double>::batch(3, 1, 2, 3), none), argument_error);
}
