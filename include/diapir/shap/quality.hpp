// How good an explanation is, measured on the model: infidelity (Yeh et al., On the (in)fidelity and sensitivity of
// explanations, 2019), and what deleting or inserting the players in the order of their values does to the outputs
// (Petsiuk et al., RISE: randomized input sampling for explanation of black-box models, 2018).
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/core/random.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/model_game.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// How quality is measured. Players, link and outputs are those that the explanation was made with.
struct quality_options {
    std::size_t coalitions = 256;                 ///< of infidelity: random coalitions for each input
    std::size_t points = 0;                       ///< of curves: steps of several players; 0: a step for each player
    std::uint64_t seed = 0;                       ///< of the random coalitions
    std::size_t memory = std::size_t{256} << 20;  ///< see options
    std::size_t batch = 0;                        ///< see options
    std::optional<output_rule> outputs =
        {};  ///< only for explanations of a function of the outputs, which they do not keep
};

namespace detail {

/// The options that an explanation was made with, as far as they change values, for one of its inputs.
template <class V>
options options_of(const char* name, const explanation<V>& e, std::size_t input, const quality_options& how) {
    const provenance& made = e.made_with;
    options o;
    o.link = e.link;
    o.memory = how.memory;
    o.batch = how.batch;
    if (how.outputs) {
        o.outputs = *how.outputs;
    } else if (made.choice == output_choice::selected) {
        std::vector<output_term> chosen;
        for (std::size_t k = 0; k < e.outputs.size(); ++k)
            chosen.push_back({static_cast<std::size_t>(e.selected.data()[input * e.outputs.size() + k]), k, 1.0});
        o.outputs = outputs::terms(std::move(chosen), e.outputs);
    } else if (made.choice == output_choice::terms) {
        o.outputs = outputs::terms(made.terms, e.outputs);
    } else {
        require(made.choice == output_choice::all, "shap::", name,
                ": a function of the outputs was explained, which an explanation does not keep: give it as "
                "quality_options::outputs");
    }
    return o;
}

using visit_ref = function_ref<void(std::size_t input, evaluator&)>;

/// Calls f(input index, game) for every input of an explanation.
template <class T, class R, class V>
void for_each_game(const char* name, model_ref<T, R> m, const background<T>& b, const array<T>& x,
                   const explanation<V>& e, const quality_options& how, visit_ref f) {
    const shape s = shape_of(x);
    require(s.axes() > 0 && s[0] == e.size() && s.drop(1) == b.input(), "shap::", name, ": expected ", e.size(),
            " inputs of the shape ", b.input(), ", as the explanation has, got ", s);
    require(e.made_with.labels.size() == b.input().size(), "shap::", name, ": the explanation was made with inputs ",
            e.made_with.input, ", not ", b.input());
    const player_map players{e.made_with.labels, e.players, e.player_axes};
    for (std::size_t i = 0; i < s[0]; ++i) {
        const options o = options_of(name, e, i, how);
        model_game<T, R> g(m, b, players, std::span(x.data() + i * b.input().size(), b.input().size()), o);
        g.prediction();
        require(g.outputs() == e.outputs, "shap::", name, ": the outputs ", g.outputs(),
                " are not those of the explanation, ", e.outputs);
        f(i, g);
    }
}
template <class M, class B, class E, class V>
void for_each_game_of(const char* name, const M& m, const B& b, const E& inputs, const explanation<V>& e,
                      const quality_options& how, visit_ref f) {
    using T = scalar_t<M, B>;
    if constexpr (model<M, T>) {
        for_each_game<T, output_t<M, T>>(name, m, as_background<T>(b), evaluated<T>(inputs), e, how, f);
    } else {
        static_assert(model<M, T>,
                      "shap: the model must be callable, while const, with one batch `const diapir::array<T>&` {n, "
                      "input...} and return an xtensor array {n, output...}");
    }
}
/// The same for the explanation of a game.
template <class G, class V>
void for_the_game(const char* name, G& g, const explanation<V>& e, const quality_options& how, visit_ref f) {
    const options o = options_of(name, e, 0, how);
    game_evaluator<G> evaluator(g, o);
    require(e.size() == 1 && evaluator.players() == e.players.size() && evaluator.outputs() == e.outputs,
            "shap::", name, ": ", evaluator.players(), " players and outputs ", evaluator.outputs(),
            " are not those of the explanation, ", e.players, " and ", e.outputs);
    f(0, evaluator);
}

/// Adds the infidelity of one input to mean {outputs}.
template <class V>
void add_infidelity(const explanation<V>& e, const quality_options& how, std::size_t input, evaluator& game,
                    double* mean) {
    const std::size_t outputs = e.outputs.size(), players = e.players.size();
    random_stream random(how.seed, input);
    const auto& prediction = game.prediction();
    const V* values = e.values.data() + input * players * outputs;
    std::vector<double> gap(outputs);
    const std::size_t at_once = game.coalitions_at_once();
    for (std::size_t first = 0; first < how.coalitions; first += at_once) {
        coalitions rows(players, std::min(at_once, how.coalitions - first));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto order = random.permutation(players);
            const std::size_t present = random.below(players);
            for (std::size_t k = 0; k < present; ++k) rows.add(row, order[k]);
        }
        game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
            for (std::size_t o = 0; o < outputs; ++o) gap[o] = value[o] - prediction[o];
            for (std::size_t player = 0; player < players; ++player)
                if (!rows.contains(row, player))
                    for (std::size_t o = 0; o < outputs; ++o)
                        gap[o] += static_cast<double>(values[player * outputs + o]);
            for (std::size_t o = 0; o < outputs; ++o) mean[o] += gap[o] * gap[o] / static_cast<double>(how.coalitions);
        });
    }
}
/// Throws argument_error for a number of coalitions that takes no end.
inline void check_coalitions(const quality_options& how) {
    constexpr std::size_t most = std::size_t{1} << 24;
    require(how.coalitions > 0 && how.coalitions <= most, "shap::infidelity: expected 1 to ", most, " coalitions, got ",
            how.coalitions);
}

}  // namespace detail

