// What the regression of a kernel estimate has of one input, beside what kernel_system.hpp has of the coalitions alone.
#pragma once

#include <diapir/shap/sampled/kernel_system.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// The values of one input, fitted to the values y of pairs: y is v(S) - v(complement of S), less what it is where the
/// last player has all of what players add together.
template <class T = double>
class kernel_fit {
public:
    kernel_fit(std::size_t players, std::span<const double> base, std::span<const double> prediction)
        : unknowns_(players - 1), outputs_(base.size()), gain_(outputs_), values_(players * outputs_) {
        for (std::size_t o = 0; o < outputs_; ++o) gain_[o] = static_cast<T>(prediction[o] - base[o]);
    }

    /// Makes room for the strata and groups of a design.
    void prepare(const pair_design& design) {
        products_.resize(design.strata().size(), std::vector<T>(unknowns_ * outputs_, T(0)));
        variances_.resize(design.strata().size());
        sums_.resize(design.groups() * outputs_, T(0));
    }

    /// Evaluates pairs `first` to `last` of a draw, whose rows are x, and adds them to the sums; calls report() after
    /// each.
    template <class Game, class Report>
    void add(Game& game, const pair_draw& draw, std::size_t first, std::size_t last, const std::vector<T>& x,
             const Report& report) {
        const std::size_t count = last - first;
        y_.assign(count * outputs_, T(0));
        coalitions rows(unknowns_ + 1, 2 * count);
        for (std::size_t r = 0; r < 2 * count; ++r) rows.assign(r, draw.rows, 2 * first + r);
        game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
            T* y = y_.data() + row / 2 * outputs_;
            const T sign = row % 2 ? T(0) : static_cast<T>(last_sign(draw, first + row / 2));
            for (std::size_t o = 0; o < outputs_; ++o)
                y[o] = row % 2 ? y[o] - static_cast<T>(value[o]) : static_cast<T>(value[o]) - sign * gain_[o];
            if (row % 2) report();
        });
        for_strata(draw, first, last, [&](std::size_t stratum, std::size_t begin, std::size_t end) {
            add_transposed_product<T>(1, {x.data() + begin * unknowns_, end - begin, unknowns_},
                                      {y_.data() + begin * outputs_, end - begin, outputs_},
                                      {products_[stratum].data(), unknowns_, outputs_});
        });
        add_to_groups(draw, first, last, y_, outputs_, sums_);
    }

    /// Fits the values {players, outputs} to all pairs so far, those of the system.
    void solve(const kernel_system<T>& system) {
        const auto& strata = system.strata();
        const auto& counts = system.counts();
        std::vector<T> right(unknowns_ * outputs_, T(0)), means(system.means());
        for (std::size_t c = 0; c < strata.size(); ++c)
            for (std::size_t i = 0; i < right.size(); ++i) right[i] += strata[c].weight * products_[c][i];
        for (std::size_t g = 0; g < counts.size(); ++g)
            for (std::size_t i = 0; i < unknowns_; ++i) means[g * unknowns_ + i] *= system.stratum_of_group(g).weight;
        add_transposed_product<T>(-1, {means.data(), counts.size(), unknowns_}, {sums_.data(), counts.size(), outputs_},
                                  {right.data(), unknowns_, outputs_});
        std::vector<T> systems(right.size());  // {outputs, unknowns}
        for (std::size_t i = 0; i < unknowns_; ++i)
            for (std::size_t o = 0; o < outputs_; ++o) systems[o * unknowns_ + i] = right[i * outputs_ + o];
        system.factor().solve(systems.data(), outputs_);
        T* last = values_.data() + unknowns_ * outputs_;
        std::copy(gain_.begin(), gain_.end(), last);
        for (std::size_t i = 0; i < unknowns_; ++i)
            for (std::size_t o = 0; o < outputs_; ++o) {
                values_[i * outputs_ + o] = systems[o * unknowns_ + i];
                last[o] -= values_[i * outputs_ + o];
            }
    }
    std::span<const T> values() const { return values_; }
    /// Elements that the strata and groups of a design take, a fit and its variances.
    std::size_t footprint(const pair_design& design) const {
        const std::size_t players = unknowns_ + 1;
        return design.strata().size() * players * (players + 2 * outputs_) +
               design.groups() * (4 * players + 2 * outputs_) + players * (2 * players + 4 * outputs_);
    }
    /// Pairs that fit that many bytes.
    std::size_t pairs_within(std::size_t memory) const {
        return std::max<std::size_t>(64, memory / (sizeof(T) * (2 * unknowns_ + 2 * outputs_)) / 2 * 2);
    }

    /// Replaces y of the pairs added last, whose rows are x and of strata that are centered, by what the values do not
    /// explain of it.
    void keep_residuals(const kernel_system<T>& system, const pair_draw& draw, std::size_t first,
                        const std::vector<T>& x) {
        const std::size_t count = y_.size() / outputs_, groups = system.counts().size();
        std::vector<T> intercepts(sums_);  // of the groups
        for (std::size_t g = 0; g < groups; ++g)
            for (std::size_t o = 0; o < outputs_; ++o)
                intercepts[g * outputs_ + o] /= std::max<T>(system.counts()[g], T(1));
        add_product<T>(-1, {system.means().data(), groups, unknowns_}, {values_.data(), unknowns_, outputs_},
                       {intercepts.data(), groups, outputs_});
        add_product<T>(-1, {x.data(), count, unknowns_}, {values_.data(), unknowns_, outputs_},
                       {y_.data(), count, outputs_});
        for (std::size_t k = 0; k < count; ++k)
            for (std::size_t o = 0; o < outputs_; ++o)
                y_[k * outputs_ + o] -= intercepts[draw.group[first + k] * outputs_ + o];
    }

    /// Adds to the variances what the pairs added last tell, of which the residuals were kept: the difference of two
    /// pairs' influence on the values, residuals as if the pair had been left out.
    void add_variances(const pair_draw& draw, std::size_t first, const pair_influence<T>& influence) {
        const std::size_t count = y_.size() / outputs_;
        for (std::size_t k = 0; k < count; ++k) {
            variances_[draw.stratum[first + k]].resize(values_.size(), T(0));
            for (std::size_t o = 0; o < outputs_; ++o) y_[k * outputs_ + o] *= influence.left_out[k];
        }
        constexpr std::size_t at_once = 64;  // players
        parallel_for((unknowns_ + at_once) / at_once,
                     [&](std::size_t range) {
                         const std::size_t begin = range * at_once, end = std::min(unknowns_ + 1, begin + at_once);
                         for (std::size_t k = 0; k + 1 < count; k += 2) {
                             const T *on_values = influence.on_values.data() + k * unknowns_,
                                     *on_last = influence.on_last.data() + k;
                             const T *ya = y_.data() + k * outputs_, *yb = ya + outputs_;
                             T* to = variances_[draw.stratum[first + k]].data();
                             for (std::size_t i = begin; i < end; ++i) {
                                 const T a = i < unknowns_ ? on_values[i] : on_last[0];
                                 const T b = i < unknowns_ ? on_values[unknowns_ + i] : on_last[1];
                                 for (std::size_t o = 0; o < outputs_; ++o) {
                                     const T difference = a * ya[o] - b * yb[o];
                                     to[i * outputs_ + o] += difference * difference;
                                 }
                             }
                         }
                     },
                     count * std::min(unknowns_ + 1, at_once) * outputs_);
    }
    /// Of the values; zero where all coalitions were evaluated.
    std::vector<T> variances(const kernel_system<T>& system) const {
        std::vector<T> sum(values_.size(), T(0));
        for (std::size_t c = 0; c < variances_.size(); ++c) {
            const auto& s = system.strata()[c];
            if (!s.centered || variances_[c].empty()) continue;
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += s.weight * s.weight * s.missing * variances_[c][i];
        }
        return sum;
    }

private:
    std::size_t unknowns_, outputs_;
    std::vector<T> gain_, values_;
    std::vector<std::vector<T>> products_, variances_;  // of each stratum: x y^T, and the variances of the values
    std::vector<T> sums_;                               // y {groups, outputs}
    std::vector<T> y_;                                  // {pairs, outputs} of those added last
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail

#if defined(DIAPIR_PRECOMPILED_SOURCE)
template class diapir::shap::detail::kernel_moments<double>;
template class diapir::shap::detail::kernel_system<double>;
template class diapir::shap::detail::kernel_fit<double>;
#elif defined(DIAPIR_EXTERN_TEMPLATES)
extern template class diapir::shap::detail::kernel_moments<double>;
extern template class diapir::shap::detail::kernel_system<double>;
extern template class diapir::shap::detail::kernel_fit<double>;
#endif
