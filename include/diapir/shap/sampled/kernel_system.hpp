// What the regression of a kernel estimate needs of its coalitions alone: sums over their rows, the factored normal
// equations, and the influence of a pair on the values. All of it is the same for every input that is explained with
// the same coalitions, so that it can be made once and used for many.
//
// A pair of a coalition and its complement is one row s in {-1, 1}^players, of which x_i = s_i - s_last is left where
// the last player's value is what is missing to the sum. Strata that are not taken in full have an intercept for each
// group: their rows count from the mean of the group.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/linalg.hpp>
#include <diapir/shap/sampled/kernel_design.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// s of the last player for a pair of a draw.
inline double last_sign(const pair_draw& draw, std::size_t pair) {
    return draw.rows.contains(2 * pair, draw.rows.players() - 1) ? 1 : -1;
}

/// Sets x {last - first, players - 1} to the rows of pairs `first` to `last` of a draw.
template <class T>
void expand_pairs(const pair_draw& draw, std::size_t first, std::size_t last, std::vector<T>& x) {
    const std::size_t unknowns = draw.rows.players() - 1;
    x.resize((last - first) * unknowns);
    parallel_for(
        last - first,
        [&](std::size_t k) {
            const T sign = static_cast<T>(last_sign(draw, first + k));
            draw.rows.expand(2 * (first + k), std::span(x.data() + k * unknowns, unknowns), 1 - sign, -1 - sign);
        },
        unknowns);
}

/// Calls f(stratum, begin, end) for the runs of pairs of one stratum among pairs `first` to `last` of a draw, counted
/// from `first`.
template <class F>
void for_strata(const pair_draw& draw, std::size_t first, std::size_t last, const F& f) {
    for (std::size_t begin = first, end = first; begin < last; begin = end) {
        while (end < last && draw.stratum[end] == draw.stratum[begin]) ++end;
        f(draw.stratum[begin], begin - first, end - first);
    }
}

/// Adds row k of {last - first, width} to the sum {groups, width} of its group.
template <class T>
void add_to_groups(const pair_draw& draw, std::size_t first, std::size_t last, const std::vector<T>& rows,
                   std::size_t width, std::vector<T>& sums) {
    constexpr std::size_t at_once = 256;
    parallel_for(
        divide_up(width, at_once),
        [&](std::size_t range) {
            const std::size_t begin = range * at_once, end = std::min(width, begin + at_once);
            for (std::size_t k = first; k < last; ++k) {
                const T* row = rows.data() + (k - first) * width;
                T* to = sums.data() + draw.group[k] * width;
                for (std::size_t i = begin; i < end; ++i) to[i] += row[i];
            }
        },
        (last - first) * std::min(width, at_once));
}

/// Sums over the rows of all pairs so far.
template <class T = double>
class kernel_moments {
public:
    explicit kernel_moments(std::size_t players) : unknowns_(players - 1) {}

    std::size_t unknowns() const { return unknowns_; }
    /// Makes room for the strata and groups of a design.
    void prepare(const pair_design& design) {
        products_.resize(design.strata().size(), std::vector<T>(unknowns_ * unknowns_, T(0)));
        sums_.resize(design.groups() * unknowns_, T(0));
        counts_.resize(design.groups(), T(0));
    }
    /// Adds the rows x of pairs `first` to `last` of a draw.
    void add(const pair_draw& draw, std::size_t first, std::size_t last, const std::vector<T>& x) {
        for_strata(draw, first, last, [&](std::size_t stratum, std::size_t begin, std::size_t end) {
            add_gram<T>(1, {x.data() + begin * unknowns_, end - begin, unknowns_},
                        {products_[stratum].data(), unknowns_, unknowns_});
        });
        add_to_groups(draw, first, last, x, unknowns_, sums_);
        for (std::size_t k = first; k < last; ++k) counts_[draw.group[k]] += 1;
    }

    /// The upper triangle of x x^T {unknowns, unknowns}, for each stratum.
    const std::vector<std::vector<T>>& products() const { return products_; }
    /// x {groups, unknowns}, and how many pairs there are of each group.
    const std::vector<T>& sums() const { return sums_; }
    const std::vector<T>& counts() const { return counts_; }

private:
    std::size_t unknowns_;
    std::vector<std::vector<T>> products_;
    std::vector<T> sums_, counts_;
};

