#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/explanation/interaction_matrix.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::testing::explained;
using diapir::testing::filled;
using diapir::testing::find_color;

TEST_CASE("cells have the colors and the numbers of a matrix") {
    figure fig(1, 1, {.width = 400});
    interaction_matrix(fig.at(0), filled({2, 2}, {4, -2, -2, 0.001}), {"a", "b"}, {.title = "t", .label = "l"});
    const panel& p = fig.at(0);
    CHECK(p.x.categories == std::vector<std::string>{"a", "b"});
    CHECK(p.y.categories == p.x.categories);
    CHECK(p.bar->range == limits{-4, 4});
    const raster page = fig.pixels();
    const auto cell = find_color(page, color_of(color_map::bwr, 4, {-4, 4})),
               other = find_color(page, color_of(color_map::bwr, -2, {-4, 4}));
    REQUIRE((cell && other));
    // The color of -2 is in two cells, which touch at a corner, and in the bar.
    CHECK(other->top <= cell->top + 2);
    CHECK(double(other->height()) == Approx(2.0 * double(cell->height())).margin(4));
    CHECK(diapir::testing::rim_is_blank(page, 6));
    const std::string svg = fig.encode(image_format::svg);
    CHECK(svg.find("4.0; \u22122.0; \u22122.0; 0;") != std::string::npos);
}

TEST_CASE("interactions are shown of one input, and as mean magnitudes of several") {
    diapir::shap::interaction_explanation<double> e;
    e.singles = explained({"a", "b"}, {1, 2, -3, 4});
    e.pairs = filled({2, 2, 2}, {0, 5, 5, 0, 0, -7, -7, 0});
    panel p;
    interaction_matrix(p, e, {.title = "t"});
    CHECK(p.bar->range == limits{-6, 6});
    CHECK(p.bar->label == "Mean |interaction|");
    figure fig;
    fig.at(0) = p;
    CHECK(fig.encode(image_format::svg).find("2.0; 6.0; 6.0; 3.0") != std::string::npos);

    e.singles = e.singles.input(1);
    e.pairs = filled({1, 2, 2}, {0, -7, -7, 0});
    panel one;
    interaction_matrix(one, e, {.title = "t"});
    CHECK(one.bar->label == "Interaction");
    fig.at(0) = one;
    CHECK(fig.encode(image_format::svg).find("\u22123.0; \u22127.0; \u22127.0; 4.0") != std::string::npos);
}

TEST_CASE("an interaction matrix has a name for each row and column") {
    panel p;
    CHECK_THROWS_WITH(interaction_matrix(p, diapir::make_array<double>({2, 3}, 0.0), {"a", "b"}),
                      "interaction_matrix: expected a matrix {2, 2}, one row for each name, got {2, 3}");
    CHECK_THROWS_AS(interaction_matrix(p, diapir::make_array<double>({0, 0}), {}), diapir::argument_error);
}

TEST_CASE("a cell that is not finite says so") {
    figure fig(1, 1, {.width = 500});
    interaction_matrix(fig.at(0, 0), filled({2, 2}, {1, NAN, INFINITY, -2}), {"a", "b"});
    const std::string svg = fig.encode(image_format::svg);
    CHECK(svg.find("undefined") != std::string::npos);
    CHECK(svg.find("\u221e") != std::string::npos);
    CHECK(diapir::testing::find_color(fig.pixels(), not_a_number));
}
