// What shap/ refuses: backgrounds, players, outputs, games, options, estimators and their explanations.
#include "project/misuse.hpp"
#include <diapir/ops/elementwise.hpp>
#include <diapir/shap.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// {n, 3} -> {n, 2}
array<double> model(const array<double>& x) {
    array<double> y = make_array<double>({x.shape()[0], 2});
    for (std::size_t i = 0; i < x.shape()[0]; ++i) {
        y(i, 0) = x(i, 0) * x(i, 1);
        y(i, 1) = x(i, 2);
    }
    return y;
}
array<double> background() {
    return filled({4, 3}, 0);
}
array<double> inputs() {
    return filled({2, 3}, 1);
}
shap::explanation<double> explained(const shap::options& o = {}) {
    return shap::exact(model, background(), o)(inputs());
}
/// A game of two players whose function gives an array of that shape.
auto game_of(const shape& values) {
    return shap::games::function(2, 1, [values](const shap::coalitions&) { return filled(values); });
}

/// An estimate that writes so many values, and as many standard errors.
template <std::size_t Values, std::size_t Errors>
struct scribble {
    static constexpr const char* name = "scribble";
    static constexpr shap::standard_errors errors = shap::standard_errors::given;

    void operator()(shap::evaluator&, shap::estimation& one, const shap::options&) const {
        one.write(std::vector<double>(Values), std::vector<double>(Errors));
    }
};
struct player_beyond {
    static constexpr const char* name = "player_beyond";
    static constexpr shap::standard_errors errors = shap::standard_errors::none;

    void operator()(shap::evaluator& game, shap::estimation& one, const shap::options&) const {
        one.write_player(game.players(), one.base);
    }
};
struct every_coalition {
    static constexpr const char* name = "every_coalition";
    static constexpr shap::standard_errors errors = shap::standard_errors::none;

    void operator()(shap::evaluator& game, shap::estimation& one, const shap::options&) const {
        shap::detail::for_each_coalition(game, one, [](std::uint64_t, std::span<const double>) {});
    }
};
/// Explains outputs by what a rule of the caller's makes of them.
void explain_by(const shap::output_map& map) {
    explained({.outputs = shap::output_rule(shap::output_rule::needs::extents, true,
                                            [map](const shape&, auto, auto) { return map; })});
}
/// An explanation that was changed.
template <class F>
shap::explanation<double> changed(const F& change) {
    auto e = explained();
    change(e);
    return e;
}
/// What a value was moved from.
template <class V>
V remains(V value) {
    const V moved = std::move(value);
    return value;
}

