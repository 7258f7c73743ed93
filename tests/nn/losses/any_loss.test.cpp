#include "nn/losses/support.hpp"
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/categorical_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/losses/huber.hpp>
#include <diapir/nn/losses/lovasz_hinge.hpp>
#include <diapir/nn/losses/mean_absolute_error.hpp>
#include <diapir/nn/losses/mean_squared_error.hpp>
#include <diapir/nn/losses/tversky_loss.hpp>

#include <string>

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

TEST_CASE("a loss is the mean over samples and pixels, and 0 for a perfect prediction") {
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

namespace {

/// A loss of one's own, which says nothing of networks.
struct own_loss {
    std::string name() const { return "own_loss"; }
    template <class T>
    double operator()(const tensor<T>& z, const tensor<T>&, tensor<T>*) const {
        return static_cast<double>(z[0]);
    }
};

}  // namespace

TEST_CASE("each loss is for networks that end as it expects, and so is each term of a sum") {
    using nn::activation;
    const auto takes = [](const nn::any_loss& loss, activation expected) {
        for (const activation end : {activation::none, activation::sigmoid, activation::softmax}) {
            INFO(loss.name() << ", " << nn::name_of(end));
            if (end == expected) {
                CHECK_NOTHROW(loss.check({4, 4, 3}, end));
            } else {
                CHECK_THROWS_WITH(loss.check({4, 4, 3}, end),
                                  Catch::Contains(loss.name() + ": expected a network that ends in " +
                                                  nn::name_of(expected) + ", got " + nn::name_of(end)));
            }
        }
    };
    for (const nn::any_loss& loss :
         {nn::any_loss(nn::binary_crossentropy{}), nn::any_loss(nn::binary_focal_crossentropy{}),
          nn::any_loss(nn::lovasz_hinge{}), nn::any_loss(nn::dice_loss{}), nn::any_loss(nn::tversky_loss{})})
        takes(loss, activation::sigmoid);
    for (const nn::any_loss& loss :
         {nn::any_loss(nn::mean_squared_error{}), nn::any_loss(nn::mean_absolute_error{}), nn::any_loss(nn::huber{})})
        takes(loss, activation::none);
    takes(nn::categorical_crossentropy{}, activation::softmax);
    CHECK_THROWS_WITH(nn::any_loss(nn::categorical_crossentropy{}).check({1}, activation::softmax),
                      "categorical_crossentropy: expected at least two classes, got an output {1}");
    const nn::any_loss sum = 0.5 * nn::binary_crossentropy{} + 2 * nn::huber{};
    CHECK_THROWS_WITH(sum.check({1}, activation::sigmoid),
                      "huber: expected a network that ends in Linear, got Sigmoid");
    for (const activation end : {activation::none, activation::sigmoid, activation::softmax})
        CHECK_NOTHROW(nn::any_loss(own_loss{}).check({1}, end));
}
