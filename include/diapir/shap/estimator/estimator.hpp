// What all estimators share: a loop over inputs that makes a game of each, hands it to the estimate, and finishes the
// explanation. An estimator is a class over `estimator` with a function of one game.
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace diapir::shap {

/// The share of one input in an explanation, to be filled in by an estimate. Arrays are those of the explanation
/// itself: a float model's are of float.
template <class T>
class estimation {
public:
    estimation(const explanation<T>& e, const options& o, const stopwatch& clock, std::size_t inputs, std::size_t input)
        : index(input), explanation_(e), options_(o), clock_(clock), inputs_(inputs) {}

    const std::size_t index;             ///< of the input
    std::span<const double> prediction;  ///< {outputs}: the value of all players
    std::span<const double> base;        ///< {outputs}: the value of nobody
    std::span<T> values;                 ///< {players, outputs}, zero at first
    std::span<T> standard_errors;        ///< {players, outputs}, zero at first; empty for estimates without them
    bool estimated = false;              ///< whether both can be used already, should something end the estimate

    /// `done` of `total` steps of this input are done; an input's total may change on the way. Throws cancelled when
    /// the callback of the options asks for it.
    void report(std::size_t done, std::size_t total) const {
        if (!options_.progress) return;
        total = std::max(total, done);
        const double spent = clock_.seconds(),
                     share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1;
        const double all = (static_cast<double>(index) + share) / static_cast<double>(inputs_);
        const double left = all > 0 ? spent / all * (1 - all) : 0;
        if (!options_.progress({index * total + done, inputs_ * total, spent, left}))
            throw cancelled("shap::" + explanation_.estimator + ": cancelled");
    }

private:
    const explanation<T>& explanation_;
    const options& options_;
    const stopwatch& clock_;
    std::size_t inputs_;
};

/// Whether an estimate fills in standard errors.
enum class standard_errors { none, given };

/// Explains inputs {n, input...} one by one: calls estimate(game, estimation) for each, with its base values and
/// prediction known. Throws argument_error where inputs do not have the background's shape or options do not fit the
/// outputs; what is thrown on the way carries the inputs that were finished, and the one at hand if it was estimated.
template <class T, class R, class V = explained_t<R>>
explanation<V> explain_each(const std::string& name, model_ref<T, R> m, const background<T>& b,
                            const player_map& players, const options& o, const array<T>& x,
                            function_ref<void(game<T, R>&, estimation<V>&)> estimate,
                            standard_errors errors = standard_errors::none) {
    const stopwatch clock;
    const shape s = shape_of(x);
    require(s.axes() > 0 && s[0] > 0 && s.drop(1) == b.input(), "shap::", name,
            ": expected inputs {n, ...} of the shape ", b.input(), ", got ", s);
    const std::size_t n = s[0], inner = b.input().size();
    const bool own_base = b.depends_on_input() || o.outputs.depends_on_input();

    explanation<V> e;
    e.estimator = name;
    e.players = players.extents;
    e.player_axes = players.axes;
    e.link = o.link;
    std::vector<double> base;
    const auto begin = [&](const output_map& explained) {
        e.outputs = explained.extents;
        e.output_axes = explained.axes;
        e.values = make_array<V>(shape{n}.then(e.players).then(e.outputs), V{0});
        if (errors == standard_errors::given) e.standard_errors = make_array<V>(shape_of(e.values), V{0});
        e.predictions = make_array<V>(shape{n}.then(e.outputs));
        e.base_values = make_array<V>(own_base ? shape{n}.then(e.outputs) : e.outputs);
        if (!explained.selected.empty()) e.selected = make_array<std::int64_t>({n, explained.selected.size()});
    };
    const auto finish = [&](std::size_t finished) {
        if (finished < n) e = e.inputs(0, finished);
        e.residual = detail::additivity_residual(e);
        e.seconds = clock.seconds();
    };

    std::size_t i = 0, done = 0;
    const auto explain = [&] {
        for (; i < n; ++i) {
            game<T, R> g(m, b, players, std::span(x.data() + i * inner, inner), o);
            const std::vector<double>& prediction = g.prediction();
            if (i == 0) g.check_repeatable();
            if (i > 0 && !own_base) g.know_base_values(base);
            base = g.base_values();
            if (i == 0) begin(g.explained());
            const std::size_t width = e.outputs.size(), count = players.count() * width;
            require(g.outputs() == e.outputs, "shap::", name, ": outputs ", g.outputs(), " are explained for input ", i,
                    ", but ", e.outputs, " for the first");
            std::copy(prediction.begin(), prediction.end(), e.predictions.data() + i * width);
            if (own_base || i == 0) std::copy(base.begin(), base.end(), e.base_values.data() + i * width);
            const auto& selected = g.explained().selected;
            std::copy(selected.begin(), selected.end(), e.selected.data() + i * selected.size());
            estimation<V> work(e, o, clock, n, i);
            work.prediction = prediction;
            work.base = base;
            work.values = {e.values.data() + i * count, count};
            if (e.has_standard_errors()) work.standard_errors = {e.standard_errors.data() + i * count, count};
            try {
                estimate(g, work);
            } catch (...) {
                done += work.estimated;
                e.evaluations += g.evaluations();
                throw;
            }
            ++done;
            e.evaluations += g.evaluations();
        }
    };
    try {
        explain();
    } catch (const model_error& failure) {
        finish(done);
        throw detail::interrupted<model_error, V>(
            model_error(diapir::detail::concat("shap::", name, ", input ", i, " of ", n, ": ", failure.what()),
                        failure.batch(), failure.cause()),
            std::move(e));
    } catch (const cancelled& stop) {
        finish(done);
        throw detail::interrupted<cancelled, V>(stop, std::move(e));
    } catch (const argument_error& failure) {
        finish(done);
        throw detail::interrupted<argument_error, V>(failure, std::move(e));
    }
    finish(n);
    return e;
}

/// What every estimator keeps.
template <class M, class T>
class estimator {
public:
    using output_type = output_t<std::remove_reference_t<M>, T>;
    using game_type = game<T, output_type>;
    /// The element type of explanations.
    using value_type = typename game_type::value_type;
    using estimation_type = estimation<value_type>;

    estimator(std::string name, kept_model<M> m, background<T> b, const player_rule& p, options o)
        : name_(std::move(name)),
          model_(std::forward<kept_model<M>>(m)),
          background_(std::move(b)),
          players_(p.resolve(background_.input())),
          options_(std::move(o)) {}

    const player_map& players() const { return players_; }
    const background<T>& references() const { return background_; }

protected:
    /// See explain_each.
    template <array_expression E>
    explanation<value_type> explain(const E& inputs, function_ref<void(game_type&, estimation_type&)> estimate,
                                    standard_errors errors = standard_errors::none) const {
        return explain_each<T, output_type>(name_, model_, background_, players_, options_, evaluated<T>(inputs),
                                            estimate, errors);
    }

private:
    std::string name_;
    kept_model<M> model_;
    background<T> background_;
    player_map players_;
    options options_;
};

}  // namespace diapir::shap
