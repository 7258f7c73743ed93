#include "catch.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/auc_exact.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace diapir;

TEMPLATE_TEST_CASE("exact areas are those of the reference", "", float, double) {
    const auto archive = testing::reference("metrics");
    for (const std::string set : {"noisy", "shifted", "ties", "perfect", "no_positive", "all_positive"}) {
        INFO(set);
        const auto y = archive.get<TestType>(set + "_y"), p = archive.get<TestType>(set + "_p");
        const double expected = archive.get<double>(set + "_scalars")(4);
        const std::span<const TestType> truth(y.data(), y.size()), prediction(p.data(), p.size());
        const std::size_t third = y.size() / 3;
        nn::auc_exact exact;
        exact.update(truth.subspan(0, third), prediction.subspan(0, third));
        exact.update(truth.subspan(third), prediction.subspan(third));
        CHECK(std::isnan(exact.roc()) == std::isnan(expected));
        if (!std::isnan(expected)) CHECK(std::abs(exact.roc() - expected) < 1e-12);
    }
}

TEST_CASE("the exact area is the share of pairs in the right order") {
    random_stream random(3);
    std::vector<double> y, p;
    for (int i = 0; i < 200; ++i) {
        y.push_back(random.uniform() < 0.4 ? 1 : 0);
        p.push_back(static_cast<double>(random.below(20)) / 20);
    }
    double right = 0, pairs = 0;
    for (std::size_t i = 0; i < y.size(); ++i)
        for (std::size_t j = 0; j < y.size(); ++j)
            if (y[i] > y[j]) {
                right += p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0;
                ++pairs;
            }
    nn::auc_exact exact;
    exact.update(std::span<const double>(y), std::span<const double>(p));
    CHECK(exact.roc() == Approx(right / pairs).epsilon(1e-14));
    exact.reset();
    CHECK(std::isnan(exact.roc()));
}

TEST_CASE("a prediction that is not a number leaves the exact area without a value") {
    const std::vector<double> y = {1, 0, 1}, p = {1, 0, std::numeric_limits<double>::quiet_NaN()};
    nn::auc_exact exact;
    exact.update(std::span<const double>(y), std::span<const double>(p));
    CHECK(std::isnan(exact.roc()));
}

TEST_CASE("truth and predictions of different sizes are refused by the exact area") {
    const std::vector<float> one = {1}, two = {1, 0};
    nn::auc_exact exact;
    CHECK_THROWS_AS(exact.update(std::span<const float>(one), std::span<const float>(two)), argument_error);
}
