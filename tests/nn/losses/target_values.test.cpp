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
#include <diapir/nn/losses/target_values.hpp>
#include <diapir/nn/losses/tversky_loss.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace diapir;

namespace {

/// What a loss says of a batch of 9 samples, zero but for one number of sample 8.
std::string said_of(const nn::any_loss& loss, double target, double weight = 1) {
    auto z = tensor<float>::batch(9, 2, 3, 2), y = z.like(), w = tensor<float>::batch(9, 1, 1, 1);
    for (tensor<float>* t : {&z, &y, &w}) std::fill(t->begin(), t->end(), t == &w ? 1.f : 0.f);
    y[8 / y.lanes() * y.block_size() + 5 * y.lanes() + 8 % y.lanes()] = static_cast<float>(target);
    w[8 / w.lanes() * w.block_size() + 8 % w.lanes()] = static_cast<float>(weight);
    try {
        weight == 1 ? loss(z, y, static_cast<tensor<float>*>(nullptr))
                    : loss(z, y, w, static_cast<tensor<float>*>(nullptr));
        return "";
    } catch (const argument_error& e) {
        return e.what();
    }
}

}  // namespace

TEST_CASE("a loss of decisions refuses targets outside 0 ... 1, and names the sample") {
    const std::vector<nn::any_loss> losses{nn::binary_crossentropy{},
                                           nn::binary_focal_crossentropy{},
                                           nn::categorical_crossentropy{},
                                           nn::dice_loss{},
                                           nn::tversky_loss{},
                                           nn::lovasz_hinge{}};
    for (const nn::any_loss& loss : losses) {
        CHECK(said_of(loss, 255) == loss.name() + ": expected targets in 0 ... 1, got 255 in sample 8 of the batch");
        CHECK(said_of(loss, -1) == loss.name() + ": expected targets in 0 ... 1, got -1 in sample 8 of the batch");
        CHECK(said_of(loss, std::nan("")) ==
              loss.name() + ": expected targets in 0 ... 1, got nan in sample 8 of the batch");
        CHECK(said_of(loss, 0.5).empty());
        CHECK(said_of(loss, 1).empty());
    }
}

TEST_CASE("a loss of a regression refuses targets that are not finite") {
    for (const nn::any_loss& loss :
         {nn::any_loss(nn::mean_squared_error{}), nn::any_loss(nn::mean_absolute_error{}), nn::any_loss(nn::huber{})}) {
        CHECK(said_of(loss, std::nan("")) ==
              loss.name() + ": expected finite targets, got nan in sample 8 of the batch");
        CHECK(said_of(loss, -HUGE_VAL) == loss.name() + ": expected finite targets, got -inf in sample 8 of the batch");
        CHECK(said_of(loss, 1e30).empty());
    }
}

TEST_CASE("weights are finite and not negative") {
    for (const nn::any_loss& loss :
         {nn::any_loss(nn::binary_crossentropy{}), nn::any_loss(nn::categorical_crossentropy{}),
          nn::any_loss(nn::lovasz_hinge{}), nn::any_loss(nn::mean_squared_error{})}) {
        CHECK(said_of(loss, 0, -1) == loss.name() + ": expected weights at least 0, got -1 in sample 8 of the batch");
        CHECK(said_of(loss, 0, std::nan("")) ==
              loss.name() + ": expected weights at least 0, got nan in sample 8 of the batch");
        CHECK(said_of(loss, 0, 0).empty());
    }
}

TEST_CASE("what empty lanes hold does not matter") {
    auto y = tensor<double>::batch(9, 1, 1, 1);
    std::fill(y.begin(), y.end(), 7.0);
    for (std::size_t i = 0; i < 9; ++i) y[i / y.lanes() * y.block_size() + i % y.lanes()] = 1;
    CHECK_NOTHROW(nn::detail::check_values("mine", y, nn::detail::target_values::shares));
}
