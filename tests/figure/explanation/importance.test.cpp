#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/importance.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::testing::explained;
using diapir::testing::find_color;

TEST_CASE("bars are as long as the mean magnitudes, the largest on top") {
    // Mean magnitudes 1, 4, 0.5 and 0.5; the last two share a bar.
    const auto e = explained({"a", "b", "c", "d"}, {1, -5, 0.5, 1, -1, 3, -0.5, 0});
    const figure fig = importance(e, {.most = 3, .title = "t"});
    CHECK(fig.at(0, 0).y.categories == std::vector<std::string>{"b", "a", "sum of 2 others"});
    CHECK(fig.at(0, 0).x.label == "Mean |Shapley value|");
    const raster page = fig.pixels();
    const auto bars = find_color(page, series_color(0));
    REQUIRE(bars);
    const auto length_at = [&](double share) {
        std::size_t length = 0;
        const auto row = bars->top + static_cast<std::size_t>(share * double(bars->height()));
        for (std::size_t col = 0; col < page.cols; ++col) length += page.at(row, col) == series_color(0);
        return double(length);
    };
    CHECK(length_at(0.1) == Approx(double(bars->width())).margin(3));
    CHECK(length_at(0.5) == Approx(double(bars->width()) / 4).margin(3));
    CHECK(length_at(0.9) == Approx(double(bars->width()) / 4).margin(3));
    CHECK(diapir::testing::rim_is_blank(page, 6));
    CHECK(fig.encode(image_format::svg).find("4.00; 1.00; 1.00") != std::string::npos);
}

TEST_CASE("importance is of one output") {
    auto e = explained({"a"}, {1});
    e.outputs = {2};
    CHECK_THROWS_AS(importance(e), diapir::argument_error);
}

TEST_CASE("importance names what is not finite") {
    CHECK_THROWS_WITH(importance(explained({"a", "b"}, {1, 2, 3, NAN})),
                      "importance: player 'b': its value is nan for input 1");
    CHECK_NOTHROW(importance(explained({"a", "b"}, {1e308, 0, 1e308, 0})));  // whose mean is a number
}
