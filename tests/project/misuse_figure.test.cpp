// What figure/ refuses.
#include "project/misuse.hpp"
#include <diapir/figure.hpp>
#include <diapir/shap/exact/exact.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace diapir;
using namespace diapir::testing;
namespace fig = diapir::figure;

namespace {

using numbers = std::vector<double>;
using names = std::vector<std::string>;

/// An explanation of `n` inputs {3}, of a sum, with as many outputs.
shap::explanation<double> explained(std::size_t n, std::size_t outputs = 1) {
    const auto model = [outputs](const array<double>& x) {
        array<double> y = make_array<double>({x.shape()[0], outputs});
        for (std::size_t i = 0; i < x.shape()[0]; ++i)
            for (std::size_t o = 0; o < outputs; ++o) y(i, o) = x(i, 0) + 2 * x(i, 1);
        return y;
    };
    return shap::exact(model, filled({1, 3}, 0))(filled({n, 3}));
}
/// Interactions of 1 input and 3 players, with pairs of those extents.
shap::interaction_explanation<double> interactions(const shape& pairs) {
    return {explained(1), filled(pairs)};
}
/// The same with outputs {2, 2}.
shap::interaction_explanation<double> interactions_of_image(const shape& pairs) {
    shap::interaction_explanation<double> e = interactions(pairs);
    e.singles.outputs = {2, 2};
    e.singles.values = filled({1, 3, 2, 2});
    return e;
}
/// Draws on a page that was moved from.
template <class F>
void draw_on_moved(const F& f) {
    fig::canvas page(10, 10, fig::image_format::png);
    const fig::canvas moved = std::move(page);
    f(page);
}
/// Draws on a page that is finished.
template <class F>
void draw_on_finished(const F& f) {
    fig::canvas page(10, 10, fig::image_format::png);
    page.finish();
    f(page);
}
/// Draws into a panel.
template <class F>
void draw(const F& f) {
    fig::panel p;
    f(p);
}

const misuse of_plots[] = {
    {"fewer positions y than x", [] { draw([](auto& p) {
                                          fig::plot(p, numbers{1, 2}, numbers{1});
                                      }); },
     "plot: 2 positions x, but 1 positions y"},
    {"a line at NaN", [] { draw([](auto& p) { fig::vertical_line(p, not_a_number); }); },
     "vertical_line: the axis has no position nan"},
    {"fewer groups than dots", [] { draw([](auto& p) {
                                        fig::scatter(p, numbers{1, 2}, numbers{1, 2}, numbers{0});
                                    }); },
     "scatter: 2 positions x, 2 positions y and 1 groups"},
    {"half a group", [] { draw([](auto& p) { fig::scatter(p, numbers{1}, numbers{1}, numbers{0.5}); }); },
     "scatter: groups are whole numbers up to 65535, got 0.5"},
    {"a negative group", [] { draw([](auto& p) { fig::scatter(p, numbers{1}, numbers{1}, numbers{-1}); }); },
     "scatter: groups are counted from 0, got -1"},
    {"fewer names than groups",
     [] { draw([](auto& p) {
              fig::scatter(p, numbers{1, 2}, numbers{1, 2}, numbers{0, 1}, {.names = {"a"}});
          }); },
     "scatter: 2 groups, but 1 names"},
    {"no bars", [] { draw([](auto& p) { fig::bar(p, names{}, numbers{}); }); }, "bar: expected at least one name"},
    {"fewer bars than names", [] { draw([](auto& p) {
                                       fig::bar(p, names{"a", "b"}, numbers{1});
                                   }); },
     "bar: 2 names, but 1 values"},
    {"fewer errors than bars",
     [] { draw([](auto& p) {
              fig::bar(p, names{"a", "b"}, numbers{1, 2}, {.errors = {1}});
          }); },
     "bar: 2 values, but 1 errors"},
    {"bars on a logarithmic axis",
     [] {
         draw([](auto& p) {
             p.y.scale = fig::axis_scale::log;
             fig::bar(p, names{"a"}, numbers{1});
         });
     },
     "bar: bars begin at zero, which a logarithmic axis does not have"},
    {"a histogram without bins", [] { fig::histogram_of(numbers{1}, {.bins = 0}); },
     "histogram: expected 1 to 1048576 bins, got 0"},
    {"a histogram of minus one bins", [] { fig::histogram_of(numbers{1}, {.bins = minus_one}); },
     "histogram: expected 1 to 1048576 bins, got 18446744073709551615"},
    {"a histogram of a range that goes down",
     [] {
         fig::histogram_of(numbers{1}, {.range = fig::limits{1, 0}});
     },
     "histogram: the range must ascend, got 1 to 0"},
    {"a histogram up to infinity",
     [] {
         fig::histogram_of(numbers{1}, {.range = fig::limits{0, infinite}});
     },
     "histogram: the range must ascend, got 0 to inf"},
    {"an image of three axes", [] { draw([](auto& p) {
                                        fig::imshow(p, filled({2, 2, 1}));
                                    }); },
     "imshow: expected values {rows, cols}, got {2, 2, 1}"},
    {"an image without pixels", [] { draw([](auto& p) {
                                         fig::imshow(p, filled({0, 2}));
                                     }); }, "got {0, 2}"},
    {"an image of a range up to NaN",
     [] { draw([](auto& p) {
              fig::imshow(p, filled({2, 2}), {.range = fig::limits{0, not_a_number}});
          }); },
     "imshow: expected a range between finite numbers, got 0 to nan"},
    {"dots of infinite size",
     [] { draw([](auto& p) { fig::scatter(p, numbers{1}, numbers{1}, {.radius = infinite}); }); },
     "scatter: expected a radius from 0 to 32767 pixels, got inf"},
    {"dots of negative size", [] { draw([](auto& p) { fig::scatter(p, numbers{1}, numbers{1}, {.radius = -1}); }); },
     "scatter: expected a radius from 0 to 32767 pixels, got -1"},
    {"dots of an alpha that is NaN",
     [] { draw([](auto& p) { fig::scatter(p, numbers{1}, numbers{1}, {.alpha = not_a_number}); }); },
     "scatter: expected an alpha from 0 to 1, got nan"},
    {"dots of a scale from NaN on",
     [] {
         draw([](auto& p) {
             fig::scatter(p, numbers{1}, numbers{1}, numbers{1}, fig::color_scale{.range = {not_a_number, 1}});
         });
     },
     "scatter: expected a range between finite numbers, got nan to 1"},
    {"a line of a width that is NaN",
     [] { draw([](auto& p) {
              fig::plot(p, numbers{1, 2}, {.width = not_a_number});
          }); },
     "plot: expected a width of a line from 0 to 32767 pixels, got nan"},
    {"a line of a negative width", [] { draw([](auto& p) { fig::vertical_line(p, 1, {.width = -2}); }); }, "got -2"},
    {"dots of no size", [] { fig::swarmed(numbers{1}, 0, 1); }, "swarmed: expected a positive radius, got 0"},
    {"dots of infinite size in a swarm", [] { fig::swarmed(numbers{1}, infinite, 1); },
     "swarmed: expected a room of at most 65536 lanes half a radius apart, got 1 for a radius of inf"},
    {"a swarm in endless room", [] { fig::swarmed(numbers{1}, 1, infinite); }, "got inf for a radius of 1"},
    {"a swarm in room that is NaN", [] { fig::swarmed(numbers{1}, 1, not_a_number); }, "got nan for a radius of 1"},
    {"a swarm in room for far more dots",
     [] {
         fig::swarmed(numbers{1, 1}, 1, 1e8);
     },
     "got 1e+08 for a radius of 1"},
    {"a swarm of hardly any size", [] { fig::swarmed(numbers{1}, 1e-9, 1e9); }, "got 1e+09 for a radius of 1e-09"},
    {"ticks between infinity and 0",
     [] {
         fig::linear_ticks({0, infinite}, 5);
     },
     "ticks: the limits must be finite and apart, got 0 and inf"},
    {"logarithmic ticks from 0",
     [] {
         fig::log_ticks({0, 1}, 5);
     },
     "ticks: a logarithmic axis needs positive limits, got 0 and 1"},
};

const misuse of_pages[] = {
    {"a figure without panels", [] { fig::figure(0, 1); }, "figure: expected at least one panel, got 0 x 1"},
    {"a figure of 2^64 panels", [] { fig::figure(std::size_t{1} << 32, std::size_t{1} << 32); },
     "figure: expected at most 1024 x 1024 panels, got 4294967296 x 4294967296"},
    {"a panel that is not there", [] { fig::figure(1, 2).at(0, 2); }, "figure: no panel (0, 2) in 1 x 2"},
    {"a panel of what a figure was moved from",
     [] {
         fig::figure page;
         const fig::figure moved = std::move(page);
         page.at(0, 0);
     },
     "figure: no panel (0, 0) in 1 x 1, which was moved from"},
    {"the number of a panel that is not there", [] { fig::figure(1, 2).at(2); }, "figure: no panel (1, 0) in 1 x 2"},
    {"a file of another kind", [] { fig::figure().save("figure.jpg"); }, "figure.jpg: a figure is a .png or .svg file"},
    {"a page too small for its panels",
     [] {
         fig::figure page(1, 2, {.width = 10});
         fig::plot(page.at(0), numbers{1, 2});
         page.encode(fig::image_format::png);
     },
     "is too small for 1 x 2 panels"},
    {"a scale of 0", [] { fig::figure().encode(fig::image_format::png, 0); }, "at a scale of 0 cannot be drawn"},
    {"a page of a width that is NaN", [] { fig::canvas(not_a_number, 10, fig::image_format::png); },
     "canvas: a page of nan x 10 at a scale of 2 cannot be drawn"},
    {"a page without height", [] { fig::canvas(10, 0, fig::image_format::svg); }, "canvas: a page of 10 x 0"},
    {"a circle of infinite radius",
     [] {
         fig::canvas(10, 10, fig::image_format::png).circle({5, 5}, infinite, fig::fill{});
     },
     "canvas: expected a radius from 0 to 32767 pixels, got inf"},
    {"a line of infinite width",
     [] {
         fig::canvas(10, 10, fig::image_format::png).line({1, 1}, {5, 5}, fig::pen{.width = infinite});
     },
     "canvas: expected a width of a line from 0 to 32767 pixels, got inf"},
    {"an area of negative alpha",
     [] {
         fig::canvas(10, 10, fig::image_format::png).circle({5, 5}, 1, fig::fill{.alpha = -1});
     },
     "canvas: expected an alpha from 0 to 1, got -1"},
    {"a line to NaN",
     [] {
         fig::canvas(10, 10, fig::image_format::png).line({0, 0}, {not_a_number, 0}, {});
     },
     "canvas: cannot draw at (nan, 0)"},
    {"a text of a size that is NaN",
     [] {
         fig::canvas(10, 10, fig::image_format::png).text("a", {5, 5}, {.size = not_a_number});
     },
     "canvas: expected a size of a text from 0 to 32767 pixels, got nan"},
    {"a text turned without an end",
     [] {
         fig::canvas(10, 10, fig::image_format::png).text("a", {5, 5}, {.rotation = infinite});
     },
     "canvas: expected a finite rotation of a text, got inf"},
    {"the width of a text of infinite size", [] { fig::text_width("a", {.size = infinite}); },
     "text_width: expected a size of a text from 0 to 32767 pixels, got inf"},
    {"the width of a text of a size that is NaN", [] { fig::text_width("a", {.size = not_a_number}); },
     "text_width: expected a size of a text from 0 to 32767 pixels, got nan"},
    {"a line on a page that was moved from",
     [] { draw_on_moved([](auto& page) {
              page.line({1, 1}, {5, 5}, fig::pen{});
          }); },
     "canvas: expected a page to draw on, got one that was moved from"},
    {"the end of a page that was moved from", [] { draw_on_moved([](auto& page) { page.finish(); }); },
     "got one that was moved from"},
    {"pixels of a page that was moved from", [] { draw_on_moved([](auto& page) { page.pixels(); }); },
     "got one that was moved from"},
    {"a text on a page that is finished", [] { draw_on_finished([](auto& page) {
                                                   page.text("late", {1, 9}, {});
                                               }); },
     "canvas: expected a page to draw on, got one that is finished"},
    {"pixels of a page that is finished", [] { draw_on_finished([](auto& page) { page.pixels(); }); },
     "got one that is finished"},
    {"a page finished twice", [] { draw_on_finished([](auto& page) { page.finish(); }); }, "got one that is finished"},
    {"a mark that is no function",
     [] {
         fig::figure page;
         page.at(0).marks.push_back(nullptr);
         page.encode(fig::image_format::svg);
     },
     "panel: marks: expected functions, got none"},
    {"an image larger than cairo takes",
     [] {
         fig::canvas(10, 10, fig::image_format::png).image({1, 100000, std::vector<fig::rgb>(100000)}, {0, 0, 1, 1});
     },
     "canvas: expected an image of at most 32767 x 32767 pixels, got 1 x 100000"},
    {"pixels of an SVG", [] { fig::canvas(10, 10, fig::image_format::svg).pixels(); }, "canvas: an SVG has no pixels"},
    {"an image of other pixels",
     [] {
         fig::canvas(10, 10, fig::image_format::png).image({2, 2, {}}, {0, 0, 1, 1});
     },
     "canvas: an image of 2 x 2 cannot have 0 pixels"},
    {"colors of other values",
     [] {
         fig::colored(numbers{1, 2, 3}, 2, 2, fig::color_map::gray, {0, 1});
     },
     "colored: expected 2 x 2 values, got 3"},
    {"a table of other cells",
     [] {
         fig::html_report("report").table({"a", "b"}, {{"1"}});
     },
     "html_report: table: expected rows of 2 cells, got one of 1"},
    {"an image that is text", [] { fig::html_report("report").image("text", "a text"); },
     "html_report: image: expected the bytes of a PNG file"},
};

const misuse of_explanations[] = {
    {"the importance for two outputs", [] { fig::importance(explained(2, 2)); },
     "importance: expected an explanation of one output, such as explanation.output({0}), got {2}"},
    {"a waterfall without predictions",
     [] {
         auto e = explained(1);
         e.predictions = filled({1, 0});
         fig::waterfall(e);
     },
     "waterfall: predictions: expected {1, 1} for 1 inputs, players {3} and outputs {1}, got {1, 0}"},
    {"a waterfall without a base value",
     [] {
         auto e = explained(1);
         e.base_values = filled({0});
         fig::waterfall(e);
     },
     "waterfall: base values: expected {1} for 1 inputs, players {3} and outputs {1}, got {0}"},
    {"a waterfall of two inputs", [] { fig::waterfall(explained(2)); },
     "waterfall: expected an explanation of one input, such as explanation.input(0), got 2"},
    {"a swarm with features of other inputs",
     [] {
         fig::beeswarm(explained(2), filled({3, 3}));
     },
     "beeswarm: x: expected a number for each input and player {2, 3}, got {3, 3}"},
    {"a swarm in no rows", [] { fig::beeswarm(explained(2), fig::row_options{.most = 0}); },
     "ranked: 3 players cannot be shown in 0 rows"},
    {"the dependence on a player that is not there",
     [] { draw([](auto& p) {
              fig::dependence(p, explained(2), filled({2, 3}), 3);
          }); },
     "dependence: player 3 of 3 was asked for"},
    {"a matrix of other players", [] { draw([](auto& p) {
                                           fig::interaction_matrix(p, filled({2, 2}), names{"a"});
                                       }); },
     "interaction_matrix: expected a matrix {1, 1}, one row for each name, got {2, 2}"},
    {"a matrix of interactions without pairs",
     [] { draw([](auto& p) { fig::interaction_matrix(p, interactions({0})); }); },
     "interaction_matrix: pairs: expected one for each input, two players and output {1, 3, 3, 1}, got {0}"},
    {"a matrix of interactions of other players",
     [] { draw([](auto& p) {
              fig::interaction_matrix(p, interactions({1, 2, 2, 1}));
          }); }, "got {1, 2, 2, 1}"},
    {"maps of interactions without pairs",
     [] {
         fig::interaction_maps(filled({2, 2}), interactions_of_image({0}));
     },
     "interaction_maps: pairs: expected one for each input, two players and output {1, 3, 3, 2, 2}, got {0}"},
    {"maps of interactions with values of other outputs",
     [] {
         auto e = interactions_of_image({1, 3, 3, 2, 2});
         e.singles.values = filled({1, 3, 2});
         fig::interaction_maps(filled({2, 2}), e);
     },
     "interaction_maps: values: expected {1, 3, 2, 2} for 1 inputs, players {3} and outputs {2, 2}, got {1, 3, 2}"},
    {"the importance of more players than there are values",
     [] {
         auto e = explained(2);
         e.players = {1000};
         fig::importance(e);
     },
     "importance: values: expected {2, 1000, 1} for 2 inputs, players {1000} and outputs {1}, got {2, 3, 1}"},
    {"maps of players that are not there",
     [] {
         fig::contribution_maps(filled({1, 3}), explained(1), shap::player_map{{0, 1, 7}, {3}});
     },
     "contribution_maps: players: expected labels below the 3 players, got 7"},
    {"maps of other names",
     [] {
         fig::contribution_maps(filled({4, 4}), filled({2, 4, 4}), names{"a"});
     },
     "contribution_maps: maps: expected 1 maps {rows, cols}, one for each name, got {2, 4, 4}"},
    {"contributions of other channels",
     [] {
         fig::channel_contributions(filled({4, 4, 2}), filled({4, 4}), filled({4, 4}), filled({4, 4, 1}),
                                    names{"a", "b"});
     },
     "channel_contributions: contributions: expected {4, 4, 2}, got {4, 4, 1}"},
    {"channels of other names",
     [] {
         fig::prediction_panels(filled({4, 4, 2}), names{"a"}, filled({4, 4}), filled({4, 4}));
     },
     "prediction_panels: x: expected 1 channels, one for each name, got {4, 4, 2}"},
    {"truth of other sides",
     [] {
         fig::prediction_panels(filled({4, 4, 1}), names{"a"}, filled({4, 3}), filled({4, 4}));
     },
     "prediction_panels: truth: expected {4, 4}, got {4, 3}"},
    {"a map of three axes",
     [] {
         fig::expected_value_map(filled({4, 4, 1}));
     },
     "imshow: expected values {rows, cols}"},
    {"curves without a metric", [] { fig::learning_curves(table(names{"epoch"})); },
     "learning_curves: history: expected a column of one of the metrics"},
    {"histograms of no columns", [] { fig::metric_histograms(table()); },
     "metric_histograms: per_image: expected at least one column"},
};

}  // namespace

TEST_CASE("misuse of plots is refused") {
    check_refused(of_plots);
}
TEST_CASE("misuse of pages is refused") {
    check_refused(of_pages);
}
TEST_CASE("misuse of figures of explanations is refused") {
    check_refused(of_explanations);
}
