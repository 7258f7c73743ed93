#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/interaction_maps.hpp>

using namespace diapir::figure;
using diapir::make_array;
using diapir::testing::explained;
using diapir::testing::find_color;

namespace {

/// Players a, b, c of a segmentation {2, 2}: their values are 1, 2 and 3 everywhere, and pairs a b, a c, b c have
/// interactions of 10, 20 and -40.
diapir::shap::interaction_explanation<double> small() {
    diapir::shap::interaction_explanation<double> e;
    e.singles = explained({"a", "b", "c"}, {1, 2, 3});
    e.singles.outputs = {2, 2, 1};
    e.singles.values = make_array<double>({1, 3, 2, 2, 1});
    e.pairs = make_array<double>({1, 3, 3, 2, 2, 1}, 0.0);
    const double pairs[3][3] = {{0, 10, 20}, {10, 0, -40}, {20, -40, 0}};
    for (std::size_t k = 0; k < 12; ++k) e.singles.values.data()[k] = double(1 + k / 4);
    for (std::size_t k = 0; k < 36; ++k) e.pairs.data()[k] = pairs[k / 12][k / 4 % 3];
    return e;
}

}  // namespace

TEST_CASE("a pair has the panel in the row of one and the column of the other") {
    const figure fig = interaction_maps(make_array<double>({2, 2}, 0.0), small(), {.title = "t"});
    CHECK(fig.rows() == 3);
    CHECK(fig.cols() == 3);
    CHECK(fig.at(1, 1).title == "b");
    CHECK(fig.at(0, 2).title == "a \u00d7 c");
    CHECK(fig.at(1, 0).marks.empty());
    CHECK(fig.at(2, 0).title == "Input");
    CHECK(fig.at(1, 2).bar->range == limits{-40, 40});
    CHECK(fig.at(2, 2).bar->range == limits{-3, 3});
    CHECK(fig.at(2, 2).bar->label == "Main effect");
    CHECK_FALSE(fig.at(0, 0).bar);
    const raster page = fig.pixels();
    const auto ab = find_color(page, color_of(color_map::bwr, 10, {-40, 40})),
               ac = find_color(page, color_of(color_map::bwr, 20, {-40, 40})),
               b = find_color(page, color_of(color_map::bwr, 2, {-3, 3}));
    REQUIRE((ab && ac && b));
    CHECK(ab->left < ac->left);
    CHECK(b->top > ab->top);
    CHECK(b->left == Approx(double(ab->left)).margin(3));
    CHECK(diapir::testing::rim_is_blank(page, 6));
}

TEST_CASE("interaction maps are of one input with an image as output") {
    auto e = small();
    CHECK_THROWS_WITH(interaction_maps(make_array<double>({2, 3}, 0.0), e),
                      "interaction_maps: image: expected {2, 2}, got {2, 3}");
    e.singles.outputs = {4};
    CHECK_THROWS_WITH(interaction_maps(make_array<double>({2, 2}, 0.0), e),
                      "interaction_maps: expected one input with outputs {rows, cols}, got 1 with {4}");
}
