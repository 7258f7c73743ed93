// The rounds of a kernel estimate: which coalitions each draws, and what these decide of the fit. Where rounds are the
// same for all inputs they are drawn and factored for the first, and used again for the others.
#pragma once

#include <diapir/shap/sampled/kernel_design.hpp>
#include <diapir/shap/sampled/kernel_system.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// The pairs that a round draws, the system of all pairs until then, and the influence of those that were not taken in
/// full.
template <class T = double>
struct kernel_round {
    pair_draw draw;
    kernel_system<T> system;
    std::optional<pair_influence<T>> influence;

    /// Calls f(first, last) for ranges of at most `at_once` pairs; those not taken in full are one range, the last.
    template <class F>
    void for_each_range(std::size_t at_once, const F& f) const {
        for_ranges(draw, at_once, f);
    }
    template <class F>
    static void for_ranges(const pair_draw& draw, std::size_t at_once, const F& f) {
        for (std::size_t first = 0; first < draw.taken_in_full; first += at_once)
            f(first, std::min(first + at_once, draw.taken_in_full));
        if (draw.taken_in_full < draw.size()) f(draw.taken_in_full, draw.size());
    }
};

template <class T = double>
class kernel_rounds {
public:
    /// `reused`: whether rounds are stored to be used again.
    kernel_rounds(std::size_t players, std::uint64_t seed, bool reused)
        : players_(players), reused_(reused), design_(players, seed), moments_(players) {}

    const pair_design& design() const { return design_; }
    /// Whether rounds were made that are used again.
    bool known() const { return reused_ && !rounds_.empty(); }
    /// Begins anew with the first of the rounds that were made.
    void restart() { next_ = 0; }
    /// Plans the rounds that are still to be made; see pair_design.
    void plan(std::size_t pairs) {
        if (next_ == rounds_made_) design_.plan(pairs);
    }

    /// The next round, which leads to `pairs` in all or one or two fewer, `at_once` at most in one round; null where
    /// there is nothing to draw.
    const kernel_round<T>* next(std::size_t pairs, std::size_t at_once) {
        if (next_ < rounds_made_) return &rounds_[next_++];
        moments_.prepare(design_);
        pair_draw draw = design_.extend(std::min(pairs, std::max(design_.drawn(), players_) + at_once));
        if (draw.size() == 0) return nullptr;
        std::vector<T> x;
        kernel_round<T>::for_ranges(draw, at_once, [&](std::size_t first, std::size_t last) {
            expand_pairs(draw, first, last, x);
            moments_.add(draw, first, last, x);
        });
        if (!reused_) rounds_.clear();
        kernel_round<T> round{std::move(draw), kernel_system<T>(design_, moments_), {}};
        const std::size_t first = round.draw.taken_in_full, last = round.draw.size();
        if (first < last) round.influence = round.system.influence(round.draw, first, last, std::move(x));
        rounds_.push_back(std::move(round));
        if (reused_) next_ = ++rounds_made_;
        return &rounds_.back();
    }

private:
    std::size_t players_;
    bool reused_;
    pair_design design_;
    kernel_moments<T> moments_;
    std::deque<kernel_round<T>> rounds_;
    std::size_t next_ = 0, rounds_made_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
