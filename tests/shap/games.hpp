// Games given as tables of all coalitions, and the laws that estimates of their Shapley values must keep.
#pragma once

#include "catch.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// A model {n, players} -> {n, outputs} that looks up the coalition of the features that are 1.
struct table_game {
    std::size_t players, outputs;
    std::vector<double> values;  ///< {2^players, outputs}

    double& at(std::size_t mask, std::size_t output = 0) { return values[mask * outputs + output]; }
    double at(std::size_t mask, std::size_t output = 0) const { return values[mask * outputs + output]; }
    std::size_t coalitions() const { return std::size_t{1} << players; }

    array<double> operator()(const array<double>& x) const {
        array<double> y = make_array<double>({x.shape()[0], outputs});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            std::size_t mask = 0;
            for (std::size_t p = 0; p < players; ++p) mask |= std::size_t{x.data()[i * players + p] > 0.5} << p;
            std::copy_n(values.data() + mask * outputs, outputs, y.data() + i * outputs);
        }
        return y;
    }
    array<double> nobody() const { return make_array<double>({1, players}, 0.0); }
    array<double> everybody() const { return make_array<double>({1, players}, 1.0); }

    friend table_game operator*(double factor, table_game g) {
        for (double& v : g.values) v *= factor;
        return g;
    }
    friend table_game operator+(table_game a, const table_game& b) {
        for (std::size_t i = 0; i < a.values.size(); ++i) a.values[i] += b.values[i];
        return a;
    }
};

/// A smooth game with interactions of all orders, some noise, and players of different importance.
inline table_game random_game(std::size_t players, std::uint64_t seed, double noise = 0.05) {
    random_stream random(seed, 77);
    table_game g{players, 1, std::vector<double>(std::size_t{1} << players)};
    std::vector<double> a(players), b(players);
    for (double& w : a) w = random.normal();
    for (double& w : b) w = random.normal();
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask) {
        double u = 0.3, v = -0.2;
        for (std::size_t p = 0; p < players; ++p) {
            u += mask >> p & 1 ? a[p] : 0;
            v += mask >> p & 1 ? b[p] : 0;
        }
        g.at(mask) = 2 + std::tanh(u) + 0.5 * u * std::tanh(v) + noise * random.normal();
    }
    return g;
}

/// Random coalitions of one to five players, each worth something to whoever contains it.
inline table_game unanimity_game(std::size_t players, std::uint64_t seed) {
    random_stream random(seed, 78);
    table_game g{players, 1, std::vector<double>(std::size_t{1} << players, 0.0)};
    for (std::size_t k = 0; k < 4 * players; ++k) {
        std::size_t set = 0;
        for (std::size_t size = 1 + random.below(5); size > 0; --size) set |= std::size_t{1} << random.below(players);
        const double worth = random.normal();
        for (std::size_t mask = 0; mask < g.coalitions(); ++mask) g.at(mask) += (mask & set) == set ? worth : 0;
    }
    return g;
}

/// One for coalitions that have more than six tenths of all votes, and nothing for the others.
inline table_game voting_game(std::size_t players, std::uint64_t seed) {
    random_stream random(seed, 79);
    table_game g{players, 1, std::vector<double>(std::size_t{1} << players)};
    std::vector<double> votes(players);
    double all = 0;
    for (double& v : votes) all += v = random.uniform();
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask) {
        double sum = 0;
        for (std::size_t p = 0; p < players; ++p) sum += mask >> p & 1 ? votes[p] : 0;
        g.at(mask) = sum > 0.6 * all;
    }
    return g;
}

/// Shapley values {players, outputs} from the definition.
inline std::vector<double> shapley_values(const table_game& g) {
    std::vector<double> values(g.players * g.outputs, 0.0);
    const double m = static_cast<double>(g.players);
    std::vector<double> weights;
    for (double s = 0; s < m; ++s)
        weights.push_back(std::exp(std::lgamma(s + 1) + std::lgamma(m - s) - std::lgamma(m + 1)));
    for (std::size_t p = 0; p < g.players; ++p)
        for (std::size_t mask = 0; mask < g.coalitions(); ++mask) {
            if (mask >> p & 1) continue;
            const double weight = weights[static_cast<std::size_t>(std::popcount(mask))];
            for (std::size_t o = 0; o < g.outputs; ++o)
                values[p * g.outputs + o] += weight * (g.at(mask | std::size_t{1} << p, o) - g.at(mask, o));
        }
    return values;
}

