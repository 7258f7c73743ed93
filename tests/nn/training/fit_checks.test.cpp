// What fit refuses before its first step.
#include "nn/training/support.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/training/fit_checks.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

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
    for (const double rate : {-1e-3, std::nan(""), static_cast<double>(INFINITY)})
        CHECK_THAT(with({.reduce = nn::reduce_on_plateau{.min_learning_rate = rate}}),
                   Catch::Contains("expects a min_learning_rate of at least 0"));
    for (const double threshold : {-0.1, 50.0, std::nan("")})
        CHECK_THAT(with({.task = nn::binary_segmentation{{.threshold = threshold}}}),
                   Catch::Contains("segmentation_metrics: expected a threshold in 0 ... 1, got "));
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
    CHECK(with(nn::mean_squared_error{}) == "mean_squared_error: expected a network that ends in Linear, got Sigmoid");
    CHECK(with(nn::dice_loss{} + nn::categorical_crossentropy{}) ==
          "categorical_crossentropy: expected a network that ends in Softmax, got Sigmoid");
    const nn::network<float> numbers({3}, nn::dense{.units = 2});
    CHECK(refusal(numbers, filled({4, 3}, {4, 2}), {}, {.task = nn::regression{}, .loss = nn::binary_crossentropy{}}) ==
          "binary_crossentropy: expected a network that ends in Sigmoid, got Linear");
}

namespace {

/// Metrics of one's own: without a loss, with a name that comes with the first batch, and for that size of images.
struct own_metrics {
    std::size_t seen = 0, side = 8;

    template <class T>
    void update(const tensor<T>& truth, const tensor<T>&, std::optional<double>) {
        require(side == 0 || truth.rows() == side, "own_metrics: expected another size");
        seen += truth.samples();
    }
    template <class T>
    void update(const array<T>& truth, const array<T>&, std::optional<double>) {
        seen += truth.shape()[0];
    }
    void reset() { seen = 0; }
    nn::metric_values result() const {
        nn::metric_values all{{"seen", static_cast<double>(seen)}};
        if (seen > 0) all.add("late", 1);
        return all;
    }
};
struct own_task {
    std::size_t side;

    std::string name() const { return "own_task"; }
    nn::any_loss loss() const { return nn::binary_crossentropy{}; }
    nn::any_metrics metrics() const { return own_metrics{.side = side}; }
    void check(const shape&, nn::activation) const {}
};

}  // namespace

TEST_CASE("what is monitored is what epochs report") {
    using names = std::vector<std::string>;
    CHECK(nn::detail::names_of_epoch(nn::segmentation{}, {4, 4, 2}, true) ==
          names{"loss", "accuracy", "mean_iou", "dice", "iou_0", "iou_1", "val_loss", "val_accuracy", "val_mean_iou",
                "val_dice", "val_iou_0", "val_iou_1", "learning_rate"});
    CHECK(nn::detail::names_of_epoch(nn::classification{{.top_k = 2}}, {3}, false) ==
          names{"loss", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "learning_rate"});
    CHECK(nn::detail::names_of_epoch(own_task{0}, {4, 4, 1}, true) ==
          names{"seen", "late", "val_loss", "val_seen", "val_late", "learning_rate"});
    CHECK(nn::detail::names_of_epoch(own_task{8}, {4, 4, 1}, false) == names{"loss", "seen", "learning_rate"});
    const nn::network<float> net({8, 8, 1}, nn::sequential{nn::conv2d{.filters = 2}, nn::softmax{}});
    const auto data = filled({4, 8, 8, 1}, {4, 8, 8, 2});
    const auto monitored = [&](const char* name) {
        return refusal(net, data, data, {.task = nn::segmentation{}, .stop = nn::early_stopping{.monitor = name}});
    };
    CHECK(monitored("val_iou_1") == "accepted");
    CHECK_THAT(monitored("val_iou_2"), Catch::Contains("monitors val_iou_2, expected one of loss accuracy"));
    const nn::network<float> few({4}, nn::sequential{nn::dense{.units = 3}, nn::softmax{}});
    CHECK(refusal(few, filled({4, 4}, {4, 3}), {}, {.task = nn::classification{{.top_k = 4}}}) ==
          "classification: expected top_k of at most 3 classes, got 4");
}
