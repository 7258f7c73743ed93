#include "nn/losses/support.hpp"
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/losses/tversky_loss.hpp>

using namespace diapir;

TEST_CASE("the gradient of the Tversky loss agrees with central differences") {
    testing::check_gradient(nn::tversky_loss{});
    testing::check_gradient(nn::tversky_loss{.alpha = 0.9, .beta = 0.2, .smooth = 0});
}

TEST_CASE("the Tversky loss counts both kinds of errors at their price") {
    const auto z = laws::random_like(tensor<double>::batch(3, 1, 2, 2), 1), y = testing::some_mask(z);
    double both = 0, wrong = 0, missed = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double p = 1 / (1 + std::exp(-z[i]));
        both += p * y[i];
        wrong += p * (1 - y[i]);
        missed += (1 - p) * y[i];
    }
    tensor<double>* none = nullptr;
    const nn::tversky_loss loss{.alpha = 0.2, .beta = 0.9, .smooth = 0.5};
    CHECK(loss(z, y, none) == Approx(1 - (both + 0.5) / (both + 0.2 * wrong + 0.9 * missed + 0.5)));
}

TEST_CASE("with equal prices the Tversky loss is the Dice loss") {
    const auto z = laws::random_like(tensor<double>::batch(9, 1, 3, 2), 1), y = testing::some_mask(z);
    auto ours = z.like(), expected = z.like();
    const double value = nn::tversky_loss{.alpha = 0.5, .beta = 0.5, .smooth = 0.5}(z, y, &ours);
    CHECK(value == Approx(nn::dice_loss{.smooth = 1}(z, y, &expected)));
    for (std::size_t i = 0; i < z.size(); ++i) CHECK(ours[i] == Approx(expected[i]).margin(1e-15));
}

TEMPLATE_TEST_CASE("the Tversky loss and its slope are finite far from zero", "", float, double) {
    for (const double smooth : {0.0, 1.0})
        for (const double z : {100.0, -100.0, 1e4, -1e4})
            for (const double y : {0.0, 1.0}) {
                INFO("smooth " << smooth << " at " << z << " for " << y);
                auto logits = tensor<TestType>::batch(3, 1, 3, 3), targets = logits.like(), slope = logits.like();
                std::fill(logits.begin(), logits.end(), static_cast<TestType>(z));
                std::fill(targets.begin(), targets.end(), static_cast<TestType>(y));
                const double value = nn::tversky_loss{.smooth = smooth}(logits, targets, &slope);
                CHECK((value >= 0 && value <= 1));
                for (const auto s : slope) CHECK(std::isfinite(s));
            }
}

TEST_CASE("bad input of the Tversky loss is refused") {
    const auto z = laws::random_like(tensor<double>::batch(3, 1, 2, 2), 1);
    tensor<double>* none = nullptr;
    CHECK_THROWS_AS(nn::tversky_loss{}(z, tensor<double>::batch(3, 1, 2, 3), none), argument_error);
    CHECK_THROWS_WITH(nn::tversky_loss{.beta = -1}(z, z, none), Catch::Contains("beta"));
}
