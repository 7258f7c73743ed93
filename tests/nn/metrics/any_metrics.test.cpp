#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/metrics/any_metrics.hpp>
#include <diapir/nn/metrics/classification_metrics.hpp>
#include <diapir/nn/metrics/regression_metrics.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

using namespace diapir;

namespace {

template <class T>
tensor<T> numbers(std::initializer_list<double> values) {
    array<T> a = make_array<T>({values.size() / 2, 2});
    std::transform(values.begin(), values.end(), a.data(), [](double v) { return static_cast<T>(v); });
    return pack(a);
}

}  // namespace

TEMPLATE_TEST_CASE("any metrics are those that they were made of", "", float, double) {
    nn::any_metrics any = nn::regression_metrics();
    nn::regression_metrics own;
    const auto y = numbers<TestType>({1, 2, 3, 4, 5, 6}), p = numbers<TestType>({1, 2.5, 3, 4, 4, 6});
    any.update(y, p, 0.75);
    any.update(p, y, 0.25);
    own.update(y, p, 0.75);
    own.update(p, y, 0.25);
    CHECK(any.result().names() == own.result().names());
    CHECK(any.result().numbers() == own.result().numbers());
    CHECK(any.result()["loss"] == Approx(0.5));
    CHECK(any.result()["mse"] == Approx(1.25 / 6));
    const nn::any_metrics moved = std::move(any);
    CHECK(moved.result()["mse"] == Approx(1.25 / 6));
}

TEST_CASE("without a loss there is none among the results") {
    nn::any_metrics any = nn::classification_metrics();
    any.update(numbers<float>({1, 0, 0, 1}), numbers<float>({2, 1, 2, 1}));
    CHECK_FALSE(any.result().contains("loss"));
    CHECK(any.result()["accuracy"] == 0.5);
}
