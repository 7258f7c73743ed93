#include "catch.hpp"
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>

using namespace diapir;

TEST_CASE("the concepts tell losses from what is none, and means over samples from functions of sums") {
    CHECK((nn::loss_function<nn::binary_crossentropy> && nn::loss_function<nn::binary_focal_crossentropy> &&
           nn::loss_function<nn::dice_loss> && nn::loss_function<nn::any_loss>));
    CHECK_FALSE(nn::loss_function<int>);
    CHECK(nn::loss_of_sums<nn::dice_loss>);
    CHECK_FALSE(nn::loss_of_sums<nn::binary_crossentropy>);
    CHECK((nn::weighted_loss<nn::binary_crossentropy> && nn::weighted_loss<nn::any_loss>));
    CHECK_FALSE(nn::weighted_loss<nn::dice_loss>);
}
