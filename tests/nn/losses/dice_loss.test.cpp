#include "nn/losses/support.hpp"
#include <diapir/nn/losses/dice_loss.hpp>

using namespace diapir;

TEST_CASE("the gradient of the Dice loss agrees with central differences") {
    testing::check_gradient(nn::dice_loss{});
    testing::check_gradient(nn::dice_loss{.smooth = 0});
}

TEST_CASE("the Dice loss is one less twice the overlap over the sum") {
    auto z = tensor<double>::batch(3, 1, 2, 2), y = z.like();
    double both = 0, total = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        y[i] = i % 2 ? 1 : 0;
        z[i] = 0.25 * static_cast<double>(i) - 1;
        const double p = 1 / (1 + std::exp(-z[i]));
        both += p * y[i];
        total += p + y[i];
    }
    tensor<double>* none = nullptr;
    const nn::dice_loss dice{.smooth = 0.5};
    CHECK(dice(z, y, none) == Approx(1 - (2 * both + 0.5) / (total + 0.5)));
    CHECK(dice.sums(z, y)[0] == Approx(both));
    CHECK(dice.sums(z, y)[1] == Approx(total));
    CHECK(dice.of_sums({both, total}) == Approx(1 - (2 * both + 0.5) / (total + 0.5)));
    for (std::size_t i = 0; i < z.size(); ++i) z[i] = y[i] > 0 ? 40 : -40;
    CHECK(dice(z, y, none) == Approx(0).margin(1e-12));
}

TEMPLATE_TEST_CASE("the Dice loss and its slope are finite far from zero, also without smoothing", "", float, double) {
    for (const double smooth : {0.0, 1.0})
        for (const double z : {20.0, -20.0, 100.0, -100.0, 1e4, -1e4})
            for (const double y : {0.0, 1.0}) {
                INFO("smooth " << smooth << " at " << z << " for " << y);
                auto logits = tensor<TestType>::batch(3, 1, 3, 3), targets = logits.like(), slope = logits.like();
                std::fill(logits.begin(), logits.end(), static_cast<TestType>(z));
                std::fill(targets.begin(), targets.end(), static_cast<TestType>(y));
                const double value = nn::dice_loss{.smooth = smooth}(logits, targets, &slope);
                CHECK((value >= 0 && value <= 1));
                for (const auto s : slope) CHECK(std::isfinite(s));
            }
}

TEST_CASE("bad input of the Dice loss is refused") {
    const auto z = laws::random_like(tensor<double>::batch(3, 1, 2, 2), 1);
    tensor<double>* none = nullptr;
    CHECK_THROWS_AS(nn::dice_loss{}(z, tensor<double>::batch(3, 1, 2, 3), none), argument_error);
    CHECK_THROWS_WITH(nn::dice_loss{.smooth = -1}(z, z, none), Catch::Contains("smooth"));
}
