// The usual tasks: a small network learns each, and its metrics are those that are counted by hand.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/tasks.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using testing::random_samples;

namespace {

/// The class of the largest of some numbers.
std::size_t decided(const float* p, std::size_t classes) {
    return static_cast<std::size_t>(std::max_element(p, p + classes) - p);
}
/// The share of samples, or pixels, whose class is the true one.
double accuracy(const array<float>& y, const array<float>& p) {
    const std::size_t classes = shape_of(y).back();
    double right = 0;
    for (std::size_t i = 0; i < y.size(); i += classes)
        right += decided(y.data() + i, classes) == decided(p.data() + i, classes);
    return right * static_cast<double>(classes) / static_cast<double>(y.size());
}

/// Of three classes: which third of the plane a point is in.
nn::dataset<float> points(std::size_t count, std::uint64_t seed) {
    nn::dataset<float> d{random_samples<float>(count, {2}, seed), make_array<float>({count, 3}, 0.f)};
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = std::atan2(d.x(i, 0), d.x(i, 1));
        d.y(i, angle < -1 ? 0 : angle < 1 ? 1 : 2) = 1;
    }
    return d;
}
/// Images whose left, middle and right are of classes of their own, with a value for each in noise.
nn::dataset<float> stripes(std::size_t count, std::uint64_t seed) {
    nn::dataset<float> d{random_samples<float>(count, {8, 8, 1}, seed), make_array<float>({count, 8, 8, 3}, 0.f)};
    random_stream random(seed, 99);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t left = 1 + random.below(3), right = 5 + random.below(3);
        for (std::size_t r = 0; r < 8; ++r)
            for (std::size_t c = 0; c < 8; ++c) {
                const std::size_t k = c < left ? 0 : c < right ? 1 : 2;
                d.x(i, r, c, 0) = 0.3f * d.x(i, r, c, 0) + static_cast<float>(k);
                d.y(i, r, c, k) = 1;
            }
    }
    return d;
}

const nn::fit_options quick{.epochs = 15, .batch = 20, .optimizer = nn::adam{.learning_rate = 1e-2}};
nn::fit_options with(const nn::any_task& task) {
    nn::fit_options o = quick;
    o.task = task;
    return o;
}

}  // namespace

TEST_CASE("a network learns to classify, and its metrics are right") {
    const auto train = points(400, 1), valid = points(101, 2);
    nn::network<float> net({2}, nn::sequential{nn::dense{.units = 16, .activation = nn::activation::relu},
                                               nn::dense{.units = 3, .activation = nn::activation::softmax}});
    const auto h = nn::fit(net, train, valid, with(nn::classification{}));
    CHECK(h.loss == nn::categorical_crossentropy{}.name());
    CHECK(h.column("val_accuracy").back() > 0.9);
    CHECK(h.column("val_accuracy").back() == Approx(accuracy(valid.y, net(valid.x))).epsilon(1e-12));
    double loss = 0;
    const auto p = net(valid.x);
    for (std::size_t i = 0; i < 101; ++i) loss -= std::log(p(i, decided(&valid.y(i, 0), 3))) / 101;
    CHECK(h.column("val_loss").back() == Approx(loss).epsilon(1e-5));
    CHECK(h.column("loss").back() < h.column("loss").front() / 2);
    CHECK_NOTHROW(nn::trainer(
        net, train, valid,
        {.task = nn::classification{{.top_k = 2}}, .stop = nn::early_stopping{.monitor = "val_top_k_accuracy"}}));
}

