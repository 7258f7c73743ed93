// What fit refuses before its first step.
#include "nn/training/support.hpp"
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/training/fit_checks.hpp>

#include <cmath>
#include <string>

using namespace diapir;
using testing::small;
using testing::squares;

namespace {

std::string refusal(const nn::network<float>& net, const nn::dataset<float>& train, const nn::dataset<float>& valid,
                    const nn::fit_options& options = {}) {
    try {
        nn::detail::check_fit<float>(net, train, valid, options);
    } catch (const argument_error& e) {
        return e.what();
    }
    return "accepted";
}
nn::dataset<float> filled(const shape& x, const shape& y, const shape& w = {}) {
    nn::dataset<float> d{make_array<float>(x, 0.f), make_array<float>(y, 0.f)};
    if (w.axes()) d.weights = make_array<float>(w, 1.f);
    return d;
}

}  // namespace

TEST_CASE("samples and targets must fit the network") {
    const nn::unet<float> net(small);
    const auto good = squares(4, 1);
    CHECK(refusal(net, good, {}) == "accepted");
    CHECK(refusal(net, good, good) == "accepted");
    CHECK(refusal(net, filled({4, 5, 7, 1}, {4, 5, 7, 1}), good) == "accepted");  // images of other sides
    CHECK(refusal(net, {}, good) == "fit: the training set is empty");
    CHECK(refusal(net, filled({4, 8, 8, 2}, {4, 8, 8, 1}), {}) ==
          "fit: train: expected samples of 1 channels as the network takes, got {8, 8, 2}");
    CHECK(refusal(net, good, filled({4, 1}, {4, 1})) ==
          "fit: valid: expected samples of 1 channels as the network takes, got {1}");
    CHECK(refusal(net, filled({4, 8, 8, 1}, {4, 8, 8, 2}), {}) ==
          "fit: train: expected targets {8, 8, 1} as the network gives for samples {8, 8, 1}, got {8, 8, 2}");
    CHECK(refusal(net, filled({4, 8, 8, 1}, {4, 1}), {}) ==
          "fit: train: expected targets {8, 8, 1} as the network gives for samples {8, 8, 1}, got {1}");
    auto spoilt = good;
    spoilt.weights = make_array<float>({3}, 1.f);
    CHECK(refusal(net, spoilt, {}) ==
          "fit: train: expected weights {4} or {4, rows, cols, 1} for samples {4, 8, 8, 1}, got {3}");
    const nn::network<float> features({3}, nn::dense{.units = 2});
    CHECK(refusal(features, filled({4, 3}, {4, 2}), {}, {.task = nn::regression{}}) == "accepted");
    CHECK(refusal(features, filled({4, 2}, {4, 2}), {}, {.task = nn::regression{}}) ==
          "fit: train: expected samples of 3 features as the network takes, got {2}");
}

TEST_CASE("a network that reduces images has targets of its own shape") {
    const nn::network<float> net(
        {8, 8, 1}, nn::sequential{nn::conv2d{.filters = 1, .activation = nn::activation::sigmoid, .stride = 2}});
    CHECK_THAT(refusal(net, filled({4, 8, 8, 1}, {4, 8, 8, 1}), {}), Catch::Contains("expected targets {4, 4, 1}"));
}

TEST_CASE("options that cannot be are refused") {
    const nn::unet<float> net(small);
    const auto data = squares(4, 1);
    const auto with = [&](const nn::fit_options& o) { return refusal(net, data, data, o); };
    CHECK(with({.batch = 0}) == "fit: the batch size must be at least 1, got 0");
    for (const double time : {0.0, -1.0, std::nan("")})
        CHECK_THAT(with({.time = time}), Catch::Contains("fit: expected a time above 0 s, got "));
    for (const double from : {-0.1, 1.0, std::nan("")})
        CHECK_THAT(with({.average = nn::averaging{.from = from}}),
                   Catch::Contains("fit: averaging from must be in [0, 1), got "));
    for (const double factor : {0.0, 1.0})
        CHECK_THAT(with({.reduce = nn::reduce_on_plateau{.factor = factor}}),
                   Catch::Contains("expects a factor between 0 and 1"));
    CHECK_THAT(with({.stop = nn::early_stopping{.min_delta = std::nan("")}}),
               Catch::Contains("expects min_delta at least 0"));
    CHECK_THAT(with({.task = nn::regression{}}), Catch::Contains("regression: expected a network that ends in Linear"));
    for (const char* name : {"loss", "val_loss", "iou", "val_auc", "learning_rate"})
        CHECK(with({.stop = nn::early_stopping{.monitor = name}}) == "accepted");
    CHECK_THAT(with({.stop = nn::early_stopping{.monitor = "val_mae"}}),
               Catch::Contains("early_stopping monitors val_mae, expected one of loss"));
    CHECK_THAT(refusal(net, data, {}, {.reduce = nn::reduce_on_plateau{}}),
               Catch::Contains("(there is no validation set)"));
}

TEST_CASE("a loss that is not for the network is refused") {
    const nn::unet<float> net(small);
    const auto data = squares(4, 1);
    const auto with = [&](const nn::any_loss& loss) { return refusal(net, data, data, {.loss = loss}); };
    CHECK(with(nn::binary_crossentropy{} + nn::dice_loss{}) == "accepted");
    CHECK(with(nn::mean_squared_error{}) ==
          "mean_squared_error: expected a network that ends in Linear, got Sigmoid");
    CHECK(with(nn::dice_loss{} + nn::categorical_crossentropy{}) ==
          "categorical_crossentropy: expected a network that ends in Softmax, got Sigmoid");
    const nn::network<float> numbers({3}, nn::dense{.units = 2});
    CHECK(refusal(numbers, filled({4, 3}, {4, 2}), {},
                  {.task = nn::regression{}, .loss = nn::binary_crossentropy{}}) ==
          "binary_crossentropy: expected a network that ends in Sigmoid, got Linear");
}
