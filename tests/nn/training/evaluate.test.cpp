#include "catch.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/losses/mean_squared_error.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/ops/conv2d.hpp>

#include <cmath>
#include <mutex>
#include <vector>

using namespace diapir;

namespace {

/// A layer of one's own: the first of two channels. Notes how many images it was given.
struct first_channel_layer {
    std::vector<std::size_t>* batches;
    inline static std::mutex guard = {};  // calls come from several threads

    std::string type() const { return "FirstChannel"; }
    shape output(const shape& x) const { return {x[0], x[1], 1}; }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        if (batches) {
            const std::lock_guard<std::mutex> lock(guard);
            batches->push_back(value_of(x).samples());
        }
        using T = typename X::value_type;
        tensor<T> kernel(shape{1, 1, 2, 1}, T{0});
        kernel[0] = 1;
        return conv2d(x, freeze(std::move(kernel)));
    }
};

/// A network whose logit is the first channel of the image.
nn::network<double> first_channel(std::vector<std::size_t>* batches = nullptr) {
    return {{3, 2, 2}, nn::sequential{first_channel_layer{batches}, nn::sigmoid{}}};
}

nn::dataset<double> noise(std::size_t count) {
    random_stream random(1);
    nn::dataset<double> d{make_array<double>({count, 3, 2, 2}), make_array<double>({count, 3, 2, 1})};
    for (double& e : d.x) e = random.normal();
    for (double& e : d.y) e = random.uniform() > 0.6 ? 1 : 0;
    return d;
}

}  // namespace

TEST_CASE("loss and metrics of a network are those of all its images at once") {
    const auto d = noise(150);
    std::vector<std::size_t> batches;
    const auto values = nn::evaluate(first_channel(&batches), d, nn::binary_crossentropy{}, {.auc_exact = true});

    array<double> z = make_array<double>({150, 3, 2, 1}), p = z;
    double loss = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        z.data()[i] = d.x.data()[2 * i];
        p.data()[i] = 1 / (1 + std::exp(-z.data()[i]));
        loss -= std::log(d.y.data()[i] > 0 ? p.data()[i] : 1 - p.data()[i]) / static_cast<double>(z.size());
    }
    nn::segmentation_metrics whole({.auc_exact = true});
    whole.update(pack(d.y), pack(p), loss);
    const auto expected = whole.result();
    REQUIRE(values.size() == expected.size());
    for (const auto& [name, value] : expected) {
        INFO(name);
        CHECK(values[name] == Approx(value).epsilon(1e-12));
    }
    std::size_t seen = 0;
    for (std::size_t n : batches) seen += n;
    CHECK(seen == 150);
}

TEST_CASE("the loss of a set has the same bits for any number of threads, whatever is left over at its end") {
    const nn::sequential layers{nn::conv2d{.filters = 16, .activation = nn::activation::relu},
                                nn::conv2d{.filters = 16, .activation = nn::activation::relu}, nn::conv2d{.filters = 1},
                                nn::sigmoid{}};
    const nn::network<float> net({12, 12, 4}, layers);
    random_stream random(1);
    for (const std::size_t count : {65, 70, 72, 73, 134}) {
        nn::dataset<float> d{make_array<float>({count, 12, 12, 4}), make_array<float>({count, 12, 12, 1})};
        for (float& e : d.x) e = static_cast<float>(random.normal());
        for (float& e : d.y) e = random.uniform() > 0.6 ? 1 : 0;
        std::vector<double> losses;
        for (const std::size_t threads : {1, 2, 3, 5, 8, 16}) {
            const thread_limit limit(threads);
            losses.push_back(nn::evaluate(net, d, nn::binary_crossentropy{})["loss"]);
        }
        losses.push_back(nn::evaluate(nn::predict(net, d.x), d.y, nn::binary_crossentropy{})["loss"]);
        for (const double loss : losses) CHECK(loss == losses[0]);
    }
}

TEST_CASE("predictions that are there are evaluated without the network") {
    const auto d = noise(150);
    std::vector<std::size_t> batches;
    const auto p = nn::predict(first_channel(&batches), d.x);
    batches.clear();
    for (const nn::any_loss& loss : {nn::any_loss(nn::binary_crossentropy{}), nn::any_loss(nn::dice_loss{})}) {
        const auto expected = nn::evaluate(first_channel(), d, loss, {.auc_exact = true});
        const auto values = nn::evaluate(p, d.y, loss, {.auc_exact = true});
        CHECK(values.names() == expected.names());
        CHECK(values.numbers() == expected.numbers());
    }
    CHECK(batches.empty());
}

TEST_CASE("the Dice loss of a set is that of all its pixels, however they are divided") {
    auto d = noise(150);
    for (std::size_t i = 0; i < d.y.size(); ++i) d.y.data()[i] = i < 60;  // the last batches have no truth
    tensor<double>* none = nullptr;
    const auto logits = nn::predict(first_channel(), d.x).logits;
    const double whole = nn::dice_loss{}(pack(logits), pack(d.y), none);
    CHECK(nn::evaluate(first_channel(), d, nn::dice_loss{})["loss"] == Approx(whole).epsilon(1e-12));
    CHECK_THROWS_WITH(nn::evaluate(first_channel(), d, nn::mean_squared_error{}),
                      "mean_squared_error: expected a network that ends in Linear, got Sigmoid");
}

TEST_CASE("each image has its own loss") {
    const auto d = noise(5);
    tensor<double>* none = nullptr;
    const auto p = nn::predict(first_channel(), d.x);
    const auto losses = nn::image_losses(p, d.y, nn::dice_loss{});
    REQUIRE(losses.size() == 5);
    for (std::size_t i = 0; i < 5; ++i)
        CHECK(losses[i] == nn::dice_loss{}(pack(slice(p.logits, i, i + 1)), pack(slice(d.y, i, i + 1)), none));
}

TEST_CASE("an image that is not a number makes the loss of the set NaN, in its place") {
    auto d = noise(65);
    d.x.data()[4] = std::nan("");
    const auto values = nn::evaluate(first_channel(), d, nn::binary_crossentropy{});
    CHECK(values.names() == nn::evaluate(first_channel(), noise(65), nn::binary_crossentropy{}).names());
    CHECK(std::isnan(values["loss"]));
    CHECK(std::isnan(nn::evaluate(nn::predict(first_channel(), d.x), d.y, nn::binary_crossentropy{})["loss"]));
}

TEST_CASE("sets that do not fit are refused") {
    const nn::any_loss loss = nn::binary_crossentropy{};
    CHECK_THROWS_AS(nn::evaluate(first_channel(), {}, loss), argument_error);
    auto d = noise(10);
    d.y = slice(d.y, 0, 5);
    CHECK_THROWS_WITH(nn::evaluate(first_channel(), d, loss), Catch::Contains("evaluate") &&
                                                                  Catch::Contains("{10, 3, 2, 2}") &&
                                                                  Catch::Contains("{5, 3, 2, 1}"));
    const auto p = nn::predict(first_channel(), d.x);
    CHECK_THROWS_WITH(nn::evaluate(p, d.y, loss), Catch::Contains("{5, 3, 2, 1}"));
    CHECK_THROWS_WITH(nn::image_losses(p, d.y, loss), Catch::Contains("{5, 3, 2, 1}"));
}
