// KernelSHAP (Lundberg and Lee 2017): Shapley values as the weighted least squares fit of an additive game to the
// values of coalitions, with the constraint that values add up eliminated.
//
// Coalitions come in pairs with their complements (Covert and Lee 2021): of v(S) - v(complement of S) only the part
// that the values explain is left, and a pair is one row x in {-1, 1}^players. Each size that is not taken in full has
// an intercept of its own, which is orthogonal to the values over all coalitions and takes what they cannot explain.
#pragma once

#include <diapir/core/linalg.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/kernel_design.hpp>
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

namespace diapir::shap {

namespace detail {

/// The regression of one input with at least two players, in which the last player's value is what is missing to the
/// sum.
class kernel_regression {
public:
    kernel_regression(std::size_t players, std::span<const double> base, std::span<const double> prediction)
        : unknowns_(players - 1), outputs_(base.size()), gain_(outputs_), values_(players * outputs_) {
        for (std::size_t o = 0; o < outputs_; ++o) gain_[o] = prediction[o] - base[o];
    }

    /// Doubles that the strata and groups of a design take, a fit and its variances.
    std::size_t footprint(const pair_design& design) const {
        const std::size_t players = unknowns_ + 1;
        return design.strata().size() * players * (players + 2 * outputs_) + design.groups() * (players + outputs_) +
               players * (players + 3 * outputs_);
    }
    /// Makes room for the strata and groups of a design.
    void prepare(const pair_design& design) {
        classes_.resize(design.strata().size());
        for (auto& c : classes_) {
            c.moments.resize(unknowns_ * unknowns_, 0.0);
            c.products.resize(unknowns_ * outputs_, 0.0);
        }
        groups_.resize(design.groups());
        for (auto& g : groups_) {
            g.x.resize(unknowns_, 0.0);
            g.y.resize(outputs_, 0.0);
        }
    }

    /// Pairs that fit that many bytes.
    std::size_t pairs_within(std::size_t memory) const {
        return std::max<std::size_t>(64, memory / (sizeof(double) * (2 * unknowns_ + 2 * outputs_)) / 2 * 2);
    }

