#include "catch.hpp"
#include "larger.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/power_transform.hpp>

#include <cmath>
#include <string>
#include <tuple>

namespace data = diapir::data;
using diapir::array;

namespace {

std::vector<double> list(const array<double>& a) {
    return {a.begin(), a.end()};
}

/// Checks every column within a tolerance relative to its largest magnitude in `expected`.
template <class A>
void compare_columns(const A& actual, const array<double>& expected, double tolerance) {
    REQUIRE(diapir::shape_of(actual) == diapir::shape_of(expected));
    const std::size_t channels = diapir::shape_of(expected).back();
    for (std::size_t c = 0; c < channels; ++c) {
        double difference = 0, scale = 0;
        for (std::size_t i = c; i < expected.size(); i += channels) {
            difference = diapir::testing::larger(difference,
                                                 std::abs(static_cast<double>(actual.data()[i]) - expected.data()[i]));
            scale = std::max(scale, std::abs(expected.data()[i]));
        }
        INFO("column " << c << ": difference " << difference << ", scale " << scale);
        CHECK(difference <= tolerance * scale);
    }
}

/// Negative log likelihood of a lambda, as stored in nll_min.
double cost(const array<double>& x, std::size_t column, double lambda) {
    const data::yeo_johnson f(lambda);
    const std::size_t n = diapir::shape_of(x)[0];
    const double count = static_cast<double>(n);
    double mean = 0, variance = 0, logs = 0;
    for (std::size_t i = 0; i < n; ++i) mean += f(x(i, column)) / count;
    for (std::size_t i = 0; i < n; ++i) {
        variance += std::pow(f(x(i, column)) - mean, 2) / count;
        logs += data::signed_log1p(x(i, column));
    }
    return count / 2 * std::log(variance) - (lambda - 1) * logs;
}

}  // namespace

TEST_CASE("given its parameters the transform is that of scikit-learn") {
    const auto archive = diapir::testing::reference("power_transform");
    const data::power_transform t{list(archive.get<double>("lambdas")), list(archive.get<double>("mean")),
                                  list(archive.get<double>("scale"))};
    compare_columns(t.transform(archive.get<double>("x_train")), archive.get<double>("y_train"), 1e-8);
    compare_columns(t.transform(archive.get<double>("x_test")), archive.get<double>("y_test"), 1e-8);
    compare_columns(t.inverse_transform(archive.get<double>("y_test")), archive.get<double>("inv_test"), 1e-6);
    compare_columns(t.transform(array<float>(xt::cast<float>(archive.get<double>("x_test")))),
                    archive.get<double>("y_test"), 2e-6);
}

TEST_CASE("the fit is that of scikit-learn") {
    const auto archive = diapir::testing::reference("power_transform");
    const auto x = archive.get<double>("x_train");
    const auto lambdas = archive.get<double>("lambdas"), least = archive.get<double>("nll_min");
    data::power_transform t;
    compare_columns(t.fit_transform(x), archive.get<double>("y_train"), 1e-5);
    compare_columns(t.transform(archive.get<double>("x_test")), archive.get<double>("y_test"), 1e-5);
    for (std::size_t c = 0; c < 4; ++c) {
        INFO("column " << c << ": lambda " << t.lambdas[c] << ", expected " << lambdas(c));
        CHECK((std::abs(t.lambdas[c] - lambdas(c)) <= 1e-6 || cost(x, c, t.lambdas[c]) <= least(c) + 1e-7));
        CHECK(cost(x, c, t.lambdas[c]) <= least(c) + 1e-7);
    }
    data::power_transform raw;
    raw.fit(x, {.standardize = false});
    compare_columns(raw.transform(archive.get<double>("x_test")), archive.get<double>("y_test_raw"), 1e-5);
}

