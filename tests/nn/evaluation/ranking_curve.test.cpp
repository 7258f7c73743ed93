#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/ranking_curve.hpp>
#include <diapir/nn/metrics/auc_exact.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

using namespace diapir;

namespace {

nn::ranking_curve curve_of(const std::vector<double>& truth, const std::vector<double>& prediction) {
    return nn::ranking_curve_of(std::span<const double>(truth), std::span<const double>(prediction));
}

const std::vector<double> ranked_truth = {0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0};
const std::vector<double> ranked_prediction = {.1, .4, .35, .8, .8, .2, .4, .9, .6, .0, 1., .55};

}  // namespace

TEST_CASE("ROC, precision and recall are those of scikit-learn") {  // 1.2.1
    const auto curve = curve_of(ranked_truth, ranked_prediction);
    const std::vector<double> thresholds = {1, .9, .8, .6, .55, .4, .35, .2, .1, 0};
    const std::vector<double> fall_out = {0, 0, 1 / 6., 1 / 6., 2 / 6., 3 / 6., 3 / 6., 4 / 6., 5 / 6., 1};
    const std::vector<double> recall = {1 / 6., 2 / 6., 3 / 6., 4 / 6., 4 / 6., 5 / 6., 1, 1, 1, 1};
    const std::vector<double> precision = {1, 1, .75, .8, 2 / 3., .625, 2 / 3., .6, 6 / 11., .5};
    REQUIRE(curve.thresholds == thresholds);
    for (std::size_t i = 0; i < curve.size(); ++i) {
        CHECK(curve.fall_out(i) == Approx(fall_out[i]));
        CHECK(curve.recall(i) == Approx(recall[i]));
        CHECK(curve.precision(i) == Approx(precision[i]));
    }
    CHECK(curve.roc_area() == Approx(0.8055555555555556).epsilon(1e-14));
    CHECK(curve.average_precision() == Approx(0.8069444444444444).epsilon(1e-14));
}

TEST_CASE("the counts of a ranking curve are those of every threshold, and its area is the exact one") {
    random_stream random(5);
    std::vector<double> y, p;
    for (int i = 0; i < 500; ++i) {
        y.push_back(random.uniform() < 0.3 ? 1 : 0);
        p.push_back(static_cast<double>(random.below(40)) / 40 + 0.2 * y.back());
    }
    const auto curve = curve_of(y, p);
    for (std::size_t k = 0; k < curve.size(); ++k) {
        std::uint64_t tp = 0, fp = 0;
        for (std::size_t i = 0; i < y.size(); ++i)
            if (p[i] >= curve.thresholds[k]) ++(y[i] > 0 ? tp : fp);
        CHECK(curve.tp[k] == tp);
        CHECK(curve.fp[k] == fp);
    }
    nn::auc_exact exact;
    exact.update(std::span<const double>(y), std::span<const double>(p));
    CHECK(curve.roc_area() == Approx(exact.roc()).epsilon(1e-13));
}

TEST_CASE("a thinned curve keeps its ends and stays near") {
    random_stream random(6);
    std::vector<double> y, p;
    for (int i = 0; i < 5000; ++i) {
        y.push_back(random.uniform() < 0.3 ? 1 : 0);
        p.push_back(random.uniform() + 0.5 * y.back());
    }
    const auto curve = curve_of(y, p), few = curve.thinned(100);
    CHECK(few.size() <= 101);
    CHECK(few.size() > 60);
    CHECK(few.thresholds.front() == curve.thresholds.front());
    CHECK(few.thresholds.back() == curve.thresholds.back());
    CHECK(few.tp.back() == few.positives);
    CHECK(few.roc_area() == Approx(curve.roc_area()).margin(0.005));
    CHECK(curve.thinned(5000).size() == curve.size());

    // The k-th point that is kept is the first that is k steps along the curves.
    std::vector<double> gone{0};
    for (std::size_t i = 1; i < curve.size(); ++i)
        gone.push_back(gone.back() + std::abs(curve.recall(i) - curve.recall(i - 1)) +
                       std::abs(curve.fall_out(i) - curve.fall_out(i - 1)) +
                       std::abs(curve.precision(i) - curve.precision(i - 1)));
    for (std::size_t k = 0, i = 0; k + 1 < few.size(); ++k, ++i) {
        while (gone[i] < gone.back() * static_cast<double>(k) / 99) ++i;
        REQUIRE(few.thresholds[k] == curve.thresholds[i]);
    }
    CHECK_THROWS_AS(curve.thinned(1), argument_error);
}

TEST_CASE("curves of one class have no area, and what cannot be ranked is refused") {
    const auto salt = curve_of({1, 1}, {.5, .7}), none = curve_of({0, 0}, {.5, .7});
    CHECK(std::isnan(salt.roc_area()));
    CHECK(salt.average_precision() == 1);
    CHECK(std::isnan(none.average_precision()));
    CHECK(std::isnan(none.recall(0)));
    CHECK(curve_of({}, {}).size() == 0);
    CHECK_THROWS_AS(curve_of({1}, {.5, .7}), argument_error);
    CHECK_THROWS_AS(curve_of({1}, {std::numeric_limits<double>::quiet_NaN()}), argument_error);
}
