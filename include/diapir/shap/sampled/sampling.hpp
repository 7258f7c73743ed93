// Shapley values from single marginal contributions, stratified by player and by the size of the coalition that the
// player joins (Maleki et al. 2013; the two rounds are those of shap's SamplingExplainer). A first round tells how much
// the contributions of every stratum vary, and the rest goes where it lowers the error most.
//
// A contribution is the mean of that to a coalition and that to the complement of what results. Contributions to nobody
// and to all others are not sampled.
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/pairs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <queue>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

namespace detail {

/// The sampled strata of one input with at least four players: a band of sizes for every player. A size stands also for
/// that of the complement, so that sizes 1 to (players - 1) / 2 cover all but the ends.
class contribution_strata {
public:
    static constexpr std::size_t cost = 4;  ///< coalitions of a contribution

    /// With ends that are evaluated.
    contribution_strata(std::size_t players, std::size_t bands, paired_ends ends, std::uint64_t seed)
        : players_(players),
          bands_(bands),
          outputs_(ends.gain().size()),
          ends_(std::move(ends)),
          random_(seed, 0x73616d706c65),
          counts_(players * bands, 0),
          sums_(players * bands * outputs_, 0.0),
          squares_(players * bands * outputs_, 0.0) {
        const std::size_t sizes = (players - 1) / 2;
        for (std::size_t band = 0; band <= bands; ++band) edges_.push_back(1 + band * sizes / bands);
        for (std::size_t band = 0; band < bands; ++band) {
            double weight = 0;
            for (std::size_t size = edges_[band]; size < edges_[band + 1]; ++size) weight += share_of(size);
            weights_.push_back(weight);
        }
    }

    std::size_t size() const { return counts_.size(); }

    /// Draws a contribution for each of the strata listed.
    void draw(evaluator& game, std::span<const std::size_t> strata) {
        std::vector<std::size_t> order(players_);
        std::size_t size = 0;
        const auto list = [&](coalitions& rows, std::size_t at, std::size_t pair) {
            if (pair % 2 == 0) {
                const std::size_t player = strata[pair / 2] / bands_;
                size = draw_size(strata[pair / 2] % bands_);
                std::iota(order.begin(), order.end(), std::size_t{0});
                std::swap(order[0], order[player]);
                for (std::size_t i = 1; i <= size; ++i) std::swap(order[i], order[i + random_.below(players_ - i)]);
                set_pair(rows, at, {order.data() + 1, size});
            } else {
                set_pair(rows, at, {order.data(), size + 1});
            }
        };
        std::vector<double> without(outputs_);
        evaluate_pairs(game, 2 * strata.size(), outputs_, list, [&](std::size_t pair, std::span<const double> y) {
            if (pair % 2 == 0) {
                std::copy(y.begin(), y.end(), without.begin());
                return;
            }
            const std::size_t stratum = strata[pair / 2], player = stratum / bands_;
            ++counts_[stratum];
            for (std::size_t o = 0; o < outputs_; ++o) {
                const double beyond = y[o] - without[o] - ends_.contribution(player, o);
                sums_[stratum * outputs_ + o] += beyond;
                squares_[stratum * outputs_ + o] += beyond * beyond;
            }
        });
    }

    /// The strata of the next `count` contributions, each where it lowers the sum of the outputs' variances most,
    /// judged by the contributions so far.
    class allocation {
    public:
        explicit allocation(const contribution_strata& of) {
            std::vector<double> others(of.bands_, 0.0), spreads(of.size());
            for (std::size_t s = 0; s < of.size(); ++s) {
                for (std::size_t o = 0; o < of.outputs_; ++o) spreads[s] += of.variance(s, o);
                others[s % of.bands_] += spreads[s] / static_cast<double>(of.players_);
            }
            for (std::size_t s = 0; s < of.size(); ++s) {
                const double n = static_cast<double>(of.counts_[s]), weight = of.weights_[s % of.bands_];
                push({0, s, n, weight * weight * mixed(n, spreads[s], others[s % of.bands_])});
            }
        }
        std::vector<std::size_t> next(std::size_t count) {
            std::vector<std::size_t> strata(count);
            for (std::size_t& s : strata) {
                entry best = queue_.top();
                queue_.pop();
                s = best.stratum;
                best.count += 1;
                push(best);
            }
            return strata;
        }

    private:
        struct entry {
            double gain;
            std::size_t stratum;
            double count, variance;
            bool operator<(const entry& other) const {
                return gain != other.gain ? gain < other.gain : stratum > other.stratum;
            }
        };
        void push(entry e) {
            e.gain = e.variance / (e.count * (e.count + 1));
            queue_.push(e);
        }
        std::priority_queue<entry> queue_;
    };