    /// Evaluates pairs and adds them to the sums; calls report() after each.
    template <class Report>
    void add(evaluator& game, const pair_draw& draw, std::size_t first, std::size_t last, const Report& report) {
        const std::size_t count = last - first;
        x_.assign(count * unknowns_, 0.0);
        y_.assign(count * outputs_, 0.0);
        coalitions rows(unknowns_ + 1, 2 * count);
        for (std::size_t r = 0; r < 2 * count; ++r) rows.assign(r, draw.rows, 2 * first + r);
        for (std::size_t k = 0; k < count; ++k) {
            const double own = rows.contains(2 * k, unknowns_) ? 1 : -1;
            rows.expand(2 * k, std::span(x_.data() + k * unknowns_, unknowns_), 1 - own, -1 - own);
        }
        game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
            double* y = y_.data() + row / 2 * outputs_;
            const double own = row % 2 ? 0 : rows.contains(row, unknowns_) ? 1 : -1;
            for (std::size_t o = 0; o < outputs_; ++o) y[o] = row % 2 ? y[o] - value[o] : value[o] - own * gain_[o];
            if (row % 2) report();
        });
        for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
            const auto stratum = draw.stratum[first + begin];
            while (end < count && draw.stratum[first + end] == stratum) ++end;
            auto& c = classes_[stratum];
            const double *x = x_.data() + begin * unknowns_, *y = y_.data() + begin * outputs_;
            parallel_for(
                unknowns_,
                [&](std::size_t i) {
                    add_products(end - begin, x + i, unknowns_, x + i, unknowns_, c.moments.data() + i * unknowns_ + i,
                                 unknowns_ - i);
                    add_products(end - begin, x + i, unknowns_, y, outputs_, c.products.data() + i * outputs_,
                                 outputs_);
                },
                (end - begin) * (unknowns_ + outputs_));
        }
        for (std::size_t k = 0; k < count; ++k) {
            auto& g = groups_[draw.group[first + k]];
            g.count += 1;
            add_scaled(1, x_.data() + k * unknowns_, g.x.data(), unknowns_);
            add_scaled(1, y_.data() + k * outputs_, g.y.data(), outputs_);
        }
    }

    /// Fits the values {players, outputs} to all pairs so far.
    void solve(const pair_design& design) {
        std::vector<double> moments(unknowns_ * unknowns_, 0.0);
        values_.assign((unknowns_ + 1) * outputs_, 0.0);
        for (std::size_t c = 0; c < classes_.size(); ++c) {
            const auto& s = design.strata()[c];
            classes_[c].weight = s.drawn > 0 ? s.mass / static_cast<double>(s.drawn) : 0;
            classes_[c].centred = !s.complete();
            classes_[c].missing = 1 - static_cast<double>(s.drawn) / s.pairs;
            add_scaled(classes_[c].weight, classes_[c].moments.data(), moments.data(), moments.size());
            add_scaled(classes_[c].weight, classes_[c].products.data(), values_.data(), unknowns_ * outputs_);
        }
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const auto& c = classes_[std::min(g, classes_.size() - 1)];
            if (!c.centred || groups_[g].count == 0) continue;
            const auto& sums = groups_[g];
            for (std::size_t i = 0; i < unknowns_; ++i) {
                const double factor = -c.weight * sums.x[i] / sums.count;
                add_scaled(factor, sums.x.data() + i, moments.data() + i * unknowns_ + i, unknowns_ - i);
                add_scaled(factor, sums.y.data(), values_.data() + i * outputs_, outputs_);
            }
        }
        factor_.emplace(std::move(moments), unknowns_);
        factor_->solve(values_.data(), outputs_);
        double* last = values_.data() + unknowns_ * outputs_;
        std::copy(gain_.begin(), gain_.end(), last);
        for (std::size_t i = 0; i < unknowns_; ++i) add_scaled(-1, values_.data() + i * outputs_, last, outputs_);
    }
    std::span<const double> values() const { return values_; }

    /// Adds to the variances what the pairs added last tell, which must be of strata not taken in full: the difference
    /// of two pairs' influence on the values, residuals as if the pair had been left out.
    void add_variances(const pair_draw& draw, std::size_t first, std::size_t last) {
        for (auto& c : classes_)
            if (c.centred) c.variances.resize((unknowns_ + 1) * outputs_, 0.0);
        constexpr std::size_t at_once = 256;  // even: pairs come in twos
        for (std::size_t k = first; k < last; k += at_once)
            add_variances(draw, k, std::min(at_once, last - k), x_.data() + (k - first) * unknowns_,
                          y_.data() + (k - first) * outputs_);
    }
    /// Of the values; zero where all coalitions were evaluated.
    std::vector<double> variances() const {
        std::vector<double> sum(values_.size(), 0.0);
        for (const auto& c : classes_)
            if (c.centred && !c.variances.empty())
                add_scaled(c.weight * c.weight * c.missing, c.variances.data(), sum.data(), sum.size());
        return sum;
    }

private:
    /// Sums over the pairs of a stratum.
    struct of_class {
        std::vector<double> moments, products;  // x x^T, of which the upper triangle is kept, and x y^T
        std::vector<double> variances;
        double weight = 0, missing = 0;
        bool centred = false;
    };
    struct of_group {
        std::vector<double> x, y;
        double count = 0;
    };

    /// Adds what pairs `first` to `first + count` of a draw tell, whose rows are at x and y.
    void add_variances(const pair_draw& draw, std::size_t first, std::size_t count, double* x, double* y) {
        influence_.assign((unknowns_ + 1) * count, 0.0);
        for (std::size_t k = 0; k < count; ++k) {
            const auto& g = groups_[draw.group[first + k]];
            double *row = x + k * unknowns_, *residual = y + k * outputs_;
            for (std::size_t i = 0; i < unknowns_; ++i) {
                row[i] -= g.x[i] / g.count;
                influence_[i * count + k] = row[i];
                add_scaled(-row[i], values_.data() + i * outputs_, residual, outputs_);
            }
            add_scaled(-1 / g.count, g.y.data(), residual, outputs_);
        }
        factor_->solve(influence_.data(), count);
        for (std::size_t i = 0; i < unknowns_; ++i)
            add_scaled(-1, influence_.data() + i * count, influence_.data() + unknowns_ * count, count);
        for (std::size_t k = 0; k < count; ++k) {
            double leverage = 0;
            for (std::size_t i = 0; i < unknowns_; ++i) leverage += x[k * unknowns_ + i] * influence_[i * count + k];
            leverage = leverage * classes_[draw.stratum[first + k]].weight + 1 / groups_[draw.group[first + k]].count;
            const double factor = 1 / std::max(1 - leverage, 0.05);
            for (std::size_t o = 0; o < outputs_; ++o) y[k * outputs_ + o] *= factor;
        }
        parallel_for(
            unknowns_ + 1,
            [&](std::size_t i) {
                for (std::size_t k = 0; k + 1 < count; k += 2) {
                    const double a = influence_[i * count + k], b = influence_[i * count + k + 1];
                    const double *ya = y + k * outputs_, *yb = ya + outputs_;
                    double* to = classes_[draw.stratum[first + k]].variances.data() + i * outputs_;
                    for (std::size_t o = 0; o < outputs_; ++o) {
                        const double difference = a * ya[o] - b * yb[o];
                        to[o] += difference * difference;
                    }
                }
            },
            count * outputs_);
    }

    static void add_scaled(double factor, const double* from, double* to, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
    }

    /// Adds to `to` the sum over `count` rows k of x[k x_stride] times row k of `from`, whose rows are `stride` apart.
    static void add_products(std::size_t count, const double* x, std::size_t x_stride, const double* from,
                             std::size_t stride, double* to, std::size_t width) {
        for (; count >= 4; count -= 4, x += 4 * x_stride, from += 4 * stride) {
            const double a = x[0], b = x[x_stride], c = x[2 * x_stride], d = x[3 * x_stride];
            const double *p = from, *q = p + stride, *r = q + stride, *s = r + stride;
            for (std::size_t i = 0; i < width; ++i) to[i] += (a * p[i] + b * q[i]) + (c * r[i] + d * s[i]);
        }
        for (; count > 0; --count, x += x_stride, from += stride) add_scaled(*x, from, to, width);
    }

    std::size_t unknowns_, outputs_;
    std::vector<double> gain_, values_;
    std::vector<of_class> classes_;
    std::vector<of_group> groups_;
    std::optional<cholesky> factor_;
    std::vector<double> x_, y_;      // of the pairs added last
    std::vector<double> influence_;  // {players, pairs}: of a pair's y on the values
};

}  // namespace detail