const misuse of_backgrounds[] = {
    {"no references",
     [] {
         shap::background<double>(filled({0, 3}));
     },
     "background: expected a non-empty array {b, input...}, got {0, 3}"},
    {"references without a batch axis", [] { shap::background<double>(filled({3})); }, "got {3}"},
    {"a weight too few",
     [] {
         shap::background<double>(background(), {1, 1, 1});
     },
     "background: expected a weight for each of 4 samples, got 3"},
    {"a negative weight",
     [] {
         shap::background<double>(background(), {1, 1, 1, -1});
     },
     "background: weights must be finite and not negative, got -1"},
    {"a weight that is NaN",
     [] {
         shap::background<double>(background(), {1, 1, 1, not_a_number});
     },
     "got nan"},
    {"weights of 0",
     [] {
         shap::background<double>(background(), {0, 0, 0, 0});
     },
     "background: all weights are zero"},
    {"a maker that is not there", [] { shap::background<double>(shape{3}, nullptr); },
     "background: expected inputs, not of shape {3}, a function"},
    {"a maker of other references",
     [] {
         shap::background<double>(shape{3}, [](const array<double>&) {
             return filled({2, 3});
         }).at(std::vector<double>{1, 2, 3});
     },
     "background: expected references {1, 3} of an input, got {2, 3}"},
    {"more rows than there are", [] { shap::backgrounds::sample(background(), 5, 1); },
     "backgrounds::sample: cannot draw 5 of 4 rows"},
    {"a sample of a scalar", [] { shap::backgrounds::sample(filled({}), 1, 1); },
     "backgrounds::sample: expected an array {n, input...}, got {}"},
    {"the mean of nothing",
     [] {
         shap::backgrounds::mean(filled({0, 3}));
     },
     "backgrounds::mean: expected a non-empty array {n, input...}, got {0, 3}"},
    {"the mean of NaN",
     [] {
         shap::backgrounds::mean(filled({2, 3}, not_a_number));
     },
     "backgrounds::mean: expected finite numbers, got nan at element 0 of {2, 3}"},
    {"more clusters than rows", [] { shap::backgrounds::kmeans(background(), 5, 1); },
     "backgrounds::kmeans: cannot make 5 clusters of 4 rows"},
    {"clusters of infinite numbers",
     [] {
         shap::backgrounds::kmeans(filled({2, 3}, infinite), 1, 1);
     },
     "backgrounds::kmeans: expected finite numbers, got inf"},
    {"a blur of no width",
     [] {
         shap::backgrounds::blur<double>({4, 4, 1}, 0);
     },
     "backgrounds::blur: expected inputs with axes and a standard deviation above 0, got {4, 4, 1} and 0"},
    {"an axis to blur that is not there",
     [] {
         shap::blurred(filled({4, 4}), 2, 1);
     },
     "shap::blurred: axis 2 of an array {4, 4} was asked for"},
    {"an infinite blur",
     [] {
         shap::blurred(filled({4, 4}), 0, infinite);
     },
     "got a sigma of inf"},
};

const misuse of_players[] = {
    {"channels of a scalar", [] { shap::players::channels().resolve({}); },
     "players::channels: the inputs have no axis"},
    {"a grid finer than the image",
     [] {
         shap::players::grid(9, 2).resolve({8, 8, 1});
     },
     "players::grid(9, 2): expected inputs of at least as many rows and cols, got {8, 8, 1}"},
    {"a grid without rows",
     [] {
         shap::players::grid(0, 2).resolve({8, 8, 1});
     },
     "players::grid(0, 2): expected"},
    {"labels of another shape", [] { shap::players::labels(filled({4}, 0)).resolve({3}); },
     "players::labels: expected labels of the inputs' shape {3}, or without its last axis, got {4}"},
    {"negative labels", [] { shap::players::labels(filled({3}, -1)); }, "players::labels: labels count from 0, got -1"},
    {"labels with a gap", [] { shap::players::labels(filled({3}, 1)); }, "players::labels: nothing has the label 0"},
    {"labels that are no whole numbers", [] { shap::players::labels(filled({3}, 0.5)); },
     "players::labels: expected whole numbers, got 0.5 at element 0"},
    {"names of other entries",
     [] {
         shap::players::elements().named({"a", "b"}).resolve({3});
     },
     "expected 3 names, got 2"},
    {"names of an axis that is not there", [] { shap::players::elements().named("time", {"a"}).resolve({3}); },
     "names of time: the axes {3} have none"},
    {"players by no rule", [] { shap::player_rule(nullptr); },
     "player_rule: expected a function of the inputs' shape, got none"},
    {"a tree by no rule", [] { shap::tree_rule(nullptr); }, "tree_rule: expected a function of players, got none"},
    {"more players than labels tell apart",
     [] { (shap::players::elements() * shap::players::elements()).resolve({70000}); },
     "players: expected at most 2^32 players, got {70000, 70000}"},
    {"more elements than labels tell apart",
     [] {
         shap::players::elements().resolve({65536, 65537});
     },
     "players: expected at most 2^32 players, got {65536, 65537}"},
    {"the name of nobody", [] { shap::named_shape(shape{0}).name(0); }, "the name of entry 0 of {0} was asked for"},
    {"the name of a player without one",
     [] {
         shap::player_map{{0, 0}, shape{2}, {{"a", {"only one"}}}}.name(1);
     },
     "axis 0 of {2} was given 1 names, expected 2"},
    {"a tree of players with more axes than extents",
     [] {
         shap::trees::space_first().resolve({{0, 1}, shape{2}, std::vector<shap::axis>(5000)});
     },
     "names of 5000 axes were given for {2}"},
    {"players whose number wraps",
     [] {
         shap::named_shape(shape{3, minus_one / 3 * 2 + 1});
     },
     "shape: expected at most"},
    {"superpixels of features", [] { shap::superpixels(filled({3})); },
     "shap::superpixels: expected an image {rows, cols, channels}, got {3}"},
    {"no superpixels",
     [] {
         shap::superpixels(filled({4, 4}), {.segments = 0});
     },
     "shap::superpixels: expected 1 to 16 segments and a compactness of at least 0, got 0"},
    {"an infinite compactness",
     [] {
         shap::superpixels(filled({4, 4}), {.segments = 2, .compactness = infinite});
     },
     "got 2 and inf"},
    {"a linkage of other players",
     [] {
         shap::partition(model, background(), {}, {.tree = shap::trees::linkage(filled({4, 4}))});
     },
     "trees::linkage: expected a matrix {2, 4} for 3 players, got {4, 4}"},
    {"a linkage of clusters that are not there",
     [] {
         shap::partition(model, background(), {}, {.tree = shap::trees::linkage(filled({2, 4}, 7))});
     },
     "trees::linkage: row 0 joins cluster 7, of 3"},
    {"unions of other players",
     [] { shap::partition(model, background(), {}, {.tree = shap::trees::unions(filled({2}, 0))}); },
     "trees::unions: expected a label for each of 3 players, got 2"},
};