TEST_CASE("a fit in single precision is close to that in double precision") {
    const auto archive = diapir::testing::reference("power_transform");
    const array<float> x = xt::cast<float>(archive.get<double>("x_train"));
    const auto lambdas = archive.get<double>("lambdas");
    data::power_transform t;
    t.fit(x);
    for (std::size_t c = 0; c < 4; ++c) CHECK(t.lambdas[c] == Approx(lambdas(c)).epsilon(1e-4).margin(1e-4));
}

TEST_CASE("transformed channels have mean 0 and variance 1, for any number of threads") {
    array<double> x = diapir::make_array<double>({7001, 2});
    diapir::random_stream random(5);
    for (std::size_t i = 0; i < 7001; ++i) {
        x(i, 0) = std::exp(random.normal());
        x(i, 1) = 1e12 * random.uniform();
    }
    data::power_transform t;
    const auto y = t.fit_transform(x);
    for (std::size_t c = 0; c < 2; ++c) {
        double mean = 0, square = 0;
        for (std::size_t i = 0; i < 7001; ++i) {
            mean += y(i, c) / 7001;
            square += y(i, c) * y(i, c) / 7001;
        }
        CHECK(mean == Approx(0).margin(1e-10));
        CHECK(square == Approx(1).epsilon(1e-9));
    }
    for (const std::size_t threads : {1, 2, 5}) {
        const diapir::thread_limit limit(threads);
        data::power_transform again;
        again.fit(x);
        CHECK(again.lambdas == t.lambdas);
        CHECK(again.means == t.means);
        CHECK(again.scales == t.scales);
    }
}

TEST_CASE("missing values are left out of the fit and kept") {
    const auto x = diapir::testing::reference("power_transform").get<double>("x_train");
    array<double> longer = diapir::make_array<double>({1600, 4}, NAN);
    std::copy(x.begin(), x.end(), longer.data() + 50 * 4);
    data::power_transform t, with_missing;
    t.fit(x);
    const auto y = with_missing.fit_transform(longer);
    for (std::size_t c = 0; c < 4; ++c) CHECK(with_missing.lambdas[c] == Approx(t.lambdas[c]).epsilon(1e-6));
    CHECK(std::isnan(y(3, 2)));
    CHECK(y(50, 2) == Approx(t.transform(x)(0, 2)));
}

TEST_CASE("a channel of equal values becomes exactly 0, one of missing values stays missing") {
    array<float> x = diapir::make_array<float>({77, 3}, 117.3f);
    for (std::size_t i = 0; i < 77; ++i) {
        x(i, 1) = NAN;
        x(i, 2) = static_cast<float>(i);
    }
    data::power_transform t;
    const auto y = t.fit_transform(x);
    CHECK(t.lambdas[0] == 1);
    for (std::size_t i = 0; i < 77; ++i) {
        CHECK(y(i, 0) == 0);
        CHECK(std::isnan(y(i, 1)));
        CHECK(std::isfinite(y(i, 2)));
    }
}

TEST_CASE("a channel of equal values up to rounding becomes 0") {
    const double ulp = 0x1p-52, rounded = 0.1 + 0.2;
    for (const auto& [value, other, period] : {std::tuple(0.3, rounded, 100),
                                               {1.0, 1 + ulp, 2},
                                               {-1.0, -1 - 8 * ulp, 2},
                                               {1e200, 1e200 * (1 + ulp), 3},
                                               {0.3, 0.3 + 1e-12, 1000},
                                               {1e-200, 0.0, 2}}) {
        auto x = diapir::make_array<double>({1000, 1}, value);
        for (int i = 0; i < 1000; i += period) x(i, 0) = other;
        data::power_transform t;
        const auto y = t.fit_transform(x);
        CHECK(t.lambdas[0] == 1);
        CHECK(t.scales[0] == 1);
        for (const double v : y) REQUIRE(std::abs(v) <= 1e-11 * std::abs(value) + 1e-199);
    }
    // apart by more than rounding: few and far between, or in single precision
    auto x = diapir::make_array<double>({1000, 2}, 0.3);
    for (int i = 0; i < 1000; i += 100) x(i, 0) = 0.3 + 1e-9;
    for (int i = 0; i < 1000; i += 2) x(i, 1) = static_cast<double>(std::nextafter(0.3f, 1.0f));
    data::power_transform t;
    const auto y = t.fit_transform(x);
    CHECK(y(0, 0) == Approx(std::sqrt(99)).epsilon(1e-3));
    CHECK(y(1, 0) == Approx(-1 / std::sqrt(99)).epsilon(1e-3));
    CHECK(y(0, 1) == Approx(1).epsilon(1e-6));
}

