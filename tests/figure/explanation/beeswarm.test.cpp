#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/beeswarm.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::testing::explained;
using diapir::testing::filled;
using diapir::testing::find_color;

namespace {

const rgb low = color_at(color_map::blue_red, 0), high = color_at(color_map::blue_red, 1);

/// Two inputs; b has the largest values, c the smallest.
diapir::shap::explanation<double> small() {
    return explained({"a", "b", "c", "d"}, {1, -4, 0.1, 0.2, -1, 4, -0.1, 0.4});
}

}  // namespace

TEST_CASE("a beeswarm has its players by mean magnitude and the rest in one row") {
    const auto x = diapir::make_array<double>({2, 4}, 0.0);
    const figure fig = beeswarm(small(), x, {.most = 3, .title = "t"});
    const panel& p = fig.at(0, 0);
    CHECK(p.y.categories == std::vector<std::string>{"b", "a", "sum of 2 others"});
    CHECK(*p.x.data == limits{-4, 4});
    CHECK(p.x.label == "Shapley value");
    CHECK(p.title == "t");
    REQUIRE(p.bar);
    CHECK(p.bar->ends == std::vector<std::string>{"low", "high"});
    CHECK_FALSE(beeswarm(small()).at(0, 0).bar);
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
    CHECK(diapir::testing::is_well_formed(fig.encode(image_format::svg)));
}

TEST_CASE("a dot lies at its value in the color of its feature") {
    // Of both, the input with the low feature has the large value, but that of a is the other one than that of b.
    const auto e = explained({"a", "b"}, {1, -4, -1, 4});
    panel p;
    beeswarm(p, e, filled({2, 2}, {0, 10, 10, 0}), {.most = 2});
    p.bar.reset();
    p.x.grid = p.y.grid = false;
    figure fig(1, 1, {.width = 400, .height = 200});
    fig.at(0, 0) = p;
    raster page = fig.pixels();
    const auto of_rows = [&](bool upper) {
        raster half = page;
        const auto all = find_color(page, low);
        for (std::size_t i = 0; i < half.pixels.size(); ++i)
            if ((i / half.cols < (all->top + all->bottom) / 2) != upper) half.pixels[i] = white;
        return half;
    };
    const auto b_low = find_color(of_rows(true), low), b_high = find_color(of_rows(true), high);
    const auto a_low = find_color(of_rows(false), low), a_high = find_color(of_rows(false), high);
    REQUIRE((b_low && b_high && a_low && a_high));
    CHECK(b_high->right < a_high->left);
    CHECK(a_high->right < a_low->left);
    CHECK(a_low->right < b_low->left);
    CHECK(double(b_low->left - b_high->left) == Approx(4 * double(a_low->left - a_high->left)).margin(4));
}

TEST_CASE("a missing feature has no color") {
    const auto e = explained({"a"}, {-1, 0.5, 1});
    figure fig = beeswarm(e, filled({3, 1}, {NAN, 0, 1}));
    fig.at(0).bar.reset();
    const raster page = fig.pixels();
    const auto blue = find_color(page, low), red = find_color(page, high);
    REQUIRE((blue && red));
    const std::size_t middle = (blue->top + blue->bottom) / 2, missing = blue->left - 3 * (red->left - blue->left);
    CHECK(page.at(middle, missing + 4) == axis_ink);
    CHECK(page.at(middle, missing + 20) == grid_ink);
}

TEST_CASE("features run from low to high between their percentiles") {
    std::vector<double> values = {1e9, NAN};
    for (int i = 0; i <= 100; ++i) values.push_back(i);
    CHECK(low_to_high(values) == limits{5, 96});
    std::vector<double> flag(100, 0.0);
    flag[3] = 1;
    CHECK(low_to_high(flag) == limits{0, 1});
    CHECK(low_to_high({NAN}) == limits{0, 1});
}

TEST_CASE("dots get smaller where that makes them fit, and not where nothing does") {
    const std::vector<double> apart = {0, 10, 20}, tight(8, 0.0), hopeless(1000, 0.0);
    CHECK(detail::radius_that_fits({apart}, 14) == detail::dot_radius);
    const double smaller = detail::radius_that_fits({apart, tight}, 14);
    CHECK(smaller < detail::dot_radius);
    CHECK(swarmed(tight, smaller, 14).fits);
    CHECK(detail::radius_that_fits({apart, hopeless}, 14) == detail::dot_radius);
}

TEST_CASE("a beeswarm says what does not fit") {
    CHECK_THROWS_WITH(beeswarm(small(), diapir::make_array<double>({2, 3})),
                      "beeswarm: x: expected a number for each input and player {2, 4}, got {2, 3}");
    auto e = small();
    e.outputs = {2};
    CHECK_THROWS_AS(beeswarm(e), diapir::argument_error);
}

TEST_CASE("a beeswarm names what is not finite") {
    CHECK_THROWS_WITH(beeswarm(explained({"a", "b"}, {1, 2, 3, NAN})),
                      "beeswarm: player 'b': its value is nan for input 1");
    CHECK_THROWS_WITH(beeswarm(explained({"a", "b"}, {INFINITY, 2, 3, 4})),
                      "beeswarm: player 'a': its value is inf for input 0");
}

TEST_CASE("a beeswarm of equal values, or equal but for rounding, is drawn") {
    for (const double other : {1.0, std::nextafter(1.0, 0.0)})
        CHECK(beeswarm(explained({"a"}, {1, other, 1}), filled({3, 1}, {1, other, 1})).pixels().rows > 0);
}
