// Interaction indices of a game whose coalitions are all known. Each is a weighted sum of Moebius coefficients
// (Harsanyi dividends): index(S) = sum over T containing S of c(|S|, |T|) m(T). Definitions as in shapiq 1.3.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// How interactions up to an order k are measured.
enum class interaction_index {
    moebius,  ///< m(S) (Harsanyi 1963): what S adds beyond its parts
    sii,      ///< Shapley interaction index (Grabisch and Roubens 1999); of order 1 the Shapley value
    k_sii,    ///< n-Shapley values (Bordt and von Luxburg 2023): SII, made to add up to v(all) - v(nobody)
    stii,     ///< Shapley-Taylor (Sundararajan et al. 2020); adds up
    fsii,     ///< faithful Shapley (Tsai et al. 2023): best fit of order k in the Shapley kernel; adds up
    bii,      ///< Banzhaf interaction index; of order 1 the Banzhaf value
    fbii,     ///< faithful Banzhaf (Tsai et al. 2023): least squares fit of order k to all coalitions
};

/// What an index is called: "k_sii".
inline const char* name_of(interaction_index index) {
    switch (index) {
        case interaction_index::moebius:
            return "moebius";
        case interaction_index::sii:
            return "sii";
        case interaction_index::k_sii:
            return "k_sii";
        case interaction_index::stii:
            return "stii";
        case interaction_index::fsii:
            return "fsii";
        case interaction_index::bii:
            return "bii";
        case interaction_index::fbii:
            return "fbii";
    }
    return "unknown";
}

/// Turns the values of coalitions {2^players, outputs}, by mask, into Moebius coefficients in place, and back with sign
/// +1.
inline void moebius_transform(std::span<double> table, std::size_t players, double sign = -1) {
    require(players < 48, "moebius_transform: expected fewer than 48 players, got ", players);
    const std::size_t masks = std::size_t{1} << players, outputs = table.size() / masks;
    require(table.size() == masks * outputs && outputs > 0, "moebius_transform: expected 2^", players,
            " coalitions for each output, got ", table.size(), " values");
    for (std::size_t bit = 1; bit < masks; bit *= 2)
        parallel_for(
            masks,
            [&](std::size_t mask) {
                if (!(mask & bit)) return;
                double* to = table.data() + mask * outputs;
                const double* from = table.data() + (mask ^ bit) * outputs;
                for (std::size_t o = 0; o < outputs; ++o) to[o] += sign * from[o];
            },
            outputs);
}

namespace detail {

inline double choose(std::size_t n, std::size_t k) {
    if (k > n) return 0;
    double c = 1;
    for (std::size_t i = 1; i <= k; ++i) c = c * static_cast<double>(n - k + i) / static_cast<double>(i);
    return std::round(c);
}

/// B_0 to B_k, with B_1 = -1/2.
inline std::vector<double> bernoulli(std::size_t k) {
    std::vector<double> b{1};
    for (std::size_t n = 1; n <= k; ++n) {
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += choose(n + 1, j) * b[j];
        b.push_back(-sum / static_cast<double>(n + 1));
    }
    return b;
}

/// What the Moebius coefficient of a coalition of t players counts for the index of s <= t players among it, s <=
/// order.
inline double interaction_weight(interaction_index index, std::size_t order, std::size_t s, std::size_t t) {
    const double extra = static_cast<double>(t - s);
    const double sign = (order - s) % 2 ? -1 : 1;
    switch (index) {
        case interaction_index::moebius:
            return s == t;
        case interaction_index::sii:
            return 1 / (extra + 1);
        case interaction_index::bii:
            return std::ldexp(1.0, -static_cast<int>(t - s));
        case interaction_index::stii:
            return s < order ? double(s == t) : 1 / choose(t, order);
        case interaction_index::k_sii: {
            if (s == 0) return t == 0;  // the value of nobody
            const auto b = bernoulli(order - s);
            double sum = 0;
            for (std::size_t j = 0; j <= order - s && j <= t - s; ++j)
                sum += b[j] * choose(t - s, j) / (extra - static_cast<double>(j) + 1);
            return sum;
        }
        case interaction_index::fsii:
            if (t <= order) return s == t;
            return sign * static_cast<double>(s) / static_cast<double>(order + s) * choose(order, s) *
                   choose(t - 1, order) / choose(t + order - 1, order + s);
        case interaction_index::fbii:
            if (t <= order) return s == t;
            return sign * std::ldexp(choose(t - s - 1, order - s), -static_cast<int>(t - s));
    }
    return 0;
}

}  // namespace detail