const misuse of_outputs[] = {
    {"no index", [] { shap::outputs::indices({}); }, "outputs::indices: no index was given"},
    {"an index beyond the outputs", [] { explained({.outputs = shap::outputs::indices({2})}); },
     "outputs::indices: index 2 is outside outputs {2}"},
    {"no term", [] { shap::outputs::terms({}, {1}); }, "outputs::terms: no term was given"},
    {"a term beyond the explained outputs",
     [] {
         shap::outputs::terms({{0, 1, 1.0}}, {1});
     },
     "outputs::terms: output 1 is outside {1}"},
    {"the top of nothing", [] { shap::outputs::top(0); }, "outputs::top: expected a count above 0"},
    {"more of the top than there are", [] { explained({.outputs = shap::outputs::top(3)}); },
     "outputs::top: cannot choose 3 of the outputs {2}"},
    {"an empty mask", [] { shap::outputs::region(filled({2}, 0)); }, "outputs::region: the mask is zero"},
    {"a mask that is NaN", [] { shap::outputs::region(filled({2}, not_a_number)); },
     "outputs::region: the mask has an element that is not a number"},
    {"a mask of another shape", [] { explained({.outputs = shap::outputs::region(filled({3}))}); },
     "outputs::region: expected the outputs' shape {2}, or without its last axis, got {3}"},
    {"regions without labels", [] { shap::outputs::regions(filled({2}, -1)); },
     "outputs::regions: there is no label of 0 or above"},
    {"outputs by no rule", [] { shap::output_rule(shap::output_rule::needs::extents, false, nullptr); },
     "output_rule: expected a function of the outputs' shape, got none"},
    {"outputs reduced by nothing", [] { shap::outputs::reduce(std::function<double(const array<double>&)>()); },
     "outputs::reduce: expected a function of an output array, got none"},
    {"outputs reduced by what throws",
     [] {
         explained({.outputs = shap::outputs::reduce(
                        [](const array<double>&) -> double { throw std::runtime_error("no such output"); })});
     },
     "shap::exact, input 0 of 2: the rule of the outputs threw: no such output"},
    {"a region beyond what whole numbers hold",
     [] { shap::outputs::regions(make_array<std::uint64_t>({2}, ~std::uint64_t{0})); },
     "outputs::regions: expected whole numbers up to 2^63 - 1, got 18446744073709551615 at element 0"},
    {"a rule that explains more than there is",
     [] {
         explain_by({shape{5000}, {}, {}, {}, {}});
     },
     "shap::outputs: expected a rule that explains some of the outputs {2}, got {5000}"},
    {"a term from beyond the outputs",
     [] {
         explain_by({shape{1}, {}, {{100000000, 0, 1.0}}, {}, {}});
     },
     "shap::outputs: a term from output 100000000 to 0 is outside the outputs {2} and the explained {1}"},
    {"a term to beyond the explained outputs",
     [] {
         explain_by({shape{1}, {}, {{0, 1, 1.0}}, {}, {}});
     },
     "shap::outputs: a term from output 0 to 1 is outside"},
    {"more selected outputs than explained ones",
     [] {
         explain_by({shape{1}, {}, {{0, 0, 1.0}}, {}, {0, 1}});
     },
     "shap::outputs: expected 1 selected outputs or none, got 2"},
    {"a selected output beyond the last",
     [] {
         explain_by({shape{1}, {}, {{0, 0, 1.0}}, {}, {2}});
     },
     "shap::outputs: the selected output 2 is outside {2}"},
    {"outputs selected for some inputs only",
     [] {
         std::size_t asked = 0;
         explained({.outputs = shap::output_rule(shap::output_rule::needs::prediction, true,
                                                 [&asked](const shape&, auto, auto) {
                                                     const std::vector<std::size_t> selected(asked++ > 0 ? 1 : 0, 0);
                                                     return shap::output_map{shape{1}, {}, {{0, 0, 1.0}}, {}, selected};
                                                 })});
     },
     "shap::exact: outputs are selected for some inputs, but not for"},
    {"a link that is none", [] { explained({.link = static_cast<shap::link>(7)}); },
     "shap::options: expected a link, got number 7"},
    {"names of other outputs", [] { explained({.outputs = shap::outputs::all().named({"a"})}); },
     "expected 2 names, got 1"},
};

