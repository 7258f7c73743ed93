// Shapley values from random orders of the players (Castro et al. 2009), in antithetic pairs: what a player adds when
// players come in an order, and when they come in the reverse of it (the permutation explainer of shap).
//
// Three things lower the error at equal cost. The first and the last place are not sampled: all coalitions of one
// player and of all but one are evaluated. Every order is also taken rotated by half, so that who was early comes late;
// the coalition of the first half is then the complement of one already known. And the values are moved to add up, each
// by its share of the variance.
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/pairs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

namespace detail {

/// The running sums of one input with at least four players. With y(S) = (v(S) - v(the others)) / 2, player i adds
/// y(S + i) - y(S) on the mean of an order and its reverse.
class permutation_sums {
public:
    permutation_sums(std::size_t players, std::span<const double> base, std::span<const double> prediction)
        : players_(players),
          outputs_(base.size()),
          half_(players / 2),
          ends_(players, base, prediction),
          y_(outputs_),
          first_half_(outputs_) {
        for (auto* sums : {&order_, &added_, &squares_, &products_}) sums->assign(players * outputs_, 0.0);
        for (auto* counts : {&order_count_, &count_, &count_squares_}) counts->assign(players, 0.0);
    }

    static constexpr std::size_t arrays = 7;  ///< {players, outputs}, with those of an estimate and of the ends

    paired_ends& ends() { return ends_; }
    /// Coalitions that an order takes, with its rotation and their reverses.
    static std::size_t cost(std::size_t players) { return 2 * (2 * players - 7); }
    std::size_t orders() const { return orders_; }

    /// Draws the next orders.
    void add_orders(evaluator& game, std::uint64_t seed, std::size_t count) {
        std::vector<std::size_t> drawn;
        for (std::size_t k = 0; k < count; ++k) {
            const auto order = random_stream(seed, orders_ + k).permutation(players_);
            for (std::size_t rotation : {std::size_t{0}, half_}) {
                drawn.insert(drawn.end(), order.begin() + static_cast<std::ptrdiff_t>(rotation), order.end());
                drawn.insert(drawn.end(), order.begin(), order.begin() + static_cast<std::ptrdiff_t>(rotation));
            }
        }
        std::size_t listed_path = 0, listed_size = 2;
        const auto list = [&](coalitions& rows, std::size_t at, std::size_t) {
            set_pair(rows, at, {drawn.data() + listed_path * players_, listed_size});
            do {
                if (++listed_size + 2 <= players_) continue;
                ++listed_path;
                listed_size = 2;
            } while (listed_path % 2 && listed_size == players_ - half_);  // known from before the rotation
        };
        const std::size_t* path = drawn.data();
        std::size_t size = begin_path(path);
        evaluate_pairs(game, count * cost(players_) / 2, outputs_, list, [&](std::size_t, std::span<const double> y) {
            const bool rotated = (path - drawn.data()) / static_cast<std::ptrdiff_t>(players_) % 2;
            arrive(path, ++size, y.data(), 1);
            if (!rotated && size == half_) first_half_.assign(y.begin(), y.end());
            for (bool known = true; known && path != drawn.data() + drawn.size();) {
                const bool second = (path - drawn.data()) / static_cast<std::ptrdiff_t>(players_) % 2;
                known = false;
                if (second && size + 1 == players_ - half_) {
                    arrive(path, ++size, first_half_.data(), -1);
                    known = true;
                }
                if (size + 2 == players_) {
                    arrive(path, ++size, ends_.alone(path[players_ - 1]), -1);
                    if (second) finish_order();
                    path += players_;
                    if (path != drawn.data() + drawn.size()) size = begin_path(path);
                    known = true;
                }
            }
        });
    }

