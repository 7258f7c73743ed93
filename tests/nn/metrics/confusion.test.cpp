#include "catch.hpp"
#include "reference.hpp"
#include <diapir/nn/metrics/confusion.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace diapir;
using nn::confusion;

namespace {

const std::vector<std::string> sets = {"noisy", "shifted", "ties", "perfect", "no_positive", "all_positive"};

template <class T>
std::span<const T> elements_of(const array<T>& a) {
    return {a.data(), a.size()};
}

template <class T>
confusion confusion_of(const std::vector<T>& truth, const std::vector<T>& prediction, double threshold = 0.5) {
    return nn::confusion_of(std::span<const T>(truth), std::span<const T>(prediction), threshold);
}

template <class T>
void check_confusions() {
    const auto archive = testing::reference("metrics");
    for (const std::string& set : sets) {
        INFO(set);
        const auto y = archive.get<T>(set + "_y"), p = archive.get<T>(set + "_p");
        const auto counts = archive.get<std::uint64_t>(set + "_counts");
        const auto scalars = archive.get<double>(set + "_scalars");
        const confusion c = nn::confusion_of(elements_of(y), elements_of(p));
        CHECK(c == confusion{counts(0), counts(1), counts(2), counts(3)});
        CHECK(std::abs(c.accuracy() - scalars(0)) < 1e-9);
        CHECK(std::abs(c.precision() - scalars(1)) < 1e-9);
        CHECK(std::abs(c.recall() - scalars(2)) < 1e-9);
        CHECK(std::abs(c.mean_iou() - scalars(7)) < 1e-9);

        const auto literal = archive.get<std::uint64_t>(set + "_cm_literal");
        CHECK(nn::confusion_keras(elements_of(y), elements_of(p)) ==
              confusion{literal(1, 1), literal(0, 1), literal(0, 0), literal(1, 0)});
        CHECK(std::abs(nn::mean_iou_keras(elements_of(y), elements_of(p)) - scalars(6)) < 1e-9);

        const auto rows = archive.get<double>(set + "_image");
        const std::size_t images = y.shape()[0], pixels = y.size() / images;
        double iou = 0, dice = 0, score = 0;
        for (std::size_t i = 0; i < images; ++i) {
            const confusion image = nn::confusion_of(elements_of(y).subspan(i * pixels, pixels),
                                                     elements_of(p).subspan(i * pixels, pixels));
            CHECK(std::abs(image.iou() - rows(i, 0)) < 1e-12);
            CHECK(std::abs(image.dice() - rows(i, 1)) < 1e-12);
            CHECK(std::abs(image.tgs_score() - rows(i, 2)) < 1e-12);
            iou += image.iou() / static_cast<double>(images);
            dice += image.dice() / static_cast<double>(images);
            score += image.tgs_score() / static_cast<double>(images);
        }
        CHECK(std::abs(iou - scalars(8)) < 1e-9);
        CHECK(std::abs(dice - scalars(9)) < 1e-9);
        CHECK(std::abs(score - scalars(10)) < 1e-12);
    }
}

}  // namespace

TEST_CASE("counts and ratios are those of the references") {
    check_confusions<float>();
    check_confusions<double>();
}

TEST_CASE("the threshold is not exceeded by an equal prediction, nor by NaN") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(confusion_of<float>({1, 1, 0, 0, 1}, {0.5f, 0.500001f, 0.5f, 1, nan}) == confusion{1, 1, 1, 2});
    CHECK(confusion_of<double>({1, 0}, {0.3, 0.3}, 0.25) == confusion{1, 1, 0, 0});
    CHECK(confusion_of<double>({1, 0}, {0.25, 0.25}, 0.25) == confusion{0, 0, 1, 1});
}

TEST_CASE("counts add up over parts") {
    const confusion a = confusion_of<float>({1, 1, 0}, {1, 0, 1}), b = confusion_of<float>({0, 1, 0}, {0, 1, 0});
    confusion both = a;
    both += b;
    CHECK(both == confusion_of<float>({1, 1, 0, 0, 1, 0}, {1, 0, 1, 0, 1, 0}));
    CHECK(both.total() == 6);
    CHECK(both.coverage() == 0.5);
    CHECK(both.dice() == Approx(2 * both.iou() / (1 + both.iou())));
}

TEST_CASE("ratios without a denominator") {
    const confusion none, empty{0, 0, 5, 0}, full{5, 0, 0, 0}, missed{0, 0, 2, 3};
    CHECK(none.accuracy() == 0);
    CHECK(none.mean_iou() == 0);
    CHECK(empty.precision() == 0);
    CHECK(empty.recall() == 0);
    CHECK(empty.iou() == 1);
    CHECK(empty.dice() == 1);
    CHECK(empty.tgs_score() == 1);
    CHECK(empty.mean_iou() == 1);
    CHECK(full.mean_iou() == 1);
    CHECK(missed.iou() == 0);
    CHECK(missed.tgs_score() == 0);
    CHECK(missed.mean_iou() == Approx(0.2));
}

TEST_CASE("the challenge's score counts the thresholds strictly below the overlap") {
    CHECK(confusion{1, 1, 0, 0}.tgs_score() == 0);
    CHECK(confusion{11, 9, 0, 0}.tgs_score() == Approx(0.1));
    CHECK(confusion{51, 49, 0, 0}.tgs_score() == Approx(0.1));
    CHECK(confusion{3, 0, 0, 1}.tgs_score() == Approx(0.5));
    CHECK(confusion{19, 1, 0, 0}.tgs_score() == Approx(0.9));
    CHECK(confusion{96, 4, 0, 0}.tgs_score() == 1);
    CHECK(confusion{0, 4, 5, 0}.tgs_score() == 0);
}

TEST_CASE("truth and prediction of different sizes are refused") {
    CHECK_THROWS_AS(confusion_of<float>({1, 0}, {1}), argument_error);
}

TEST_CASE("integers are compared with the threshold as it is") {
    const std::vector<int> truth{1, 0}, zeros{0, 0}, ones{1, 1};
    const auto counts = [&](const std::vector<int>& prediction, double threshold) {
        return nn::confusion_of<int>(truth, prediction, threshold);
    };
    CHECK(counts(zeros, -0.5) == confusion{1, 1, 0, 0});
    CHECK(counts(zeros, 0.5) == confusion{0, 0, 1, 1});
    CHECK(counts(ones, 0.5) == confusion{1, 1, 0, 0});
    CHECK(counts(ones, 1) == confusion{0, 0, 1, 1});
    CHECK(counts(ones, 1e300) == confusion{0, 0, 1, 1});
    CHECK(counts(ones, -1e300) == confusion{1, 1, 0, 0});
    CHECK_THROWS_WITH(counts(ones, std::nan("")), "confusion: expected a threshold that is a number, got NaN");
}