const misuse of_games[] = {
    {"a table of three values", [] { shap::games::table(filled({3})); },
     "games::table: expected values {2^players, outputs...}, got {3}"},
    {"a table of nobody", [] { shap::games::table(filled({1})); }, "got {1}"},
    {"a table with names of other players", [] { shap::games::table(filled({4}), {"a"}); }, "expected 2 names, got 1"},
    {"a game without players",
     [] {
         shap::exact(shap::games::function(0, 1, [](const shap::coalitions& rows) {
             return filled({rows.size(), 1});
         }));
     },
     "shap::game: expected at least one player, got {0}"},
    {"a game of minus one players",
     [] {
         shap::kernel(shap::games::function(minus_one, 1, [](const shap::coalitions& rows) {
             return filled({rows.size(), 1});
         }));
     },
     "coalitions: expected fewer than 2^64 bits, got 2 coalitions of 18446744073709551615 players"},
    {"minus one coalitions", [] { shap::coalitions(3, minus_one); },
     "got 18446744073709551615 coalitions of 3 players"},
    {"a game without outputs",
     [] {
         shap::exact(shap::games::function(2, 0, [](const shap::coalitions& rows) {
             return filled({rows.size(), 0});
         }));
     },
     "shap::game: expected at least one output, got {0}"},
    {"a table asked for other players",
     [] {
         shap::games::table(filled({4})).evaluate(shap::coalitions(40, 1), [](std::size_t, std::span<const double>) {});
     },
     "games::table: expected coalitions of 2 players, got 40"},
    {"a game asked for other players",
     [] {
         auto table = shap::games::table(filled({4}));
         const shap::options o;
         shap::game_evaluator(table, o).evaluate(shap::coalitions(40, 1), [](std::size_t, std::span<const double>) {});
     },
     "game: expected coalitions of 2 players, got 40"},
    {"a game of an input of another size",
     [] {
         const shap::background<double> b(background());
         const auto players = shap::players::elements().resolve({3});
         const std::vector<double> x(3000);
         const shap::options o;
         shap::model_game(model, b, players, std::span<const double>(x), o);
     },
     "model_game: expected an input of 3 elements and a player for each, got 3000 and 3"},
    {"a function of other values", [] { shap::exact(game_of({3})); },
     "games::function: the function returned {3} for 2 coalitions, expected {2, 1}"},
    {"a model that gives other rows",
     [] {
         shap::exact([](const array<double>&) { return filled({1, 2}); }, background())(inputs());
     },
     "the model returned {1, 2} for a batch"},
    {"a model that gives a scalar",
     [] { shap::exact([](const array<double>&) { return filled({}); }, background())(inputs()); },
     "the model returned {} for a batch"},
    {"a model that is not there",
     [] { shap::exact(std::function<array<double>(const array<double>&)>(), background())(inputs()); },
     "shap::exact, input 0 of 2: the model threw: bad_function_call"},
    {"a model that answers at random",
     [] {
         static double answers = 0;
         shap::exact(
             [](const array<double>& x) {
                 return filled({x.shape()[0], 1}, ++answers);
             },
             background())(inputs());
     },
     "gave another answer for the same input in another batch"},
    {"a model that answers NaN at its second call",
     [] {
         std::size_t calls = 0;
         const auto second = [&calls](const array<double>& x) {
             return filled({x.shape()[0], 1}, ++calls == 2 ? not_a_number : 2);
         };
         shap::exact(second, background())(inputs());
     },
     "gave another answer for the same input in another batch, nan off"},
};