TEST_CASE("values of which every power overflows are refused") {
    for (const double scale : {1e150, 1e153, 1e160, 1e200, 1e300}) {
        diapir::random_stream random(5);
        auto x = diapir::make_array<double>({2000, 2}, 1.0);
        for (int i = 0; i < 2000; ++i) x(i, 1) = scale * random.normal();
        data::power_transform t;
        if (scale < 1e152) {
            for (const double v : t.fit_transform(x)) REQUIRE(std::isfinite(v));
        } else {
            CHECK_THROWS_WITH(t.fit(x), Catch::StartsWith("power_transform: channel 1: expected values that some power "
                                                          "keeps finite, got -"));
        }
    }
}

TEST_CASE("a value has the same transform wherever it stands") {
    data::power_transform t;
    t.fit(diapir::testing::reference("power_transform").get<double>("x_train"));
    diapir::random_stream random(8);
    for (int k = 0; k < 2000; ++k) {
        const auto y = t.transform(diapir::make_array<double>({9, 4}, 30 * random.normal()));
        for (std::size_t i = 1; i < 9; ++i)
            for (std::size_t c = 0; c < 4; ++c) REQUIRE(y(i, c) == y(0, c));
    }
}

TEST_CASE("large, distant and two-valued channels are fitted without overflow") {
    array<double> x = diapir::make_array<double>({500, 4});
    diapir::random_stream random(6);
    for (std::size_t i = 0; i < 500; ++i) {
        x(i, 0) = 1e200 * random.uniform();
        x(i, 1) = 1e8 + random.normal();
        x(i, 2) = i % 3 == 0;
        x(i, 3) = 1e5 + 10 * std::exp(2 * random.normal());  // calls for a lambda far below what doubles can bear
    }
    data::power_transform t;
    const auto y = t.fit_transform(x);
    for (double value : y) REQUIRE(std::isfinite(value));
    const auto back = t.inverse_transform(y);
    for (std::size_t i = 0; i < 500; ++i) {
        CHECK(back(i, 1) == Approx(x(i, 1)));
        CHECK(back(i, 2) == Approx(x(i, 2)).margin(1e-9));
        CHECK(std::abs(back(i, 3) - x(i, 3)) < 0.1);
    }
}

TEST_CASE("the power transform names what it cannot work with") {
    data::power_transform t;
    t.fit(diapir::make_array<double>({4, 3}, 1));
    CHECK_THROWS_WITH(t.transform(diapir::make_array<double>({5, 2})),
                      "power_transform: transform expected samples {..., 3}, got {5, 2}");
    CHECK_THROWS_AS(t.fit(diapir::make_array<double>({5, 2}, INFINITY)), diapir::argument_error);
    t.means.pop_back();
    CHECK_THROWS_AS(t.transform(diapir::make_array<double>({5, 3})), diapir::argument_error);
}

TEST_CASE("a fit that fails leaves the one from before") {
    data::power_transform t;
    array<double> x = diapir::make_array<double>({3, 2}, 1);
    x(0, 0) = 2;
    x(1, 1) = 5;
    const auto before = t.fit(x);
    x(2, 0) = 4;
    x(2, 1) = INFINITY;
    CHECK_THROWS_WITH(t.fit(x), "power_transform: channel 1 has infinite values");
    CHECK_THROWS_AS(t.fit(diapir::make_array<double>({3, 1}, INFINITY)), diapir::argument_error);
    CHECK(t.lambdas == before.lambdas);
    CHECK(t.means == before.means);
    CHECK(t.scales == before.scales);
}