/// Estimates one game by weighted least squares.
struct kernel_estimate {
    static constexpr const char* name = "kernel";
    static constexpr standard_errors errors = standard_errors::given;

    void operator()(evaluator& game, estimation& one, const options& how) const {
        const std::size_t players = game.players();
        coalition_budget left("kernel", how.budget, game, 2 + 2 * players + 8, 2 * players + 2048);
        if (players == 1) {
            std::vector<double> gain(one.base.size());
            for (std::size_t o = 0; o < gain.size(); ++o) gain[o] = one.prediction[o] - one.base[o];
            return one.write(gain);
        }
        detail::pair_design design(players, how.seed);
        detail::kernel_regression fit(players, one.base, one.prediction);
        const std::size_t at_once = fit.pairs_within(how.memory / 4);
        std::vector<double> variances;
        double largest = std::numeric_limits<double>::infinity();
        const auto extend = [&](std::size_t coalitions) {
            const std::size_t most = std::max(design.drawn(), players) + at_once;
            const auto draw = design.extend(std::min((coalitions - 2) / 2, most));
            if (draw.size() == 0) return false;
            const auto add = [&](std::size_t first, std::size_t last) {
                fit.add(game, draw, first, last, [&] {
                    left.spend(2);
                    one.report(left.spent(), left.expected(largest));
                });
            };
            for (std::size_t first = 0; first < draw.taken_in_full; first += at_once)
                add(first, std::min(first + at_once, draw.taken_in_full));
            if (draw.taken_in_full < draw.size()) add(draw.taken_in_full, draw.size());
            fit.solve(design);
            if (draw.taken_in_full < draw.size()) fit.add_variances(draw, draw.taken_in_full, draw.size());
            variances = fit.variances();
            return true;
        };
        const auto prepare = [&] {
            game.set_aside(fit.footprint(design) + how.memory / 4 / sizeof(double));
            fit.prepare(design);
        };
        // Single players first: they tell how long a coalition takes.
        prepare();
        extend(2 + 2 * players);
        const std::size_t planned = left.first_round();
        design.plan((planned - 2) / 2);
        prepare();
        while (extend(planned)) {
        }
        do {
            largest = std::sqrt(*std::max_element(variances.begin(), variances.end()));
            detail::write_with_variances(one, fit.values(), variances);
        } while (extend(left.next_round(largest)));
    }
};

/// kernel(model, background) makes an explainer that fits an additive game to the values of coalitions: values add up
/// exactly, with standard errors from the pairs that were drawn. Every input is explained with the same coalitions. A
/// budget of at least 2^players coalitions gives the exact values. Needs at least 2 players + 10 coalitions and takes 2
/// players + 2048 where the budget sets no limit. Called as `exact` is.
inline constexpr estimator<kernel_estimate> kernel{};

}  // namespace diapir::shap