/// Mean over seeds of an estimate's squared errors, and how often they are within two standard errors. explain(game,
/// seed) gives the explanation of the table.
struct error_summary {
    double mean_square = 0, within_two = 0, claimed = 0;  // the mean square of the standard errors
};
template <class Explain>
error_summary errors_of(const table_game& g, std::size_t seeds, const Explain& explain) {
    const auto truth = shapley_values(g);
    error_summary e;
    for (std::size_t seed = 0; seed < seeds; ++seed) {
        const auto found = explain(g, seed);
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const double error = std::abs(found.values.data()[i] - truth[i]);
            e.mean_square += error * error;
            const double claimed = found.standard_errors.data()[i];
            e.within_two += error <= 2 * claimed;
            e.claimed += claimed * claimed;
        }
    }
    const double count = static_cast<double>(seeds * truth.size());
    return {e.mean_square / count, e.within_two / count, e.claimed / count};
}

/// Whether standard errors are what they say, in games of three kinds: 93 to 97 % of all values are within two of them,
/// their mean square is that of the errors, and it falls as the evaluations rise, those of nobody, of all players, of
/// each alone and of all but each left out. explain(evaluations) gives what errors_of takes.
template <class Explain>
void check_calibration(const Explain& explain, std::size_t players, std::size_t few, std::size_t many,
                       std::size_t seeds) {
    const table_game games[] = {random_game(players, 3), unanimity_game(players, 1), random_game(players, 4, 0.3)};
    const std::size_t ends = 2 + 2 * players;
    const double rise = static_cast<double>(many - ends) / static_cast<double>(few - ends);
    for (const table_game& g : games) {
        const auto at_few = errors_of(g, seeds, explain(few)), at_many = errors_of(g, seeds, explain(many));
        for (const auto& e : {at_few, at_many}) {
            CHECK(e.within_two > 0.93);
            CHECK(e.within_two < 0.97);
            CHECK(e.claimed == Approx(e.mean_square).epsilon(0.2));
        }
        CHECK(at_few.mean_square > 0.8 * rise * at_many.mean_square);
        CHECK(at_few.mean_square < 1.45 * rise * at_many.mean_square);
    }
}

/// Dummy, symmetry and linearity, up to five standard errors where values are estimates, and additivity.
template <class Explain>
void check_laws(const Explain& explain, bool additive = true) {
    const auto error = [](const auto& e, std::size_t p) {
        return e.has_standard_errors() ? e.standard_errors.data()[p] : 0.0;
    };
    table_game f = random_game(9, 1), g = random_game(9, 2);
    for (std::size_t mask = 0; mask < f.coalitions(); ++mask) {
        if (mask >> 4 & 1) f.at(mask) = f.at(mask ^ 16);         // player 4 does nothing
        if ((mask & 3) == 2) f.at(mask) = f.at((mask ^ 2) | 1);  // players 0 and 1 are the same
    }
    const auto a = explain(f), b = explain(g), both = explain(2 * f + (-1) * g);
    for (const auto* e : {&a, &b, &both}) CHECK((e->residual < 1e-12) == additive);
    CHECK(std::abs(a.values.data()[4]) <= 5 * error(a, 4) + 1e-12);
    CHECK(std::abs(a.values.data()[0] - a.values.data()[1]) <= 5 * (error(a, 0) + error(a, 1)) + 1e-12);
    for (std::size_t p = 0; p < 9; ++p) {
        const double expected = 2 * a.values.data()[p] - b.values.data()[p];
        CHECK(std::abs(both.values.data()[p] - expected) <=
              2 * (2 * error(a, p) + error(b, p) + error(both, p)) + 1e-12);
    }
}

/// Whether two explanations are the same bit by bit.
template <class E>
bool identical(const E& a, const E& b) {
    return a.values == b.values && a.standard_errors == b.standard_errors && a.base_values == b.base_values &&
           a.evaluations == b.evaluations;
}

/// Two games as two outputs of one.
inline table_game side_by_side(const table_game& a, const table_game& b) {
    table_game both{a.players, 2, {}};
    for (std::size_t mask = 0; mask < a.coalitions(); ++mask) {
        both.values.push_back(a.at(mask));
        both.values.push_back(b.at(mask));
    }
    return both;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
