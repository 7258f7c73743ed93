#include "catch.hpp"
#include <diapir/nn/metrics/confusion_matrix.hpp>

#include <cmath>
#include <utility>

using namespace diapir;

namespace {

/// Rows are truths: 3 1 0 0, 2 4 0 0, 0 0 0 0, 0 5 0 0; class 2 never occurs.
nn::confusion_matrix some_counts() {
    nn::confusion_matrix m(4);
    const auto add = [&](std::size_t truth, std::size_t decision, int times) {
        for (int i = 0; i < times; ++i) m.add(truth, decision);
    };
    add(0, 0, 3);
    add(0, 1, 1);
    add(1, 0, 2);
    add(1, 1, 4);
    add(3, 1, 5);
    return m;
}

}  // namespace

TEST_CASE("a class stands against all others") {
    const auto m = some_counts();
    CHECK(m.total() == 15);
    CHECK(m(0, 1) == 1);
    CHECK(m(1, 0) == 2);
    CHECK(m.of_class(0) == nn::confusion{3, 2, 9, 1});
    CHECK(m.of_class(1) == nn::confusion{4, 6, 3, 2});
    CHECK(m.of_class(2) == nn::confusion{0, 0, 15, 0});
    CHECK(m.of_class(3) == nn::confusion{0, 0, 10, 5});
}

TEST_CASE("means over the classes leave out those that do not occur") {
    const auto m = some_counts();
    CHECK(m.accuracy() == Approx(7.0 / 15));
    CHECK(m.mean_precision() == Approx((3.0 / 5 + 4.0 / 10 + 0) / 3));
    CHECK(m.mean_recall() == Approx((3.0 / 4 + 4.0 / 6 + 0) / 3));
    CHECK(m.mean_iou() == Approx((3.0 / 6 + 4.0 / 12 + 0) / 3));
    CHECK(m.mean_dice() == Approx((6.0 / 9 + 8.0 / 16 + 0) / 3));
    CHECK(m.iou(1) == Approx(4.0 / 12));
    CHECK(std::isnan(m.iou(2)));
    CHECK(m.iou(3) == 0);
}

TEST_CASE("no decisions have no means, and what is no class is refused") {
    nn::confusion_matrix none(2);
    CHECK(none.accuracy() == 0);
    CHECK(std::isnan(none.mean_iou()));
    CHECK(nn::confusion_matrix().classes() == 0);
    CHECK_THROWS_WITH(none.add(0, 2), Catch::Contains("expected classes below 2"));
    CHECK_THROWS_AS(none(2, 0), argument_error);
    CHECK_THROWS_AS(none.of_class(2), argument_error);
}

TEST_CASE("a matrix that was moved from counts as before") {
    nn::confusion_matrix m(2);
    m.add(1, 0);
    const nn::confusion_matrix moved = std::move(m);
    m.add(1, 0);
    CHECK(m(1, 0) == 2);
    CHECK(moved(1, 0) == 1);
}
