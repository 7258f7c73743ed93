// How good an explanation is, measured on the model: infidelity (Yeh et al., On the (in)fidelity and sensitivity of
// explanations, 2019), and what deleting or inserting the players in the order of their values does to the outputs
// (Petsiuk et al., RISE: randomized input sampling for explanation of black-box models, 2018).
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/core/random.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace diapir::shap {

namespace detail {

/// Calls f(input index, game) for every input of an explanation that was made with the same players and options.
template <class T, class R, class V>
void for_each_game(const char* name, model_ref<T, R> m, const background<T>& b, const array<T>& x,
                   const explanation<V>& e, const player_rule& rule, const options& o,
                   function_ref<void(std::size_t, game<T, R>&)> f) {
    const player_map players = rule.resolve(b.input());
    const shape s = shape_of(x);
    require(s.axes() > 0 && s[0] == e.size() && s.drop(1) == b.input(), "shap::", name, ": expected ", e.size(),
            " inputs of the shape ", b.input(), ", as the explanation has, got ", s);
    require(players.extents == e.players, "shap::", name, ": the players ", players.extents,
            " are not those of the explanation, ", e.players);
    for (std::size_t i = 0; i < s[0]; ++i) {
        game<T, R> g(m, b, players, std::span(x.data() + i * b.input().size(), b.input().size()), o);
        g.prediction();
        require(g.outputs() == e.outputs, "shap::", name, ": the outputs ", g.outputs(),
                " are not those of the explanation, ", e.outputs);
        f(i, g);
    }
}

}  // namespace detail

struct infidelity_options {
    std::size_t coalitions = 256;  ///< random coalitions for each input
    std::uint64_t seed = 0;
};

/// The mean square of (sum of the values of removed players) - (prediction - value without them), over random sets of
/// removed players: each size from one to all is as likely, and every set of a size. {n, outputs...}; 0 is best.
/// Players and options must be those that the explanation was made with.
template <class M, background_source B, array_expression E, class R>
array<double> infidelity(const M& m, const B& b, const E& inputs, const explanation<R>& e,
                         const player_rule& p = players::elements(), const infidelity_options& how = {},
                         const options& o = {}) {
    require(how.coalitions > 0, "shap::infidelity: expected at least one coalition");
    const std::size_t outputs = e.outputs.size(), players = e.players.size();
    array<double> mean = make_array<double>(shape{e.size()}.then(e.outputs), 0.0);
    using T = detail::scalar_t<M, B>;
    using game_type = game<T, output_t<M, T>>;
    const auto score = [&](std::size_t i, game_type& game) {
        random_stream random(how.seed, i);
        coalitions rows(players, how.coalitions);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto order = random.permutation(players);
            const std::size_t present = random.below(players);
            for (std::size_t k = 0; k < present; ++k) rows.add(row, order[k]);
        }
        const auto& prediction = game.prediction();
        const R* values = e.values.data() + i * players * outputs;
        std::vector<double> gap(outputs);
        game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
            for (std::size_t out = 0; out < outputs; ++out) gap[out] = value[out] - prediction[out];
            for (std::size_t player = 0; player < players; ++player)
                if (!rows.contains(row, player))
                    for (std::size_t out = 0; out < outputs; ++out)
                        gap[out] += static_cast<double>(values[player * outputs + out]);
            double* to = mean.data() + i * outputs;
            for (std::size_t out = 0; out < outputs; ++out)
                to[out] += gap[out] * gap[out] / static_cast<double>(how.coalitions);
        });
    };
    detail::for_each_game<T, output_t<M, T>>("infidelity", m, as_background<T>(b), evaluated<T>(inputs), e, p, o,
                                             score);
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

/// The curve of every output, for players in falling order of their values at that output; of equal ones the first
/// comes first. With `points` the curve has so many steps of several players; 0: a step for each player. An output
/// costs points + 1 coalitions; options or explanation::output choose the outputs. A good order makes the area small
/// for deletion and large for insertion.
template <class M, background_source B, array_expression E, class R>
quality_curve curve(curve_kind kind, const M& m, const B& b, const E& inputs, const explanation<R>& e,
                    const player_rule& p = players::elements(), std::size_t points = 0, const options& o = {}) {
    const std::size_t outputs = e.outputs.size(), players = e.players.size();
    points = points == 0 ? players : std::min(points, players);
    quality_curve c{{},
                    make_array<double>(shape{e.size()}.then(e.outputs).then({points + 1})),
                    make_array<double>(shape{e.size()}.then(e.outputs), 0.0)};
    std::vector<std::size_t> moved(points + 1), order(players);
    for (std::size_t k = 0; k <= points; ++k) {
        moved[k] = k * players / points;
        c.fraction.push_back(static_cast<double>(moved[k]) / static_cast<double>(players));
    }
    using T = detail::scalar_t<M, B>;
    using game_type = game<T, output_t<M, T>>;
    const auto draw = [&](std::size_t i, game_type& game) {
        for (std::size_t out = 0; out < outputs; ++out) {
            const R* values = e.values.data() + i * players * outputs + out;
            std::iota(order.begin(), order.end(), std::size_t{0});
            std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
                return values[left * outputs] > values[right * outputs];
            });
            coalitions rows(players, points + 1);
            for (std::size_t k = 0; k <= points; ++k) {
                for (std::size_t j = 0; j < moved[k]; ++j) rows.add(k, order[j]);
                if (kind == curve_kind::deletion) rows.complement(k);
            }
            double* to = c.values.data() + (i * outputs + out) * (points + 1);
            game.evaluate(rows, [&](std::size_t k, std::span<const double> value) { to[k] = value[out]; });
            for (std::size_t k = 0; k < points; ++k)
                c.area.data()[i * outputs + out] += (c.fraction[k + 1] - c.fraction[k]) * (to[k] + to[k + 1]) / 2;
        }
    };
    detail::for_each_game<T, output_t<M, T>>("curve", m, as_background<T>(b), evaluated<T>(inputs), e, p, o, draw);
    return c;
}
template <class M, background_source B, array_expression E, class R>
quality_curve deletion(const M& m, const B& b, const E& inputs, const explanation<R>& e,
                       const player_rule& p = players::elements(), std::size_t points = 0, const options& o = {}) {
    return curve(curve_kind::deletion, m, b, inputs, e, p, points, o);
}
template <class M, background_source B, array_expression E, class R>
quality_curve insertion(const M& m, const B& b, const E& inputs, const explanation<R>& e,
                        const player_rule& p = players::elements(), std::size_t points = 0, const options& o = {}) {
    return curve(curve_kind::insertion, m, b, inputs, e, p, points, o);
}

}  // namespace diapir::shap
