#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/contribution_scatter.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::make_array;
using diapir::testing::find_color;

namespace {

const std::vector<std::string> channel_names = {"Seismic", "Energy"};

}  // namespace

TEST_CASE("dots have the color of their class, and one panel a channel") {
    auto values = make_array<double>({2, 1, 3, 2}, 0.0), contributions = values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = double(i);
        contributions.data()[i] = -double(i);
    }
    auto truth = make_array<float>({2, 1, 3, 1}, 0.0f);
    truth.data()[0] = 1;
    const figure fig = contribution_scatter(values, contributions, truth, channel_names, {.alpha = 1});
    CHECK(fig.rows() == 1);
    CHECK(fig.cols() == 2);
    CHECK(fig.at(0, 1).title == "Energy");
    CHECK(*fig.at(0, 0).x.data == limits{0, 10});
    CHECK(*fig.at(0, 1).y.data == limits{-11, -1});
    CHECK(fig.at(0, 0).legend[1].label == "salt");
    const raster page = fig.pixels();
    // Five dots of one class and one of the other in each panel, and one each in the legend.
    CHECK(find_color(page, series_color(0))->count > 3 * find_color(page, series_color(1))->count / 2);

    const figure by_class = contribution_scatter_by_class(values, contributions, truth, channel_names,
                                                          {.classes = {"no", "yes"}, .alpha = 1});
    CHECK(by_class.at(0, 1).title == "True class: yes");
    CHECK(by_class.at(0, 0).legend[1].label == "Energy");
    CHECK(*by_class.at(0, 1).x.data == limits{0, 11});
    CHECK(by_class.at(0, 0).y.ends() == by_class.at(0, 1).y.ends());
    CHECK(diapir::testing::rim_is_blank(by_class.pixels(), 6));
    // On the right one dot for each channel of the one pixel of that class.
    raster right = by_class.pixels();
    for (std::size_t i = 0; i < right.pixels.size(); ++i) {
        if (i % right.cols < right.cols / 2) right.pixels[i] = white;
    }
    CHECK(double(find_color(right, series_color(0))->count) ==
          Approx(double(find_color(right, series_color(1))->count)).epsilon(0.2));
}

TEST_CASE("dots of contributions name the argument that does not fit") {
    const auto x = make_array<double>({3, 4, 2}, 0.0), mask = make_array<double>({3, 4}, 0.0);
    CHECK_THROWS_WITH(contribution_scatter(x, x, mask, channel_names),
                      "contribution_scatter: values: expected 4 axes, the last one of channels, got {3, 4, 2}");
    const auto batch = make_array<double>({1, 3, 4, 2}, 0.0);
    CHECK_THROWS_WITH(contribution_scatter_by_class(batch, batch, mask, channel_names),
                      "contribution_scatter_by_class: truth: expected {1, 3, 4}, got {3, 4}");
    CHECK_THROWS_WITH(contribution_scatter(batch, batch, make_array<double>({1, 3, 4}, NAN), channel_names),
                      "contribution_scatter: truth: pixel 0 is nan");
}

TEST_CASE("pixels without a finite contribution have no dot") {
    const auto x = make_array<double>({1, 2, 2, 2}, 1.0), mask = make_array<double>({1, 2, 2}, 1.0);
    auto contributions = x;
    contributions.data()[0] = NAN;
    CHECK(contribution_scatter(x, contributions, mask, channel_names).pixels().rows > 0);
    CHECK(contribution_scatter_by_class(x, contributions, mask, channel_names).pixels().rows > 0);
}
