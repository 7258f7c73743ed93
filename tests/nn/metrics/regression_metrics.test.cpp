#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/regression_metrics.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir;

TEMPLATE_TEST_CASE("metrics of a regression are those of all numbers at once", "", float, double) {
    using T = TestType;
    random_stream random(1);
    array<T> truth = make_array<T>({50, 2, 1, 3}), prediction = make_array<T>({50, 2, 1, 3});
    double mean = 0, squared = 0, absolute = 0, spread = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        truth.data()[i] = static_cast<T>(1000 + random.normal());  // far from 0
        prediction.data()[i] = truth.data()[i] + static_cast<T>(0.5 * random.normal());
        mean += static_cast<double>(truth.data()[i]) / 300;
    }
    for (std::size_t i = 0; i < 300; ++i) {
        const double t = static_cast<double>(truth.data()[i]), error = static_cast<double>(prediction.data()[i]) - t;
        squared += error * error;
        absolute += std::abs(error);
        spread += (t - mean) * (t - mean);
    }
    nn::regression_metrics arrays, batches, numbers;
    for (const auto& [first, last, loss] : {std::tuple(0, 7, 3.0), {7, 8, 0.0}, {8, 50, 1.0}}) {
        const auto y = slice(truth, first, last), p = slice(prediction, first, last);
        arrays.update(y, p, loss);
        batches.update(pack(y), pack(p), loss);
        numbers.update(std::span<const T>(y.data(), y.size()), std::span<const T>(p.data(), p.size()), y.shape()[0],
                       loss);
    }
    for (const auto& metrics : {arrays, batches, numbers}) {
        const auto values = metrics.result();
        CHECK(values.names() == std::vector<std::string>{"loss", "mse", "rmse", "mae", "r2"});
        CHECK(metrics.count() == 300);
        CHECK(values["loss"] == Approx((7 * 3.0 + 42 * 1.0) / 50));
        CHECK(values["mse"] == Approx(squared / 300).epsilon(1e-12));
        CHECK(values["rmse"] == Approx(std::sqrt(squared / 300)).epsilon(1e-12));
        CHECK(values["mae"] == Approx(absolute / 300).epsilon(1e-12));
        CHECK(values["r2"] == Approx(1 - squared / spread).epsilon(1e-9));
    }
}

TEST_CASE("a truth that is one number has no share that is explained, and reset forgets") {
    nn::regression_metrics metrics;
    CHECK(std::isnan(metrics.result()["mse"]));
    const auto truth = make_array<double>({4, 1}, 3.0), prediction = make_array<double>({4, 1}, 5.0);
    metrics.update(truth, prediction);
    CHECK(metrics.result().names() == std::vector<std::string>{"mse", "rmse", "mae", "r2"});
    CHECK(metrics.mse() == 4);
    CHECK(std::isnan(metrics.r2()));
    metrics.reset();
    for (const std::size_t at_once : {10, 1}) {  // ten times 0.1 has a mean beside it
        nn::regression_metrics tenths;
        for (std::size_t n = 0; n < 10; n += at_once) {
            const std::vector<double> t(at_once, 0.1), p(at_once, 0.2);
            tenths.update(std::span(t), std::span(p), at_once);
        }
        CHECK(tenths.count() == 10);
        CHECK(std::isnan(tenths.r2()));
    }
    CHECK(metrics.count() == 0);
}

TEST_CASE("other shapes are refused by the metrics of a regression") {
    nn::regression_metrics metrics;
    const auto four = make_array<double>({4, 1}, 3.0), three = make_array<double>({3, 1}, 3.0);
    CHECK_THROWS_WITH(metrics.update(four, three),
                      Catch::Contains("regression_metrics: expected truth and prediction"));
    CHECK_THROWS_AS(metrics.update(pack(four), pack(three)), argument_error);
    CHECK_THROWS_AS(metrics.update(std::span<const double>(four.data(), 4), std::span<const double>(four.data(), 4), 3),
                    argument_error);
    CHECK(metrics.count() == 0);
}
