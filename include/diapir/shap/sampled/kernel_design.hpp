// Which coalitions a kernel estimate evaluates: pairs of a coalition and its complement, stratified by size. Outer
// sizes are taken in full as far as the number of pairs reaches; of the others, all sizes have as many drawn without
// replacement. That is in proportion to their leverage (Musco and Witter 2025), which errors less than drawing by the
// mass that sizes have in the Shapley kernel (Lundberg and Lee 2017).
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/sampled/key_set.hpp>
#include <diapir/shap/sampled/pairs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// Pairs whose smaller coalition has `first` to `last` players.
struct pair_stratum {
    std::size_t first, last;
    double pairs;  ///< how many there are
    double mass;  ///< of all of them in the Shapley kernel, of which a coalition of s players of m has 1 / C(m, s) x (m
                  ///< - 1) / (s (m - s))
    double share;  ///< of the pairs that are drawn: 1 a size, 1/2 that of half of the players
    std::size_t drawn = 0;

    bool complete() const { return static_cast<double>(drawn) >= pairs; }
};

/// Pairs as rows 2 k and 2 k + 1 of a list of coalitions. Those of strata that are not taken in full come in twos of
/// the same size, so that their differences tell the variance.
struct pair_draw {
    coalitions rows;
    std::vector<std::uint32_t> stratum, group;  ///< of every pair
    std::size_t taken_in_full = 0;              ///< the first pairs, whose strata are complete

    std::size_t size() const { return stratum.size(); }
};

class pair_design {
public:
    pair_design(std::size_t players, std::uint64_t seed)
        : players_(players),
          random_(seed, 0x6b65726e656c),
          order_(players),
          offset_(random_.uniform()),
          drawn_of_size_(players / 2 + 1) {
        for (std::size_t p = 0; p < players; ++p) words_.push_back(word(p));
        all_words_ = std::accumulate(words_.begin(), words_.end(), std::uint64_t{0});
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        const double m = static_cast<double>(players);
        double binomial = 1;
        for (std::size_t size = 1; size <= players / 2; ++size) {
            const double s = static_cast<double>(size), halved = 2 * size == players ? 0.5 : 1;
            binomial *= (m - s + 1) / s;
            sizes_.push_back({size, size, std::round(halved * binomial), halved * (m - 1) / (s * (m - s)), halved});
        }
        plan(players);
    }

    /// Prepares for about `planned` pairs, when none or those of the first size are drawn. Sizes are a stratum each,
    /// but those of which few pairs can be expected, or far fewer than there are, are drawn too.
    void plan(std::size_t planned) {
        constexpr double most_pairs = 65536, fewest_drawn = 8;
        const std::size_t singles = drawn();
        strata_ = sizes_;
        strata_.front().drawn = singles;
        cumulative_.clear();
        far_groups_ = 0;
        double left = static_cast<double>(planned), shares = total_share();
        bool full = true;
        for (std::size_t s = 0; s < strata_.size(); ++s) {
            const double expected = left * strata_[s].share / shares;
            full = full && (s == 0 || expected >= strata_[s].pairs);
            if (!full && (expected < fewest_drawn || strata_[s].pairs > most_pairs)) {
                merge_from(s, expected * shares / strata_[s].share);
                break;
            }
            if (full) {
                left -= strata_[s].pairs;
                shares -= strata_[s].share;
            }
        }
    }

    const std::vector<pair_stratum>& strata() const { return strata_; }
    /// Strata are centered by group: one each, several for the sizes that are drawn.
    std::size_t groups() const { return strata_.size() - (cumulative_.empty() ? 0 : 1) + far_groups_; }
    std::size_t drawn() const {
        std::size_t sum = 0;
        for (const auto& s : strata_) sum += s.drawn;
        return sum;
    }