    /// Writes the values and their variances {players, outputs}.
    void estimate(std::vector<double>& values, std::vector<double>& variances) const {
        values.resize(players_ * outputs_);
        variances.assign(players_ * outputs_, 0.0);
        std::vector<double> others(bands_ * outputs_, 0.0);
        for (std::size_t s = 0; s < size(); ++s)
            for (std::size_t o = 0; o < outputs_; ++o)
                others[s % bands_ * outputs_ + o] += this->variance(s, o) / static_cast<double>(players_);
        for (std::size_t p = 0; p < players_; ++p)
            for (std::size_t o = 0; o < outputs_; ++o) {
                double value = ends_.contribution(p, o), variance = 0;
                for (std::size_t s = p * bands_; s < (p + 1) * bands_; ++s) {
                    const double weight = weights_[s - p * bands_], n = static_cast<double>(counts_[s]);
                    value += weight * sums_[s * outputs_ + o] / n;
                    const double own = this->variance(s, o);
                    if (own > 0)  // else the player may do nothing
                        variance += weight * weight * mixed(n, own, others[s % bands_ * outputs_ + o]) / n;
                }
                values[p * outputs_ + o] = value;
                variances[p * outputs_ + o] = variance;
            }
        const std::vector<double> spread = variances;
        for (std::size_t o = 0; o < outputs_; ++o) {  // the sum is known, and values are independent
            double sum = 0;
            for (std::size_t p = 0; p < players_; ++p) sum += variances[p * outputs_ + o];
            for (std::size_t i = o; i < variances.size(); i += outputs_)
                if (variances[i] < sum)
                    variances[i] *= 1 - variances[i] / sum;  // what varies alone was seen too little
        }
        share_gap(ends_.gain(), spread, values, variances);
    }

private:
    /// Of the sizes that a size and its complement are.
    double share_of(std::size_t size) const {
        return (2 * size + 1 == players_ ? 1.0 : 2.0) / static_cast<double>(players_);
    }
    std::size_t draw_size(std::size_t band) {
        double at = random_.uniform() * weights_[band];
        std::size_t size = edges_[band];
        while (size + 1 < edges_[band + 1] && at >= share_of(size)) at -= share_of(size++);
        return size;
    }
    /// The few contributions to a stratum tell little of their variance: that of all players' contributions to such
    /// coalitions is mixed in.
    static double mixed(double contributions, double own, double others) {
        constexpr double weight_of_others = 6;
        return (contributions * own + weight_of_others * others) / (contributions + weight_of_others);
    }
    /// Of one contribution to a stratum.
    double variance(std::size_t s, std::size_t o) const {
        const double n = static_cast<double>(counts_[s]), sum = sums_[s * outputs_ + o];
        return std::max(squares_[s * outputs_ + o] - sum * sum / n, 0.0) / (n - 1);
    }

    std::size_t players_, bands_, outputs_;
    paired_ends ends_;
    random_stream random_;
    std::vector<std::size_t> edges_, counts_;
    std::vector<double> weights_;         // of the bands in a value
    std::vector<double> sums_, squares_;  // of what is contributed beyond the mean at the ends
};

}  // namespace detail

/// Estimates one game by stratified contributions.
struct sampling_estimate {
    static constexpr const char* name = "sampling";
    static constexpr standard_errors errors = standard_errors::given;
    static constexpr std::size_t arrays = 5;  ///< {players, outputs}, besides those of strata

    void operator()(evaluator& game, estimation& one, const options& how) const {
        const std::size_t players = game.players(), ends = 2 + 2 * players, cost = detail::contribution_strata::cost;
        coalition_budget left("sampling", how.budget, game, ends + 2 * cost * players, ends + 32 * cost * players);
        if (left.all()) return detail::exact_values(game, one);
        game.set_aside(arrays * players * one.base.size());
        detail::paired_ends at_ends(players, one.base, one.prediction);
        at_ends.evaluate(game);
        left.spend(2 * players);
        // About half of the budget is for the first round, with six contributions to a stratum or more.
        const std::size_t first_round = (left.first_round() - ends) / cost / 2;
        const std::size_t fitting = how.memory / (4 * 2 * sizeof(double) * players * one.base.size());
        const std::size_t bands =
            std::clamp<std::size_t>(std::min(first_round / (6 * players), fitting), 1, (players - 1) / 2);
        const std::size_t each = std::max<std::size_t>(2, first_round / (bands * players));
        game.set_aside((2 * bands + arrays) * players * one.base.size());
        detail::contribution_strata strata(players, bands, std::move(at_ends), how.seed);
        const auto draw = [&](std::span<const std::size_t> some) {
            strata.draw(game, some);
            left.spend(cost * some.size());
            one.report(left.spent(), left.expected(std::numeric_limits<double>::infinity()));
        };
        std::vector<std::size_t> all(strata.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        std::vector<double> values, variances;
        double largest = std::numeric_limits<double>::infinity();
        const auto estimate = [&] {
            strata.estimate(values, variances);
            largest = std::sqrt(*std::max_element(variances.begin(), variances.end()));
            detail::write_with_variances(one, values, variances);
        };
        for (std::size_t k = 0; k < each; ++k) {
            if (left.open() && k >= 2) {
                estimate();
                if (left.steps(cost * all.size(), largest) == 0) return;
            }
            if (left.all_next(cost * all.size())) return detail::exact_values(game, one, left.spent());
            draw(all);
        }
        estimate();
        detail::contribution_strata::allocation allocation(strata);
        while (const std::size_t count = left.steps(cost, largest)) {
            if (left.all_next(cost)) return detail::exact_values(game, one, left.spent());
            draw(allocation.next(count));
            estimate();
        }
    }
};

/// sampling(model, background) makes an explainer that samples contributions: values add up exactly, with standard
/// errors. Every input is explained with the same draws of the first round. A budget of at least 2^players coalitions
/// gives the exact values. Needs at least 10 players + 2 coalitions and takes 130 players + 2 where the budget sets no
/// limit. `permutation` and `kernel` make more of an evaluation; this one shows the error of each player for itself.
/// Called as `exact` is.
inline constexpr estimator<sampling_estimate> sampling{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