/// The mean square of (sum of the values of removed players) - (prediction - value without them), over random sets of
/// removed players: each size from one to all is as likely, and every set of a size. {n, outputs...}; 0 is best.
template <class M, background_source B, array_expression E, class V>
array<double> infidelity(const M& m, const B& b, const E& inputs, const explanation<V>& e,
                         const quality_options& how = {}) {
    detail::check_coalitions(how);
    array<double> mean = make_array<double>(shape{e.size()}.then(e.outputs), 0.0);
    detail::for_each_game_of("infidelity", m, b, inputs, e, how, [&](std::size_t i, evaluator& game) {
        detail::add_infidelity(e, how, i, game, mean.data() + i * e.outputs.size());
    });
    return mean;
}
/// The same for a game.
template <game G, class V>
array<double> infidelity(G& g, const explanation<V>& e, const quality_options& how = {}) {
    detail::check_coalitions(how);
    array<double> mean = make_array<double>(shape{1}.then(e.outputs), 0.0);
    detail::for_the_game("infidelity", g, e, how,
                         [&](std::size_t, evaluator& game) { detail::add_infidelity(e, how, 0, game, mean.data()); });
    return mean;
}

/// The value of an output while players go or come.
struct quality_curve {
    std::vector<double> fraction;  ///< {points + 1}: the share of players that has gone or come, 0 to 1
    array<double> values;          ///< {n, outputs..., points + 1}
    array<double> area;            ///< {n, outputs...}: under the curve, by the trapezoidal rule
};

/// What happens to the players, the one of the largest value first.
enum class curve_kind { deletion, insertion };