    /// Writes the values and their variances {players, outputs}; the variances are infinite for fewer than two orders.
    void estimate(std::vector<double>& values, std::vector<double>& variances) const {
        const double inner = 1 - 2 / static_cast<double>(players_), n = static_cast<double>(orders_);
        values.resize(players_ * outputs_);
        variances.resize(players_ * outputs_);
        for (std::size_t p = 0; p < players_; ++p)
            for (std::size_t o = 0; o < outputs_; ++o) {
                const std::size_t i = p * outputs_ + o;
                const double mean = added_[i] / count_[p];
                const double spread = squares_[i] - 2 * mean * products_[i] + mean * mean * count_squares_[p];
                values[i] = ends_.contribution(p, o) + inner * mean;
                variances[i] = orders_ < 2
                                   ? std::numeric_limits<double>::infinity()
                                   : inner * inner * std::max(spread, 0.0) * n / (n - 1) / (count_[p] * count_[p]);
            }
        if (orders_ > 1) share_gap(ends_.gain(), variances, values, variances);
    }

private:
    /// The players of a path come in one after the other; y is kept where the path stands.
    std::size_t begin_path(const std::size_t* path) {
        std::copy_n(ends_.alone(path[0]), outputs_, y_.data());
        return 1;
    }
    /// The path comes to `size` players, where y is sign * that.
    void arrive(const std::size_t* path, std::size_t size, const double* y, double sign) {
        const std::size_t p = path[size - 1];
        order_count_[p] += 1;
        parallel_ranges(outputs_, 4096, [&](std::size_t begin, std::size_t end) {
            for (std::size_t o = begin; o < end; ++o) {
                const std::size_t i = p * outputs_ + o;
                order_[i] += sign * y[o] - y_[o] - ends_.contribution(p, o);
                y_[o] = sign * y[o];
            }
        });
    }
    void finish_order() {
        ++orders_;
        parallel_for(
            players_,
            [&](std::size_t p) {
                const double count = std::exchange(order_count_[p], 0.0);
                count_[p] += count;
                count_squares_[p] += count * count;
                for (std::size_t i = p * outputs_; i < (p + 1) * outputs_; ++i) {
                    const double sum = std::exchange(order_[i], 0.0);
                    added_[i] += sum;
                    squares_[i] += sum * sum;
                    products_[i] += sum * count;
                }
            },
            8 * outputs_);
    }

    std::size_t players_, outputs_, half_, orders_ = 0;
    paired_ends ends_;
    std::vector<double> y_, first_half_;
    std::vector<double> order_, order_count_;         // of the order at hand
    std::vector<double> added_, squares_, products_;  // sums over the orders of what players add beyond their mean at
                                                      // the ends, of its square, and of its product with its count
    std::vector<double> count_, count_squares_;
};

}  // namespace detail

/// Estimates one game by orders of the players.
struct permutation_estimate {
    static constexpr const char* name = "permutation";
    static constexpr standard_errors errors = standard_errors::given;

    void operator()(evaluator& game, estimation& one, const options& how) const {
        const std::size_t players = game.players(), ends = 2 + 2 * players,
                          cost = 2 * (2 * std::max<std::size_t>(players, 4) - 7);
        coalition_budget left("permutation", how.budget, game, ends + 2 * cost, ends + 16 * cost);
        if (left.all()) return detail::exact_values(game, one);
        game.set_aside(detail::permutation_sums::arrays * players * one.base.size());
        detail::permutation_sums sums(players, one.base, one.prediction);
        sums.ends().evaluate(game);
        left.spend(2 * players);
        std::vector<double> values, variances;
        double largest = std::numeric_limits<double>::infinity();
        while (const std::size_t count = left.steps(cost, largest)) {
            if (left.all_next(cost)) return detail::exact_values(game, one, left.spent());
            sums.add_orders(game, how.seed, count);
            left.spend(count * cost);
            sums.estimate(values, variances);
            largest = std::sqrt(*std::max_element(variances.begin(), variances.end()));
            if (sums.orders() > 1) detail::write_with_variances(one, values, variances);
            one.report(left.spent(), left.expected(largest));
        }
    }
};

/// permutation(model, background) makes an explainer that draws orders of the players: values are estimates of the
/// Shapley values that add up exactly, with standard errors over the orders. What orders give is unbiased; moving it to
/// add up, by variances from the same orders, leaves a bias that falls with the number of orders, faster than the
/// errors. Every input is explained with the same orders. A budget of at least 2^players coalitions gives the exact
/// values. Needs at least 10 players - 26 coalitions and takes 66 players - 222 where the budget sets no limit. Called
/// as `exact` is.
inline constexpr estimator<permutation_estimate> permutation{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