const misuse of_estimators[] = {
    {"inputs of another shape",
     [] {
         shap::exact(model, background())(filled({2, 4}));
     },
     "shap::exact: expected inputs {n, ...} of the shape {3}, got {2, 4}"},
    {"no inputs",
     [] {
         shap::kernel(model, background())(filled({0, 3}));
     },
     "shap::kernel: expected inputs {n, ...} of the shape {3}, got {0, 3}"},
    {"one input without a batch axis", [] { shap::permutation(model, background())(filled({3})); },
     "shap::permutation: expected inputs {n, ...} of the shape {3}, got {3}"},
    {"exact values of 25 players",
     [] {
         shap::exact(model, filled({1, 25}));
     },
     "shap::exact: 25 players make 2^25 coalitions; at most 2^24 are evaluated"},
    {"interactions of one player",
     [] {
         shap::interactions(model, filled({1, 1}));
     },
     "shap::interactions: expected 2 to 20 players, whose 2^players coalitions are evaluated, got 1"},
    {"a budget that is too small", [] { shap::kernel(model, background(), {.budget = {.evaluations = 5}})(inputs()); },
     "shap::kernel: 3 players need at least"},
    {"a time below 0", [] { shap::sampling(model, background(), {.budget = {.seconds = -1}})(inputs()); },
     "shap::budget: expected limits of at least 0, got -1 seconds and a tolerance of 0"},
    {"a tolerance that is NaN",
     [] { shap::permutation(model, background(), {.budget = {.tolerance = not_a_number}})(inputs()); },
     "shap::budget: expected limits of at least 0, got 0 seconds and a tolerance of nan"},
    {"a tolerance of checks that is NaN", [] { explained({.checks = {.tolerance = not_a_number}}); },
     "shap::checks: expected a tolerance of at least 0, got nan"},
    {"more values than there are", [] { shap::estimator<scribble<7, 7>>()(model, background())(inputs()); },
     "shap::scribble: expected values of players {3} and outputs {2}, and as many standard errors or none, got 7 and 7 "
     "from 0"},
    {"fewer errors than values", [] { shap::estimator<scribble<6, 5>>()(model, background())(inputs()); },
     "got 6 and 5 from 0"},
    {"values of a player beyond the last", [] { shap::estimator<player_beyond>()(model, background())(inputs()); },
     "got 2 and 0 from 6"},
    {"every coalition of 63 players",
     [] {
         shap::estimator<every_coalition>()(shap::games::function(63, 1, [](const shap::coalitions& rows) {
             return filled({rows.size(), 1});
         }));
     },
     "shap::for_each_coalition: expected at most 62 players, got 63"},
    {"values beyond the largest number",
     [] {
         shap::linear(filled({1}, 1e308), filled({}, 0), filled({1, 1}, -1))(filled({1, 1}, 1));
     },
     "shap::linear, input 0 of 1: the value of player 0 for output 0 is not finite: inf"},
    {"what an explainer was moved from", [] { remains(shap::exact(model, background()))(inputs()); },
     "shap::exact: expected an explainer, got one that was moved from"},
    {"what an explainer of a linear model was moved from",
     [] {
         remains(shap::linear(filled({3, 2}), filled({2}), background()))(inputs());
     },
     "shap::linear: expected an explainer, got one that was moved from"},
    {"linear weights of other inputs",
     [] {
         shap::linear(filled({4, 1}), filled({1}), background());
     },
     "shap::linear: expected weights {input..., outputs...} for inputs {3}, got {4, 1}"},
    {"a linear bias of other outputs",
     [] {
         shap::linear(filled({3, 2}), filled({3}), background());
     },
     "shap::linear: expected a bias {2}, got {3}"},
    {"a linear model on the scale of log-odds",
     [] {
         shap::linear(filled({3, 1}), filled({1}), background(), shap::options{.link = shap::link::logit});
     },
     "shap::linear: values add up on the scale of the output only"},
    {"a quadrature without nodes", [] { shap::gauss_legendre(0); }, "gauss_legendre: expected 1 to 65536 nodes, got 0"},
    {"a quadrature of minus one nodes", [] { shap::gauss_legendre(minus_one); }, "nodes, got 18446744073709551615"},
    {"coefficients of other players", [] { shap::interactions_from_moebius(std::vector<double>(3), 2, {}, 1); },
     "interactions: expected 2^2 coefficients for each output, got 3 values"},
    {"interactions of order 0", [] { shap::interactions_from_moebius(std::vector<double>(4), 2, {}, 0); },
     "interactions: expected an order between 1 and 2, got 0"},
    {"an interaction index that is none",
     [] { shap::interactions_from_moebius(std::vector<double>(4), 2, static_cast<shap::interaction_index>(99), 2); },
     "interactions: expected an index, got number 99"},
    {"coefficients of 64 players", [] { shap::interactions_from_moebius(std::vector<double>(4), 64, {}, 1); },
     "interactions: expected fewer than 48 players, got 64"},
    {"a transform of other players",
     [] {
         std::vector<double> table(3);
         shap::moebius_transform(table, 2);
     },
     "moebius_transform: expected 2^2 coalitions for each output, got 3 values"},
    {"more coalitions than are listed", [] { shap::coalitions_up_to(64, 32); },
     "coalitions_up_to: expected at most 2^30 coalitions, got"},
    {"expected gradients of minus one samples",
     [] {
         const auto squares = [](const auto& v) { return square(v); };
         shap::expected_gradients(squares, background(), {}, {.samples = minus_one});
     },
     "shap::expected_gradients: expected 2 to 16777216 samples, got 18446744073709551615"},
    {"coalitions of 65 players", [] { shap::coalitions_up_to(65, 1); },
     "coalitions_up_to: expected at most 64 players, got 65"},
};