TEST_CASE("a network learns numbers, and its metrics are right") {
    const auto targets = [](const array<float>& x) {
        array<float> y = make_array<float>({x.shape()[0], 2});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            y(i, 0) = std::abs(x(i, 0));
            y(i, 1) = x(i, 1) - x(i, 2);
        }
        return y;
    };
    const auto x = random_samples<float>(300, {3}, 1), v = random_samples<float>(77, {3}, 2);
    const nn::dataset<float> train{x, targets(x)}, valid{v, targets(v)};
    nn::network<float> net(
        {3}, nn::sequential{nn::dense{.units = 16, .activation = nn::activation::relu}, nn::dense{.units = 2}});
    const auto h = nn::fit(net, train, valid, with(nn::regression{}));
    CHECK(h.loss == nn::mean_squared_error{}.name());
    const auto p = net(v);
    double squared = 0, absolute = 0, mean = 0, spread = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double e = static_cast<double>(p.data()[i]) - static_cast<double>(valid.y.data()[i]);
        squared += e * e / 154;
        absolute += std::abs(e) / 154;
        mean += static_cast<double>(valid.y.data()[i]) / 154;
    }
    for (const float y : valid.y) spread += std::pow(static_cast<double>(y) - mean, 2) / 154;
    CHECK(squared < 0.1);
    for (const char* name : {"val_loss", "val_mse"}) CHECK(h.column(name).back() == Approx(squared).epsilon(1e-5));
    CHECK(h.column("val_rmse").back() == Approx(std::sqrt(squared)).epsilon(1e-5));
    CHECK(h.column("val_mae").back() == Approx(absolute).epsilon(1e-5));
    CHECK(h.column("val_r2").back() == Approx(1 - squared / spread).epsilon(1e-5));
}

TEST_CASE("a U-Net learns several classes, and its metrics are right") {
    const auto train = stripes(100, 1), valid = stripes(33, 2);
    nn::unet<float> net(
        {.channels = 1, .filters = 4, .levels = 1, .bottleneck = 8, .kernel = 3, .dropout = 0, .outputs = 3});
    auto options = with(nn::segmentation{});
    options.epochs = 6;
    const auto h = nn::fit(net, train, valid, options);
    CHECK(h.column("val_accuracy").back() > 0.85);
    const auto p = net(valid.x);
    CHECK(h.column("val_accuracy").back() == Approx(accuracy(valid.y, p)).epsilon(1e-12));
    double mean = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        double both = 0, either = 0;
        for (std::size_t i = 0; i < p.size(); i += 3) {
            const bool is = decided(valid.y.data() + i, 3) == k, said = decided(p.data() + i, 3) == k;
            both += is && said;
            either += is || said;
        }
        CHECK(h.column("val_iou_" + std::to_string(k)).back() == Approx(both / either).epsilon(1e-12));
        mean += both / either / 3;
    }
    CHECK(h.column("val_mean_iou").back() == Approx(mean).epsilon(1e-12));
}

TEST_CASE("networks that end otherwise than a task needs are refused before the first step") {
    const auto net = [](const auto& end) { return nn::network<float>({4, 4, 1}, end); };
    const nn::conv2d linear{.filters = 1}, probability{.filters = 1, .activation = nn::activation::sigmoid},
        shares{.filters = 3, .activation = nn::activation::softmax},
        one_share{.filters = 1, .activation = nn::activation::softmax};
    const nn::sequential flat_shares{nn::global_max_pool2d{},
                                     nn::dense{.units = 3, .activation = nn::activation::softmax}};
    const auto message = [&](const nn::any_task& task, nn::network<float> n) -> std::string {
        const auto x = make_array<float>({2, 4, 4, 1}, 0.f);
        const nn::dataset<float> d{x, make_array<float>(shape{2}.then(n.output()), 0.f)};
        try {
            nn::trainer<float>(n, d, d, {.task = task});
        } catch (const argument_error& e) {
            return e.what();
        }
        return "accepted";
    };
    CHECK(message(nn::binary_segmentation{}, net(probability)) == "accepted");
    CHECK(message(nn::segmentation{}, net(shares)) == "accepted");
    CHECK(message(nn::classification{}, net(flat_shares)) == "accepted");
    CHECK(message(nn::regression{}, net(linear)) == "accepted");
    const std::string ends = ": expected a network that ends in ";
    CHECK(message(nn::binary_segmentation{}, net(linear)) == "binary_segmentation" + ends + "Sigmoid, got Linear");
    CHECK(message(nn::segmentation{}, net(probability)) == "segmentation" + ends + "Softmax, got Sigmoid");
    CHECK(message(nn::classification{}, net(probability)) == "classification" + ends + "Softmax, got Sigmoid");
    CHECK(message(nn::regression{}, net(shares)) == "regression" + ends + "Linear, got Softmax");
    CHECK(message(nn::segmentation{}, net(one_share)) ==
          "segmentation: expected at least two classes, got an output {4, 4, 1}");
    CHECK(message(nn::classification{}, net(shares)) ==
          "classification: expected an output of at least two classes for a sample, got {4, 4, 3}");
}