    /// Draws further pairs until there are `pairs`, or one or two fewer.
    pair_draw extend(std::size_t pairs) {
        const std::vector<std::size_t> counts = counts_for(pairs);
        const std::size_t fresh = std::accumulate(counts.begin(), counts.end(), std::size_t{0}) - drawn();
        pair_draw draw{coalitions(players_, 2 * fresh), {}, {}};
        draw.stratum.reserve(fresh);
        draw.group.reserve(fresh);
        seen_.reserve(drawn() + fresh);
        for (const bool in_full : {true, false}) {
            for (std::size_t s = 0; s < strata_.size(); ++s) {
                const bool completes = static_cast<double>(counts[s]) >= strata_[s].pairs;
                if (completes != in_full || strata_[s].complete()) continue;
                if (completes) {
                    take_rest(s, draw);
                } else {
                    for (; strata_[s].drawn < counts[s]; strata_[s].drawn += 2) draw_two(s, draw);
                }
            }
            if (in_full) draw.taken_in_full = draw.size();
        }
        return draw;
    }

private:
    double total_share() const {
        return std::accumulate(strata_.begin(), strata_.end(), 0.0,
                               [](double t, const auto& s) { return t + s.share; });
    }

    /// Makes one stratum of those from `s` on, of which about `expected` pairs will be drawn.
    void merge_from(std::size_t s, double expected) {
        for (std::size_t i = s; i < strata_.size(); ++i)
            cumulative_.push_back(strata_[i].mass + (i > s ? cumulative_.back() : 0));
        far_groups_ = std::clamp<std::size_t>(static_cast<std::size_t>(expected / 8), 1, 12);
        far_groups_ = std::min(far_groups_, cumulative_.size());
        for (std::size_t i = s + 1; i < strata_.size(); ++i) {
            strata_[s].pairs += strata_[i].pairs;
            strata_[s].mass += strata_[i].mass;
            strata_[s].share += strata_[i].share;
        }
        strata_[s].last = strata_.back().last;
        strata_.resize(s + 1);
    }

    /// How many pairs of each stratum are to be among `pairs` in all.
    std::vector<std::size_t> counts_for(std::size_t pairs) const {
        std::vector<std::size_t> counts;
        double left = static_cast<double>(pairs), shares = total_share();
        std::size_t full = 0;
        for (; full < strata_.size(); ++full) {
            const auto& s = strata_[full];
            if (full > 0 && left * s.share / shares < s.pairs) break;
            counts.push_back(static_cast<std::size_t>(s.pairs));
            left -= s.pairs;
            shares -= s.share;
        }
        // The others in twos, each rounded with what the ones before left over.
        double carry = 0;
        for (std::size_t s = full; s < strata_.size(); ++s) {
            carry += std::max(left, 0.0) * strata_[s].share / shares / 2;
            const double twos = std::floor(carry + 1e-9);
            carry -= twos;
            const auto count = std::max(static_cast<std::size_t>(2 * twos), strata_[s].drawn);
            const bool rest = strata_[s].pairs < static_cast<double>(count + 2);
            counts.push_back(rest ? static_cast<std::size_t>(strata_[s].pairs) : count);
        }
        std::size_t sum = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
        for (std::size_t s = counts.size(); s-- > full && sum > pairs;)
            while (sum > pairs && counts[s] > strata_[s].drawn) {
                const std::size_t less = counts[s] % 2 ? 1 : 2;  // an odd one is the last of its stratum
                counts[s] -= less;
                sum -= less;
            }
        return counts;
    }

    void add(std::size_t s, std::size_t group, pair_draw& draw, std::span<const std::size_t> members) {
        set_pair(draw.rows, draw.size(), members);
        draw.stratum.push_back(static_cast<std::uint32_t>(s));
        draw.group.push_back(static_cast<std::uint32_t>(group));
    }

    /// Calls f with the members of each pair of a size that was not drawn yet.
    template <class F>
    void for_each_left(std::size_t size, const F& f) const {
        std::vector<std::size_t> members(size);
        std::iota(members.begin(), members.end(), std::size_t{0});
        const std::size_t fixed = 2 * size == players_ ? 1 : 0;  // player 0 is in one of every two halves
        for (bool more = true; more;) {
            if (drawn_of_size_[size] == 0 || !seen_.contains(key(members))) f(members);
            std::size_t i = size;
            while (i > fixed && members[i - 1] == players_ - size + i - 1) --i;
            more = i > fixed;
            if (more) ++members[i - 1];
            for (; more && i < size; ++i) members[i] = members[i - 1] + 1;
        }
    }
    /// Takes all pairs of a stratum that were not drawn yet.
    void take_rest(std::size_t s, pair_draw& draw) {
        for (std::size_t size = strata_[s].first; size <= strata_[s].last; ++size) {
            for_each_left(size, [&](std::span<const std::size_t> members) { add(s, s, draw, members); });
            drawn_of_size_[size] = static_cast<std::size_t>(pairs_of(size));
        }
        strata_[s].drawn = static_cast<std::size_t>(strata_[s].pairs);
    }

