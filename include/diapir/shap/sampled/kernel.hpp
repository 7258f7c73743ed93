// KernelSHAP (Lundberg and Lee 2017): Shapley values as the weighted least squares fit of an additive game to the
// values of coalitions, with the constraint that values add up eliminated.
//
// Coalitions come in pairs with their complements (Covert and Lee 2021): of v(S) - v(complement of S) only the part
// that the values explain is left, and a pair is one row x in {-1, 1}^players. Each size that is not taken in full has
// an intercept of its own, which is orthogonal to the values over all coalitions and takes what they cannot explain.
#pragma once

#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/kernel_fit.hpp>
#include <diapir/shap/sampled/kernel_rounds.hpp>
#include <diapir/shap/sampled/pairs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Estimates games by weighted least squares, in numbers of type T. A template so that only programs that use it pay
/// for compiling the linear algebra.
template <class T = double>
class basic_kernel_estimate {
public:
    static constexpr const char* name = "kernel";
    static constexpr standard_errors errors = standard_errors::given;

    void operator()(evaluator& game, estimation& one, const options& how) {
        const std::size_t players = game.players();
        coalition_budget left("kernel", how.budget, game, 2 + 2 * players + 8, 2 * players + 2048);
        if (players == 1) {
            std::vector<double> gain(one.base.size());
            for (std::size_t o = 0; o < gain.size(); ++o) gain[o] = one.prediction[o] - one.base[o];
            return one.write(gain);
        }
        const std::size_t share = how.memory / 4;  // of the memory, for pairs
        begin(players, how, left.most());
        detail::kernel_fit<T> fit(players, one.base, one.prediction);
        const std::size_t at_once = fit.pairs_within(share);
        const detail::kernel_round<T>* round = nullptr;
        double largest = std::numeric_limits<double>::infinity();
        const auto extend = [&](std::size_t coalitions) {
            const auto* next = rounds_->next((coalitions - 2) / 2, at_once);
            if (!next) return false;
            round = next;
            add(*round, at_once, game, fit, [&] {
                left.spend(2);
                one.report(left.spent(), left.expected(largest));
            });
            return true;
        };
        const auto prepare = [&] {
            game.set_aside(fit.footprint(rounds_->design()) + share / sizeof(T));
            fit.prepare(rounds_->design());
        };
        // Single players first: they tell how long a coalition takes.
        prepare();
        extend(2 + 2 * players);
        const std::size_t planned = left.first_round();
        rounds_->plan((planned - 2) / 2);
        prepare();
        while (extend(planned)) {
        }
        do {
            const std::vector<T> variances = fit.variances(round->system);
            largest = std::sqrt(*std::max_element(variances.begin(), variances.end()));
            detail::write_with_variances(one, fit.values(), variances);
        } while (extend(left.next_round(largest)));
    }

private:
    /// Rounds are the same for all inputs unless seconds or errors end them. They are kept where an eighth of the
    /// memory holds them.
    void begin(std::size_t players, const options& how, std::size_t most_coalitions) {
        const bool same = how.budget.seconds == 0 && how.budget.tolerance == 0;
        const made_for wanted{players, how.seed, most_coalitions};
        if (same && rounds_ && rounds_->known() && made_for_ == wanted) return rounds_->restart();
        made_for_ = wanted;
        const double doubles = static_cast<double>(players) *
                               (static_cast<double>(most_coalitions) / 2 + 4 * static_cast<double>(players));
        rounds_.emplace(players, how.seed, same && sizeof(T) * doubles < static_cast<double>(how.memory) / 8);
    }
    /// Evaluates the pairs of a round and fits the values to all pairs so far.
    template <class Report>
    void add(const detail::kernel_round<T>& round, std::size_t at_once, evaluator& game, detail::kernel_fit<T>& fit,
             const Report& report) {
        round.for_each_range(at_once, [&](std::size_t first, std::size_t last) {
            detail::expand_pairs(round.draw, first, last, x_);
            fit.add(game, round.draw, first, last, x_, report);
        });
        fit.solve(round.system);
        if (!round.influence) return;
        fit.keep_residuals(round.system, round.draw, round.draw.taken_in_full, x_);
        fit.add_variances(round.draw, round.draw.taken_in_full, *round.influence);
    }

    /// What rounds depend on.
    struct made_for {
        std::size_t players = 0;
        std::uint64_t seed = 0;
        std::size_t coalitions = 0;

        bool operator==(const made_for&) const = default;
    };

    std::optional<detail::kernel_rounds<T>> rounds_;
    made_for made_for_;
    std::vector<T> x_;  // {pairs, players - 1} of those added last
};

using kernel_estimate = basic_kernel_estimate<>;

/// kernel(model, background) makes an explainer that fits an additive game to the values of coalitions: values add up
/// exactly, with standard errors from the pairs that were drawn. Every input is explained with the same coalitions. A
/// budget of at least 2^players coalitions gives the exact values. Needs at least 2 players + 10 coalitions and takes 2
/// players + 2048 where the budget sets no limit. Called as `exact` is.
inline constexpr estimator<kernel_estimate> kernel{};

}  // namespace diapir::inline DIAPIR_TARGET::shap

#if defined(DIAPIR_PRECOMPILED_SOURCE)
template class diapir::shap::basic_kernel_estimate<double>;
#elif defined(DIAPIR_EXTERN_TEMPLATES)
extern template class diapir::shap::basic_kernel_estimate<double>;
#endif
