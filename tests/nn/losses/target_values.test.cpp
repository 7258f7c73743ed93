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
        CHECK(said_of(loss, 0.5).empty() == (loss.name() != "categorical_crossentropy"));
        CHECK(said_of(loss, 1).empty());
    }
}

TEST_CASE("a loss of classes refuses targets that do not add up to 1, but for pixels of none") {
    const nn::categorical_crossentropy loss{.label_smoothing = 0.1, .class_weights = {1, 2, 3}};
    const auto said = [&](std::size_t cols, const std::vector<double>& of_last) {
        auto y = tensor<double>::batch(9, 3, 1, cols);
        const auto z = laws::random_like(y, 1);
        std::fill(y.begin(), y.end(), 0.0);
        const std::size_t lanes = y.lanes(), plane = cols * lanes;
        const auto put = [&](std::size_t sample, std::size_t channel, std::size_t col, double value) {
            y[sample / lanes * y.block_size() + channel * plane + col * lanes + sample % lanes] = value;
        };
        for (std::size_t sample = 0; sample < 9; ++sample)
            for (std::size_t col = 0; col < cols; ++col) put(sample, sample % 3, col, 1);
        for (std::size_t c = 0; c < 3; ++c) put(8, c, cols - 1, of_last[c]);
        try {
            loss(z, y, static_cast<tensor<double>*>(nullptr));
            return std::string();
        } catch (const argument_error& e) {
            return std::string(e.what());
        }
    };
    const std::string expected = "categorical_crossentropy: expected targets that add up to 1, got ";
    for (const std::size_t cols : {1, 2}) {
        CHECK(said(cols, {1, 0, 1}) == expected + "2 in sample 8 of the batch");
        CHECK(said(cols, {0, 0.5, 0.25}) == expected + "0.75 in sample 8 of the batch");
        CHECK(said(cols, {0.33, 0.33, 0.33}).empty());
        CHECK(said(cols, {0.2, 0.3, 0.5}).empty());
        CHECK(said(cols, {0, 1, 0}).empty());
    }
    CHECK(said(1, {0, 0, 0}) == expected + "0 in sample 8 of the batch");
    CHECK(said(2, {0, 0, 0}).empty());
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
