#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/calibration.hpp>

#include <cmath>
#include <span>
#include <vector>

using namespace diapir;

namespace {

nn::calibration calibration_of(const std::vector<double>& truth, const std::vector<double>& prediction,
                               std::size_t bins) {
    return nn::calibration_of(std::span<const double>(truth), std::span<const double>(prediction), bins);
}

}  // namespace

TEST_CASE("reliability bins are those of scikit-learn") {  // 1.2.1: calibration_curve, brier_score_loss
    const auto c =
        calibration_of({0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0}, {.1, .4, .35, .8, .8, .2, .4, .9, .6, .0, 1., .55}, 5);
    const std::vector<double> shares = {0, 2 / 3., .5, .5, 1}, means = {.1, 1.15 / 3, .575, .8, .95};
    const std::vector<std::uint64_t> counts = {3, 3, 2, 2, 2};
    double error = 0;
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(c.bins[k].count == counts[k]);
        CHECK(c.bins[k].positive_share == Approx(shares[k]).margin(1e-15));
        CHECK(c.bins[k].mean_prediction == Approx(means[k]));
        error += std::abs(shares[k] - means[k]) * static_cast<double>(counts[k]) / 12;
    }
    CHECK(c.brier == Approx(0.17875).epsilon(1e-14));
    CHECK(c.expected_error == Approx(error).epsilon(1e-14));
    CHECK(c.largest_error == Approx(0.3).epsilon(1e-14));
    CHECK(c.bias == Approx(6.1 / 12 - 0.5).epsilon(1e-14));
}

TEST_CASE("a prediction at an edge is in the bin below it") {
    for (const std::size_t bins : {1, 3, 7, 10, 49, 100, 1000}) {
        const auto edge = [&](std::size_t k) {
            return k == bins ? 1.0 : static_cast<double>(k) * (1.0 / static_cast<double>(bins));
        };
        for (std::size_t k = 0; k <= bins; ++k) {
            INFO(k << " of " << bins);
            const auto c = calibration_of({1, 1}, {edge(k), std::nextafter(edge(k), 2.0 * (k < bins) - 0.5)}, bins);
            for (const nn::reliability_bin& b : c.bins)
                if (b.count > 0) CHECK((b.mean_prediction <= b.high && (b.mean_prediction > b.low || b.low == 0)));
            const std::size_t below = k == 0 ? 0 : k - 1;
            CHECK(c.bins[below].count == (k == 0 || k == bins ? 2 : 1));
        }
    }
}

TEST_CASE("edges of bins are NumPy's") {  // np.searchsorted(np.linspace(0, 1, 11)[1:-1], 0.1 * 3) is 2
    CHECK(calibration_of({1}, {0.1 * 3}, 10).bins[2].count == 1);
}

TEST_CASE("predictions that are drawn as they say are calibrated, bolder ones are not") {
    random_stream random(7);
    std::vector<double> truth, honest, bold;
    for (int i = 0; i < 100000; ++i) {
        const double p = random.uniform();
        truth.push_back(random.uniform() < p ? 1 : 0);
        honest.push_back(p);
        bold.push_back(p < 0.5 ? p / 2 : (1 + p) / 2);
    }
    CHECK(calibration_of(truth, honest, 10).expected_error < 0.01);
    CHECK(calibration_of(truth, bold, 10).expected_error == Approx(0.125).margin(0.01));
    CHECK(std::abs(calibration_of(truth, bold, 10).bias) < 0.01);
}

TEST_CASE("empty bins have no numbers, and what is no probability is refused") {
    const auto c = calibration_of({1}, {.9}, 2);
    CHECK(std::isnan(c.bins[0].mean_prediction));
    CHECK(c.bins[1].positive_share == 1);
    CHECK_THROWS_AS(calibration_of({1}, {1.5}, 2), argument_error);
    CHECK_THROWS_AS(calibration_of({1}, {std::nan("")}, 2), argument_error);
    CHECK_THROWS_AS(calibration_of({1}, {.5, .5}, 2), argument_error);
    CHECK_THROWS_AS(calibration_of({}, {}, 2), argument_error);
    CHECK_THROWS_AS(calibration_of({1}, {.5}, 0), argument_error);
}