    double pairs_of(std::size_t size) const { return sizes_[size - 1].pairs; }
    /// That size, or the next one of a stratum of which so many pairs are left; 0 where there is none.
    std::size_t size_with(std::size_t count, std::size_t size, const pair_stratum& s) const {
        for (std::size_t i = s.first; i <= s.last; ++i, size = size == s.last ? s.first : size + 1)
            if (pairs_of(size) - static_cast<double>(drawn_of_size_[size]) >= static_cast<double>(count)) return size;
        return 0;
    }
    /// The members of a pair of a size of which one is left, at random. Where chance finds none of the few that are
    /// left they are listed, once.
    std::span<const std::size_t> draw_one(std::size_t size) {
        constexpr int tries = 1000;
        ++drawn_of_size_[size];
        std::vector<std::vector<std::size_t>>& left = left_[size];
        for (int t = 0; left.empty() && t < tries; ++t) {
            for (std::size_t i = 0; i < size; ++i) std::swap(order_[i], order_[i + random_.below(players_ - i)]);
            const std::span<const std::size_t> members(order_.data(), size);
            if (seen_.insert(key(members))) return members;
        }
        if (left.empty())
            for_each_left(size, [&](const std::vector<std::size_t>& members) { left.push_back(members); });
        if (left.empty()) return {order_.data(), size};  // two pairs of one key, which chance all but rules out
        std::swap(left[random_.below(left.size())], left.back());
        chosen_ = std::move(left.back());
        left.pop_back();
        seen_.insert(key(chosen_));
        return chosen_;
    }
    void draw_two(std::size_t s, pair_draw& draw) {
        std::size_t size = strata_[s].first, group = s;
        if (s + 1 == strata_.size() && !cumulative_.empty()) {
            constexpr double golden = 0.6180339887498949;
            const double at = std::fmod(offset_ + golden * static_cast<double>(strata_[s].drawn / 2), 1.0);
            const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, at * cumulative_.back());
            const auto step = static_cast<std::size_t>(found - cumulative_.begin());
            size += step;
            group += static_cast<std::size_t>(at * static_cast<double>(far_groups_));
        }
        const std::size_t both = size_with(2, size, strata_[s]);
        for (int k = 0; k < 2; ++k) add(s, group, draw, draw_one(both > 0 ? both : size_with(1, size, strata_[s])));
    }

    /// The same for a coalition and its complement, else different but for one chance in 2^64.
    std::uint64_t key(std::span<const std::size_t> members) const {
        // Sums of independent random words, one a player; half of all players is as good as the other half.
        std::uint64_t sum = 0;
        for (std::size_t p : members) sum += words_[p];
        return 2 * members.size() == players_ ? std::min(sum, all_words_ - sum) : sum;
    }
    static std::uint64_t word(std::size_t player) {
        std::uint64_t z = (player + 1) * 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    std::size_t players_;
    random_stream random_;
    std::vector<std::size_t> order_;
    double offset_;
    std::vector<pair_stratum> sizes_, strata_;  // as they are, and as they are drawn
    std::vector<double> cumulative_;            // of the masses of the sizes that are drawn
    std::size_t far_groups_ = 0;
    std::vector<std::uint64_t> words_;  // of the players, for keys
    std::uint64_t all_words_ = 0;
    key_set seen_;
    std::vector<std::size_t> drawn_of_size_;
    std::map<std::size_t, std::vector<std::vector<std::size_t>>> left_;  // by size, where few were left
    std::vector<std::size_t> chosen_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
