#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/multiclass_segmentation_metrics.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir;

TEST_CASE("metrics of a segmentation into classes are those of its sets of pixels") {
    random_stream random(1);
    array<float> truth = make_array<float>({9, 4, 3, 4}, 0.f), prediction = make_array<float>({9, 4, 3, 4});
    std::vector<std::size_t> wanted, decided;
    for (std::size_t pixel = 0; pixel < 9 * 4 * 3; ++pixel) {
        wanted.push_back(pixel % 3);                                        // class 3 is never true
        decided.push_back(random.uniform() < 0.6 ? pixel % 3 : pixel % 2);  // nor ever predicted
        truth.data()[4 * pixel + wanted.back()] = 1;
        for (std::size_t c = 0; c < 4; ++c) prediction.data()[4 * pixel + c] = c == decided.back() ? 2.f : -1.f;
    }
    double right = 0, mean_iou = 0, mean_dice = 0;
    std::vector<double> iou(3);
    for (std::size_t c = 0; c < 3; ++c) {
        double both = 0, a = 0, b = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            both += wanted[i] == c && decided[i] == c;
            a += wanted[i] == c;
            b += decided[i] == c;
        }
        right += both;
        iou[c] = both / (a + b - both);
        mean_iou += iou[c] / 3;
        mean_dice += 2 * both / (a + b) / 3;
    }
    nn::multiclass_segmentation_metrics arrays, batches, numbers;
    for (const auto& [first, last, loss] : {std::tuple(0, 2, 3.0), {2, 9, 1.0}}) {
        const auto y = slice(truth, first, last), p = slice(prediction, first, last);
        arrays.update(y, p, loss);
        batches.update(pack(y), pack(p), loss);
        numbers.update(std::span<const float>(y.data(), y.size()), std::span<const float>(p.data(), p.size()),
                       y.shape()[0], 4, loss);
    }
    for (const auto& metrics : {arrays, batches, numbers}) {
        const auto values = metrics.result();
        CHECK(values.names() ==
              std::vector<std::string>{"loss", "accuracy", "mean_iou", "dice", "iou_0", "iou_1", "iou_2", "iou_3"});
        CHECK(values["loss"] == Approx((2 * 3.0 + 7 * 1.0) / 9));
        CHECK(values["accuracy"] == Approx(right / 108));
        CHECK(values["mean_iou"] == Approx(mean_iou));
        CHECK(values["dice"] == Approx(mean_dice));
        for (std::size_t c = 0; c < 3; ++c) CHECK(values["iou_" + std::to_string(c)] == Approx(iou[c]));
        CHECK(std::isnan(values["iou_3"]));
        CHECK(metrics.matrix().total() == 108);
    }
}

TEST_CASE("classes have names before the first image where their number is given, and reset forgets the rest") {
    nn::multiclass_segmentation_metrics metrics({.classes = 2});
    const std::vector<std::string> names{"accuracy", "mean_iou", "dice", "iou_0", "iou_1"};
    CHECK(metrics.result().names() == names);
    const auto image = make_array<float>({1, 2, 2, 2}, 0.f), other = make_array<float>({1, 2, 2, 3}, 0.f);
    metrics.update(image, image, 1.0);
    CHECK(metrics.result()["loss"] == 1);
    metrics.reset();
    CHECK(metrics.result().names() == names);
    CHECK(metrics.matrix().total() == 0);
    CHECK_THROWS_WITH(metrics.update(other, other), Catch::Contains("expected 2 classes, got 3"));
    CHECK_THROWS_AS(metrics.update(image, other), argument_error);
    const std::vector<float> seven(7);
    CHECK_THROWS_AS(metrics.update(std::span<const float>(seven), std::span<const float>(seven), 1, 2), argument_error);
}
