#include "nn/losses/support.hpp"
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>

using namespace diapir;

TEST_CASE("the gradient of a weighted sum of losses agrees with central differences") {
    testing::check_gradient(0.5 * nn::binary_crossentropy{} + nn::dice_loss{} + 0.1 * nn::binary_focal_crossentropy{});
}

TEST_CASE("a weighted sum of losses has the sum of their values") {
    const auto z = laws::random_like(tensor<double>::batch(5, 1, 2, 2), 1);
    auto y = z.like();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = i % 3 == 0 ? 1 : 0;
    tensor<double>* none = nullptr;
    const double bce = nn::binary_crossentropy{}(z, y, none), dice = nn::dice_loss{}(z, y, none);
    CHECK(nn::any_loss(nn::dice_loss{})(z, y, none) == dice);
    for (const nn::any_loss& loss : {nn::any_loss(nn::dice_loss{}), nn::any_loss(nn::binary_crossentropy{}),
                                     0.5 * nn::binary_crossentropy{} + nn::dice_loss{}})
        CHECK(loss.of_sums(loss.sums(z, y, none)) == Approx(loss(z, y, none)));
    CHECK((0.5 * nn::binary_crossentropy{} + nn::dice_loss{})(z, y, none) == Approx(0.5 * bce + dice));
    CHECK((2 * (0.5 * nn::binary_crossentropy{} + nn::dice_loss{}))(z, y, none) == Approx(bce + 2 * dice));
    CHECK((2.0 * nn::binary_crossentropy{}).name() == "2 * binary_crossentropy");
    CHECK((0.5 * nn::binary_crossentropy{} + nn::dice_loss{}).name() == "0.5 * binary_crossentropy + dice_loss");
}

TEST_CASE("a loss is the mean over samples and pixels; a perfect prediction has none") {
    auto z = tensor<double>::batch(3, 1, 2, 2), y = z.like();
    for (std::size_t i = 0; i < z.size(); ++i) {
        y[i] = i % 2 ? 1 : 0;
        z[i] = y[i] > 0 ? 40 : -40;
    }
    tensor<double>* none = nullptr;
    CHECK(nn::any_loss(nn::binary_crossentropy{})(z, y, none) == Approx(0).margin(1e-12));
    std::fill(z.begin(), z.end(), 0.0);
    CHECK(nn::any_loss(nn::binary_crossentropy{})(z, y, none) == Approx(std::log(2.0)));
    CHECK(nn::any_loss(nn::binary_focal_crossentropy{})(z, y, none) == Approx(std::log(2.0) / 4));
}

TEST_CASE("weights of samples go to every term of a sum, and are refused in the name of a loss that takes none") {
    testing::check_weighted(0.5 * nn::binary_crossentropy{} + 2 * nn::binary_focal_crossentropy{});
    const auto z = laws::random_like(tensor<double>::batch(5, 1, 2, 2), 1), y = testing::some_mask(z);
    const tensor<double> w(tensor<double>::batch(5, 1, 1, 1).shape(), 1.0);
    tensor<double>* none = nullptr;
    for (const nn::any_loss& loss : {nn::any_loss(nn::dice_loss{}), nn::binary_crossentropy{} + nn::dice_loss{}}) {
        CHECK_THROWS_WITH(loss(z, y, w, none), Catch::Equals("dice_loss: takes no sample weights"));
        CHECK_THROWS_AS(loss.sums(z, y, &w), argument_error);
    }
}
