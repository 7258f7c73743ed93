#include "catch.hpp"
#include "reference.hpp"
#include <diapir/shap/background/kmeans.hpp>

using namespace diapir;
namespace backgrounds = diapir::shap::backgrounds;

namespace {

/// Rows around three far points, 60 around the first, 30 and 10.
array<float> clouds() {
    random_stream random(1);
    auto x = make_array<float>({100, 2, 2});
    for (std::size_t i = 0; i < 100; ++i)
        for (std::size_t e = 0; e < 4; ++e)
            x.data()[i * 4 + e] = static_cast<float>((i % 10 < 6 ? 0 : i % 10 < 9 ? 50 : -50) + random.normal());
    return x;
}

/// The sum of squared distances of rows to their nearest reference.
double inertia(const array<float>& x, const shap::background<float>& b) {
    double total = 0;
    for (std::size_t i = 0; i < x.shape()[0]; ++i) {
        double nearest = INFINITY;
        for (std::size_t k = 0; k < b.size(); ++k) {
            double d = 0;
            for (std::size_t e = 0; e < 4; ++e) d += std::pow(x.data()[i * 4 + e] - b.sample(k)[e], 2);
            nearest = std::min(nearest, d);
        }
        total += nearest;
    }
    return total;
}

}  // namespace

TEST_CASE("clusters that lie far apart are found, with their shares as weights") {
    const auto x = clouds();
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto b = backgrounds::kmeans(x, 3, seed);
        REQUIRE(shape_of(b.samples()) == shape{3, 2, 2});
        auto weights = b.weights();
        for (std::size_t k = 0; k < 3; ++k) {
            const double expected = std::abs(b.sample(k)[0]) < 10 ? 0.6 : b.sample(k)[0] > 0 ? 0.3 : 0.1;
            CHECK(weights[k] == Approx(expected));
        }
        CHECK(inertia(x, b) < 100 * 4 * 1.5);
    }
}

TEST_CASE("clusters do not depend on the unit") {
    const auto x = clouds();
    const array<float> small = x * 0x1p-20f;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto b = backgrounds::kmeans(x, 5, seed), c = backgrounds::kmeans(small, 5, seed);
        CHECK(b.weights() == c.weights());
        for (std::size_t i = 0; i < b.samples().size(); ++i)
            CHECK(c.samples().data()[i] == b.samples().data()[i] * 0x1p-20f);
    }
}

TEST_CASE("the references' weighted mean is the rows' mean, and more clusters are closer") {
    const auto x = clouds();
    const auto mean = backgrounds::mean(x);
    double before = INFINITY;
    for (std::size_t count : {1, 2, 5, 20, 100}) {
        const auto b = backgrounds::kmeans(x, count, 7);
        for (std::size_t e = 0; e < 4; ++e) {
            double sum = 0;
            for (std::size_t k = 0; k < b.size(); ++k) sum += b.weights()[k] * b.sample(k)[e];
            CHECK(sum == Approx(mean.sample(0)[e]).margin(1e-4));
        }
        const double now = inertia(x, b);
        CHECK(now <= before);
        before = now;
    }
    CHECK(before == Approx(0).margin(1e-6));
}

TEST_CASE("each reference is the mean of the rows nearest to it") {
    const auto x = clouds();
    const auto b = backgrounds::kmeans(x, 8, 3);
    std::vector<double> sums(b.size() * 4, 0.0), counts(b.size(), 0.0);
    for (std::size_t i = 0; i < 100; ++i) {
        std::size_t nearest = 0;
        double gap = INFINITY;
        for (std::size_t k = 0; k < b.size(); ++k) {
            double d = 0;
            for (std::size_t e = 0; e < 4; ++e) d += std::pow(x.data()[i * 4 + e] - b.sample(k)[e], 2);
            if (d < gap) {
                gap = d;
                nearest = k;
            }
        }
        counts[nearest] += 1;
        for (std::size_t e = 0; e < 4; ++e) sums[nearest * 4 + e] += x.data()[i * 4 + e];
    }
    for (std::size_t k = 0; k < b.size(); ++k) {
        CHECK(b.weights()[k] == Approx(counts[k] / 100));
        for (std::size_t e = 0; e < 4; ++e) CHECK(b.sample(k)[e] == Approx(sums[k * 4 + e] / counts[k]).margin(1e-4));
    }
}

TEST_CASE("k-means follows its seed, not the number of threads, and copes with equal rows") {
    const auto x = clouds();
    const auto a = backgrounds::kmeans(x, 12, 1);
    {
        const thread_limit limit(3);
        CHECK(backgrounds::kmeans(x, 12, 1).samples() == a.samples());
    }
    CHECK(backgrounds::kmeans(x, 12, 2).samples() != a.samples());
    const auto equal = backgrounds::kmeans(array<double>{{1, 2}, {1, 2}, {3, 4}, {1, 2}}, 3, 0);
    CHECK(equal.size() == 2);
    CHECK(equal.weights()[0] + equal.weights()[1] == Approx(1));
    CHECK(std::max(equal.weights()[0], equal.weights()[1]) == Approx(0.75));
    CHECK_THROWS_AS(backgrounds::kmeans(x, 101, 1), argument_error);
    CHECK_THROWS_AS(backgrounds::kmeans(x, 0, 1), argument_error);
    CHECK_THROWS_AS(backgrounds::kmeans(array<double>{1, 2}, 1, 1), argument_error);
}

TEST_CASE("clusters of what is no number are refused") {
    array<double> rows = make_array<double>({12, 2}, 1.0);
    rows(5, 1) = NAN;
    CHECK_THROWS_WITH(shap::backgrounds::kmeans(rows, 3, 1), Catch::Contains("backgrounds::kmeans: expected finite"));
    CHECK_THROWS_AS(shap::backgrounds::mean(rows), argument_error);
}

TEST_CASE("clusters do not depend on the unit of the rows") {
    for (const double unit : {1e200, 1e307, 1e-200, 1e-307}) {
        INFO(unit);
        array<double> rows = make_array<double>({6, 1});
        for (std::size_t i = 0; i < 6; ++i)
            rows(i, 0) = (i % 2 ? -unit : unit) * (1 + 0.1 * static_cast<double>(i / 2));
        const auto b = backgrounds::kmeans(rows, 2, 1);
        REQUIRE(b.size() == 2);
        CHECK(b.weights()[0] == 0.5);
        CHECK(std::abs(b.samples()(0, 0) / unit) == Approx(1.1));
        CHECK(b.samples()(1, 0) / unit == Approx(-b.samples()(0, 0) / unit));
    }
}
