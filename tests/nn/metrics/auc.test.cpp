#include "catch.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/auc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

template <class T>
std::span<const T> span_of(const array<T>& a) {
    return {a.data(), a.size()};
}

template <class T>
void check_reference() {
    const auto archive = testing::reference("metrics");
    for (const std::string set : {"noisy", "shifted", "ties", "perfect", "no_positive", "all_positive"}) {
        INFO(set);
        const auto y = archive.get<T>(set + "_y"), p = archive.get<T>(set + "_p");
        const auto scalars = archive.get<double>(set + "_scalars");
        const auto expected = archive.get<std::uint64_t>(set + "_auc_counts");
        nn::auc keras;
        const std::size_t half = y.size() / 3;
        for (const auto& [first, count] : {std::pair{std::size_t{0}, half}, std::pair{half, y.size() - half}}) {
            keras.update(span_of(y).subspan(first, count), span_of(p).subspan(first, count));
        }
        const auto curve = keras.at_thresholds();
        REQUIRE(curve.size() == 200);
        for (std::size_t i = 0; i < 200; ++i)
            CHECK(curve[i] == nn::confusion{expected(0, i), expected(1, i), expected(2, i), expected(3, i)});
        if (std::isnan(scalars(4))) {  // one class, where Keras has 0
            CHECK((std::isnan(keras.roc()) && scalars(3) == 0));
        } else {
            CHECK(std::abs(keras.roc() - scalars(3)) < 1e-9);
        }
        if (set == "no_positive") {
            CHECK((std::isnan(keras.precision_recall()) && scalars(5) == 0));
        } else {
            CHECK(std::abs(keras.precision_recall() - scalars(5)) < 1e-9);
        }
    }
    const auto y = archive.get<T>("noisy_y"), p = archive.get<T>("noisy_p");
    for (const std::size_t thresholds : {50, 1000}) {
        nn::auc keras(thresholds);
        keras.update(span_of(y), span_of(p));
        const auto expected = archive.get<double>("noisy_auc_" + std::to_string(thresholds));
        CHECK(std::abs(keras.roc() - expected(0)) < 1e-9);
        CHECK(std::abs(keras.precision_recall() - expected(1)) < 1e-9);
    }
}

}  // namespace

TEST_CASE("counts and areas are those of the references") {
    check_reference<float>();
    check_reference<double>();
}

TEST_CASE("predictions at a threshold are placed in single precision, as Keras places them") {
    for (int k = 0; k <= 199; ++k) {
        const std::vector<float> y = {1}, p = {static_cast<float>(k) / 199.0f};
        nn::auc keras;
        keras.update(std::span<const float>(y), std::span<const float>(p));
        const auto curve = keras.at_thresholds();
        const auto exceeded = std::count_if(curve.begin(), curve.end(), [](const auto& c) { return c.tp == 1; });
        CHECK(exceeded == std::max(1, static_cast<int>(std::ceil(p[0] * 199.0f))));
    }
}

TEST_CASE("predictions outside 0 to 1 count as the nearest bound, NaN as 0") {
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    const std::vector<double> y = {1, 0, 1, 0, 0}, outside = {infinity, -3, 1.5, nan, -infinity},
                              inside = {1, 0, 1, 0, 0};
    nn::auc a(11), b(11);
    a.update(std::span<const double>(y), std::span<const double>(outside));
    b.update(std::span<const double>(y), std::span<const double>(inside));
    CHECK(a.at_thresholds() == b.at_thresholds());
    CHECK(a.roc() == 1);
    a.reset();
    CHECK(a.at_thresholds() == nn::auc(11).at_thresholds());
    CHECK(std::isnan(a.roc()));
    CHECK(std::isnan(a.precision_recall()));
}

TEST_CASE("areas of one class have no value, and one pixel of the other gives them one") {
    for (const float one : {0.f, 1.f}) {
        const std::vector<float> y(10, one), p(10, 0.25f), other_y = {1 - one}, other_p = {1 - one};
        nn::auc area;
        area.update(std::span(y), std::span(p));
        CHECK(std::isnan(area.roc()));
        CHECK(std::isnan(area.precision_recall()) == (one == 0));
        area.update(std::span(other_y), std::span(other_p));
        CHECK(area.roc() == 1);
        CHECK(area.precision_recall() == Approx(1));
    }
}

TEST_CASE("what cannot be counted is refused") {
    const std::vector<float> one = {1}, two = {1, 0};
    nn::auc area;
    CHECK_THROWS_AS(area.update(std::span<const float>(one), std::span<const float>(two)), argument_error);
    CHECK_THROWS_AS(nn::auc(1), argument_error);
    CHECK(nn::auc(2).thresholds() == 2);
}

TEST_CASE("an area that was moved from counts as before") {
    const std::vector<float> y = {0, 1}, p = {0.25, 0.75};
    nn::auc area(11);
    area.update(std::span(y), std::span(p));
    const nn::auc moved = std::move(area);
    CHECK(area.at_thresholds() == moved.at_thresholds());
    area.update(std::span(y), std::span(p));
    CHECK(area.roc() == 1);
}