const misuse of_explanations[] = {
    {"an input beyond the last", [] { explained().input(2); }, "explanation: inputs 2 to 3 of 2 were asked for"},
    {"inputs that go back", [] { explained().inputs(1, 0); }, "explanation: inputs 1 to 0 of 2 were asked for"},
    {"an output beyond the last", [] { explained().output({2}); },
     "explanation: output {2} of outputs {2} was asked for"},
    {"an output of two axes",
     [] {
         explained().output({0, 0});
     },
     "explanation: output {0, 0} of outputs {2} was asked for"},
    {"an axis of players that is not there", [] { explained().sum_players({"time"}); },
     "explanation: no axis of {3} is named time"},
    {"the number of an axis that is not there", [] { explained().sum_players({1}); },
     "explanation: no axis of {3} is number 1"},
    {"the mean over no inputs", [] { explained().inputs(0, 0).mean_absolute(); },
     "explanation: a mean over no inputs was asked for"},
    {"the mean of other players than the values have",
     [] { changed([](auto& e) { e.players = shape{20000}; }).mean_absolute(); },
     "explanation: values: expected {2, 20000, 2} for 2 inputs, players {20000} and outputs {2}, got {2, 3, 2}"},
    {"the sum over other players than the values have",
     [] { changed([](auto& e) { e.players = shape{20000}; }).sum_players({0}); }, "players {20000} and outputs {2}"},
    {"an output of other outputs than the values have",
     [] { changed([](auto& e) { e.outputs = shape{20000}; }).output({5000}); }, "players {3} and outputs {20000}"},
    {"inputs of values that were replaced", [] { changed([](auto& e) {
                                                     e.values = filled({1, 3, 2});
                                                 }).inputs(0, 2); },
     "got {1, 3, 2}"},
    {"labels of players beyond the last",
     [] { changed([](auto& e) {
              e.made_with.labels = {0, 1, 3000000};
          }).sum_players({0}); },
     "explanation: label 3000000 is not below the number of players {3}"},
    {"values that were replaced merged",
     [] {
         const auto replaced = changed([](auto& e) { e.values = filled({1, 3, 2}); });
         shap::merge(replaced, replaced);
     },
     "got {1, 3, 2}"},
    {"nothing merged", [] { shap::merge(std::vector<shap::explanation<double>>()); },
     "shap::merge: there is nothing to merge"},
    {"explanations of two estimators merged",
     [] {
         shap::merge(std::vector{explained(), shap::occlusion(model, background())(inputs())});
     },
     "shap::merge: a part by occlusion with players {3} and outputs {2} does not go with one by exact"},
    {"a mean of what an explanation was moved from", [] { remains(explained()).mean_absolute(); },
     "explanation: a mean over no inputs was asked for"},
    {"an input of what an explanation was moved from", [] { remains(explained()).sum_players({0}).input(0); },
     "explanation: inputs 0 to 1 of 0 were asked for"},
    {"the curve of an explanation of nobody",
     [] {
         shap::explanation<double> nobody;
         nobody.players = shape{0};
         shap::deletion(model, background(), inputs(), nobody);
     },
     "shap::curve: expected an explanation of players, got {0}"},
    {"the infidelity of minus one coalitions",
     [] { shap::infidelity(model, background(), inputs(), explained(), {.coalitions = minus_one}); },
     "shap::infidelity: expected 1 to 16777216 coalitions, got 18446744073709551615"},
    {"the infidelity of no coalitions",
     [] { shap::infidelity(model, background(), inputs(), explained(), {.coalitions = 0}); },
     "shap::infidelity: expected 1 to 16777216 coalitions, got 0"},
    {"the infidelity of other inputs",
     [] {
         shap::infidelity(model, background(), filled({3, 3}), explained());
     },
     "shap::infidelity: expected 2 inputs of the shape {3}, as the explanation has, got {3, 3}"},
};

}  // namespace

TEST_CASE("misuse of backgrounds is refused") {
    check_refused(of_backgrounds);
}
TEST_CASE("misuse of players is refused") {
    check_refused(of_players);
}
TEST_CASE("misuse of outputs is refused") {
    check_refused(of_outputs);
}
TEST_CASE("misuse of games is refused") {
    check_refused(of_games);
}
TEST_CASE("misuse of estimators is refused") {
    check_refused(of_estimators);
}
TEST_CASE("misuse of explanations is refused") {
    check_refused(of_explanations);
}