/// How pairs act on the values of a fit.
template <class T = double>
struct pair_influence {
    std::vector<T> on_values;  ///< {pairs, players - 1}: what the value gains by 1 more of y
    std::vector<T> on_last;    ///< {pairs}: the last player's
    std::vector<T> left_out;   ///< {pairs}: by what a residual grows when the fit is made without the pair
};

/// The normal equations of all pairs so far, factored.
template <class T = double>
class kernel_system {
public:
    struct stratum {
        T weight;       ///< of one of its pairs
        T missing;      ///< the share of its pairs that was not drawn
        bool centered;  ///< whether rows count from the mean of their group
    };

    /// Throws argument_error where the pairs do not determine the values.
    kernel_system(const pair_design& design, const kernel_moments<T>& moments)
        : unknowns_(moments.unknowns()),
          counts_(moments.counts()),
          means_(moments.sums()),
          factor_(factored(design, moments)) {}

    std::size_t unknowns() const { return unknowns_; }
    const std::vector<stratum>& strata() const { return strata_; }
    const cholesky<T>& factor() const { return factor_; }
    /// The mean rows x {groups, unknowns} of groups, zero for those that are not centered.
    const std::vector<T>& means() const { return means_; }
    /// How many pairs there are of each group.
    const std::vector<T>& counts() const { return counts_; }
    const stratum& stratum_of_group(std::size_t group) const { return strata_[std::min(group, strata_.size() - 1)]; }

    /// The influence of pairs `first` to `last` of a draw, whose rows are x and of strata that are centered.
    pair_influence<T> influence(const pair_draw& draw, std::size_t first, std::size_t last, std::vector<T> x) const {
        const std::size_t pairs = last - first;
        pair_influence<T> found{std::move(x), std::vector<T>(pairs), std::vector<T>(pairs)};
        T* rows = found.on_values.data();
        const auto for_rows = [&](const auto& f) {
            parallel_for(
                pairs, [&](std::size_t k) { f(k, rows + k * unknowns_); }, unknowns_);
        };
        for_rows([&](std::size_t k, T* row) {
            const T* mean = means_.data() + draw.group[first + k] * unknowns_;
            for (std::size_t i = 0; i < unknowns_; ++i) row[i] -= mean[i];
        });
        factor_.solve_lower(rows, pairs);
        for_rows([&](std::size_t k, const T* row) {
            T squares = 0;
            for (std::size_t i = 0; i < unknowns_; ++i) squares += row[i] * row[i];
            const T leverage = squares * strata_[draw.stratum[first + k]].weight + 1 / counts_[draw.group[first + k]];
            found.left_out[k] = 1 / std::max<T>(1 - leverage, T(0.05));
        });
        factor_.solve_upper(rows, pairs);
        for_rows([&](std::size_t k, const T* row) {
            T sum = 0;
            for (std::size_t i = 0; i < unknowns_; ++i) sum += row[i];
            found.on_last[k] = -sum;
        });
        return found;
    }

private:
    /// Fills in the strata and the means on the way.
    cholesky<T> factored(const pair_design& design, const kernel_moments<T>& moments) {
        std::vector<T> sum(unknowns_ * unknowns_, T(0));
        for (std::size_t c = 0; c < design.strata().size(); ++c) {
            const auto& s = design.strata()[c];
            strata_.push_back({s.drawn > 0 ? static_cast<T>(s.mass / static_cast<double>(s.drawn)) : T(0),
                               static_cast<T>(1 - static_cast<double>(s.drawn) / s.pairs), !s.complete()});
            const auto& products = moments.products()[c];
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += strata_[c].weight * products[i];
        }
        std::vector<T> scaled(means_.size());
        for (std::size_t g = 0; g < counts_.size(); ++g) {
            const bool centered = stratum_of_group(g).centered && counts_[g] > 0;
            const T root = std::sqrt(stratum_of_group(g).weight * counts_[g]);
            for (std::size_t i = g * unknowns_; i < (g + 1) * unknowns_; ++i) {
                means_[i] = centered ? means_[i] / counts_[g] : 0;
                scaled[i] = root * means_[i];
            }
        }
        add_gram<T>(-1, {scaled.data(), counts_.size(), unknowns_}, {sum.data(), unknowns_, unknowns_});
        return cholesky<T>(sum, unknowns_);
    }

    std::size_t unknowns_;
    std::vector<stratum> strata_;
    std::vector<T> counts_, means_;
    cholesky<T> factor_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
