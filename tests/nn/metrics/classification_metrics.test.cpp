#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/metrics/classification_metrics.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir;

namespace {

array<double> rows_of(const std::vector<std::vector<double>>& rows) {
    array<double> a = make_array<double>({rows.size(), rows[0].size()});
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t c = 0; c < rows[0].size(); ++c) a(i, c) = rows[i][c];
    return a;
}
/// Truths 0 0 1 1 2, decisions 0 1 1 1 0; among the two largest all but the last.
const auto truth = rows_of({{1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 1, 0}, {0, 0, 1}});
const auto prediction = rows_of({{0.6, 0.3, 0.1}, {0.3, 0.6, 0.1}, {0, 1, 0}, {0.2, 0.5, 0.3}, {0.5, 0.4, 0.1}});

void check(const nn::classification_metrics& metrics) {
    const auto values = metrics.result();
    CHECK(values.names() ==
          std::vector<std::string>{"loss", "accuracy", "top_k_accuracy", "precision", "recall", "f1"});
    CHECK(values["loss"] == Approx((2 * 3.0 + 3 * 1.0) / 5));
    CHECK(values["accuracy"] == Approx(0.6));
    CHECK(values["top_k_accuracy"] == Approx(0.8));
    CHECK(values["precision"] == Approx((1.0 / 2 + 2.0 / 3 + 0) / 3));
    CHECK(values["recall"] == Approx((1.0 / 2 + 1 + 0) / 3));
    CHECK(values["f1"] == Approx((0.5 + 0.8 + 0) / 3));
    CHECK(metrics.matrix()(2, 0) == 1);
}

}  // namespace

TEST_CASE("metrics of a classification run over arrays, batches and numbers in a row") {
    nn::classification_metrics arrays({.top_k = 2}), batches = arrays, numbers = arrays;
    for (const auto& [first, last, loss] : {std::tuple(0, 2, 3.0), {2, 5, 1.0}}) {
        const auto y = slice(truth, first, last), p = slice(prediction, first, last);
        arrays.update(y, p, loss);
        batches.update(pack(y), pack(p), loss);
        numbers.update(std::span<const double>(y.data(), y.size()), std::span<const double>(p.data(), p.size()),
                       y.shape()[0], loss);
    }
    check(arrays);
    check(batches);
    check(numbers);
}

TEST_CASE("what was not asked for or not given is left out, and reset forgets") {
    nn::classification_metrics metrics({.classes = 3});
    CHECK(metrics.result().names() == std::vector<std::string>{"accuracy", "precision", "recall", "f1"});
    CHECK(std::isnan(metrics.result()["f1"]));
    metrics.update(truth, prediction);
    CHECK(metrics.result()["accuracy"] == Approx(0.6));
    metrics.reset();
    CHECK(metrics.matrix().total() == 0);
    CHECK(metrics.matrix().classes() == 3);
}

TEST_CASE("other shapes are refused by the metrics of a classification") {
    nn::classification_metrics metrics;
    const auto image = make_array<float>({2, 2, 1, 3}, 0.f), pixel = make_array<float>({2, 1, 1, 3}, 1.f);
    CHECK_THROWS_WITH(metrics.update(image, image), Catch::Contains("expected {n, classes} or {n, 1, 1, classes}"));
    CHECK_THROWS_AS(metrics.update(pack(image), pack(image)), argument_error);
    metrics.update(pixel, pixel);
    const std::vector<float> seven(7);
    CHECK_THROWS_AS(metrics.update(std::span<const float>(seven), std::span<const float>(seven), 2), argument_error);
    CHECK(metrics.matrix().total() == 2);
}