/// The coalitions of `order` players or fewer, by size and then by mask. The first is that of nobody. Throws
/// argument_error for more than 64 players, which a mask does not hold, and for more than 2^30 coalitions.
inline std::vector<std::uint64_t> coalitions_up_to(std::size_t players, std::size_t order) {
    require(players <= 64, "coalitions_up_to: expected at most 64 players, got ", players);
    double count = 1;
    for (std::size_t size = 1; size <= std::min(order, players); ++size) count += detail::choose(players, size);
    require(count <= 1 << 30, "coalitions_up_to: expected at most 2^30 coalitions, got ", count, " of up to ", order,
            " of ", players, " players");
    const std::uint64_t everyone = players == 0 ? 0 : ~std::uint64_t{0} >> (64 - players);
    std::vector<std::uint64_t> masks{0};
    for (std::size_t size = 1; size <= std::min(order, players); ++size) {
        const std::uint64_t lowest = ~std::uint64_t{0} >> (64 - size), highest = lowest << (players - size);
        for (std::uint64_t mask = lowest;;) {
            masks.push_back(mask & everyone);
            if (mask == highest) break;
            const std::uint64_t low = mask & (~mask + 1), carry = mask + low;  // the next with as many bits
            mask = (((carry ^ mask) >> 2) / low) | carry;
        }
    }
    return masks;
}

/// The index of each coalition of `order` players or fewer {coalitions_up_to(players, order), outputs}, from Moebius
/// coefficients {2^players, outputs}. That of nobody is v(nobody), for the faithful Banzhaf index the constant of the
/// fit. Throws argument_error where the order is not between 1 and the number of players, and for an index that is
/// none.
inline std::vector<double> interactions_from_moebius(std::span<const double> moebius, std::size_t players,
                                                     interaction_index index, std::size_t order) {
    require(index >= interaction_index::moebius && index <= interaction_index::fbii,
            "interactions: expected an index, got number ", static_cast<int>(index));
    require(players < 48, "interactions: expected fewer than 48 players, got ", players);
    const std::size_t all = (std::size_t{1} << players) - 1, outputs = moebius.size() / (all + 1);
    require(order >= 1 && order <= players, "interactions: expected an order between 1 and ", players, ", got ", order);
    require(outputs > 0 && moebius.size() == (all + 1) * outputs, "interactions: expected 2^", players,
            " coefficients for each output, got ", moebius.size(), " values");
    const auto masks = coalitions_up_to(players, order);
    std::vector<double> values(masks.size() * outputs, 0.0);
    std::vector<double> weights((order + 1) * (players + 1), 0.0);
    for (std::size_t s = 0; s <= order; ++s)
        for (std::size_t t = s; t <= players; ++t)
            weights[s * (players + 1) + t] = s > 0 || index == interaction_index::fbii
                                                 ? detail::interaction_weight(index, order, s, t)
                                                 : double(t == 0);
    parallel_for(
        masks.size(),
        [&](std::size_t k) {
            const std::size_t set = masks[k], others = all ^ set;
            const double* weight = weights.data() + static_cast<std::size_t>(std::popcount(set)) * (players + 1);
            double* to = values.data() + k * outputs;
            for (std::size_t rest = others;; rest = (rest - 1) & others) {  // every subset of the others
                const double w = weight[std::popcount(set | rest)];
                const double* m = moebius.data() + (set | rest) * outputs;
                if (w != 0)
                    for (std::size_t o = 0; o < outputs; ++o) to[o] += w * m[o];
                if (rest == 0) break;
            }
        },
        (all + 1) / 2 * outputs);
    return values;
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