namespace detail {

/// The curves of an explanation, drawn input by input.
template <class V>
class curve_drawing {
public:
    curve_drawing(curve_kind kind, const explanation<V>& e, std::size_t points)
        : kind_(kind), e_(e), points_(points == 0 ? e.players.size() : std::min(points, e.players.size())) {
        require(points_ > 0, "shap::curve: expected an explanation of players, got ", e.players);
        curve_.values = make_array<double>(shape{e.size()}.then(e.outputs).then({points_ + 1}));
        curve_.area = make_array<double>(shape{e.size()}.then(e.outputs), 0.0);
        for (std::size_t k = 0; k <= points_; ++k) {
            moved_.push_back(k * e.players.size() / points_);
            curve_.fraction.push_back(static_cast<double>(moved_[k]) / static_cast<double>(e.players.size()));
        }
    }
    void draw(std::size_t input, evaluator& game) {
        const std::size_t outputs = e_.outputs.size(), players = e_.players.size();
        std::vector<std::size_t> order(players);
        for (std::size_t out = 0; out < outputs; ++out) {
            const V* values = e_.values.data() + input * players * outputs + out;
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
                return values[left * outputs] > values[right * outputs];
            });
            double* to = curve_.values.data() + (input * outputs + out) * (points_ + 1);
            const std::size_t at_once = game.coalitions_at_once();
            for (std::size_t first = 0; first <= points_; first += at_once) {
                coalitions rows(players, std::min(at_once, points_ + 1 - first));
                for (std::size_t k = 0; k < rows.size(); ++k) {
                    for (std::size_t j = 0; j < moved_[first + k]; ++j) rows.add(k, order[j]);
                    if (kind_ == curve_kind::deletion) rows.complement(k);
                }
                game.evaluate(rows, [&](std::size_t k, std::span<const double> v) { to[first + k] = v[out]; });
            }
            const auto& at = curve_.fraction;
            for (std::size_t k = 0; k < points_; ++k)
                curve_.area.data()[input * outputs + out] += (at[k + 1] - at[k]) * (to[k] + to[k + 1]) / 2;
        }
    }
    quality_curve take() { return std::move(curve_); }

private:
    curve_kind kind_;
    const explanation<V>& e_;
    std::size_t points_;
    std::vector<std::size_t> moved_;
    quality_curve curve_;
};

}  // namespace detail

/// The curve of every output, for players in falling order of their values at that output; of equal ones the first
/// comes first. An output costs points + 1 coalitions; explanation::output chooses one. A good order makes the area
/// small for deletion and large for insertion.
template <class M, background_source B, array_expression E, class V>
quality_curve curve(curve_kind kind, const M& m, const B& b, const E& inputs, const explanation<V>& e,
                    const quality_options& how = {}) {
    detail::curve_drawing<V> drawing(kind, e, how.points);
    detail::for_each_game_of("curve", m, b, inputs, e, how,
                             [&](std::size_t i, evaluator& game) { drawing.draw(i, game); });
    return drawing.take();
}
/// The same for a game.
template <game G, class V>
quality_curve curve(curve_kind kind, G& g, const explanation<V>& e, const quality_options& how = {}) {
    detail::curve_drawing<V> drawing(kind, e, how.points);
    detail::for_the_game("curve", g, e, how, [&](std::size_t i, evaluator& game) { drawing.draw(i, game); });
    return drawing.take();
}
template <class M, background_source B, array_expression E, class V>
quality_curve deletion(const M& m, const B& b, const E& inputs, const explanation<V>& e,
                       const quality_options& how = {}) {
    return curve(curve_kind::deletion, m, b, inputs, e, how);
}
template <game G, class V>
quality_curve deletion(G& g, const explanation<V>& e, const quality_options& how = {}) {
    return curve(curve_kind::deletion, g, e, how);
}
template <class M, background_source B, array_expression E, class V>
quality_curve insertion(const M& m, const B& b, const E& inputs, const explanation<V>& e,
                        const quality_options& how = {}) {
    return curve(curve_kind::insertion, m, b, inputs, e, how);
}
template <game G, class V>
quality_curve insertion(G& g, const explanation<V>& e, const quality_options& how = {}) {
    return curve(curve_kind::insertion, g, e, how);
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
