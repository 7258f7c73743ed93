#include "catch.hpp"
#include "shap/games.hpp"
#include <diapir/core/matrix_decompositions.hpp>
#include <diapir/shap/sampled/kernel_fit.hpp>

#include <cmath>
#include <optional>

using namespace diapir;
using namespace diapir::shap::detail;
using namespace diapir::testing;

namespace {

/// Answers for coalitions from a table.
struct answer_table {
    const table_game& values;

    template <class Sink>
    void evaluate(const shap::coalitions& rows, const Sink& sink) {
        for (std::size_t r = 0; r < rows.size(); ++r)
            sink(r, std::span(values.values.data() + rows.words(r)[0] * values.outputs, values.outputs));
    }
};

std::vector<double> at(const table_game& g, std::size_t mask) {
    const auto first = g.values.begin() + static_cast<std::ptrdiff_t>(mask * g.outputs);
    return {first, first + static_cast<std::ptrdiff_t>(g.outputs)};
}

/// Of which output o is (o + 1) times game a less o times game b.
table_game mixed(const table_game& a, const table_game& b, std::size_t outputs) {
    table_game g{a.players, outputs, std::vector<double>(a.coalitions() * outputs)};
    for (std::size_t mask = 0; mask < a.coalitions(); ++mask)
        for (std::size_t o = 0; o < outputs; ++o)
            g.at(mask, o) = static_cast<double>(o + 1) * a.at(mask) - static_cast<double>(o) * b.at(mask);
    return g;
}

constexpr auto nothing = [] {};

/// The fit of one input, with moments and a system of its own.
class kernel_regression {
public:
    kernel_regression(std::size_t players, std::span<const double> base, std::span<const double> prediction)
        : moments_(players), fit_(players, base, prediction) {}

    void prepare(const pair_design& design) {
        moments_.prepare(design);
        fit_.prepare(design);
    }
    template <class Game, class Report>
    void add(Game& game, const pair_draw& draw, std::size_t first, std::size_t last, const Report& report) {
        expand_pairs(draw, first, last, x_);
        moments_.add(draw, first, last, x_);
        fit_.add(game, draw, first, last, x_, report);
    }
    void solve(const pair_design& design) {
        system_.emplace(design, moments_);
        fit_.solve(*system_);
    }
    void add_variances(const pair_draw& draw, std::size_t first, std::size_t last) {
        fit_.keep_residuals(*system_, draw, first, x_);
        fit_.add_variances(draw, first, system_->influence(draw, first, last, x_));
    }
    std::span<const double> values() const { return fit_.values(); }
    std::vector<double> variances() const { return fit_.variances(*system_); }

private:
    kernel_moments<double> moments_;
    kernel_fit<double> fit_;
    std::optional<kernel_system<double>> system_;
    std::vector<double> x_;
};

}  // namespace

TEST_CASE("a fit to all pairs is the Shapley values, without variance") {
    for (const std::size_t players : {2, 3, 6, 9}) {
        const table_game g = mixed(random_game(players, 1), random_game(players, 2), 3);
        answer_table answers{g};
        pair_design design(players, 3);
        kernel_regression fit(players, at(g, 0), at(g, g.coalitions() - 1));
        const std::size_t pairs = g.coalitions() / 2 - 1;
        design.plan(pairs);
        fit.prepare(design);
        const auto draw = design.extend(pairs);
        REQUIRE(draw.taken_in_full == pairs);
        for (std::size_t first = 0; first < pairs; first += 10)  // in parts
            fit.add(answers, draw, first, std::min(pairs, first + 10), nothing);
        fit.solve(design);
        const auto expected = shapley_values(g);
        for (std::size_t i = 0; i < expected.size(); ++i) CHECK(fit.values()[i] == Approx(expected[i]).margin(1e-12));
        for (const double v : fit.variances()) CHECK(v == 0);
    }
}

TEST_CASE("a fit to some pairs is weighted least squares with an intercept for each group, from the rows themselves") {
    constexpr std::size_t players = 13, outputs = 2;
    const table_game g = mixed(random_game(players, 4), random_game(players, 5), outputs);
    answer_table answers{g};
    pair_design design(players, 3);
    kernel_regression fit(players, at(g, 0), at(g, g.coalitions() - 1));
    design.plan(400);
    fit.prepare(design);
    const auto draw = design.extend(400);
    fit.add(answers, draw, 0, draw.size(), nothing);
    fit.solve(design);

    // Unknowns: the values of all players but the last, and an intercept for each group; a row for each pair, times the
    // root of its weight.
    std::size_t groups = 0;
    for (const auto group : draw.group) groups = std::max<std::size_t>(groups, group + 1);
    const std::size_t cols = players - 1 + groups, full = g.coalitions() - 1;
    std::vector<double> a, b;
    std::vector<char> used(groups, 0);
    for (std::size_t k = 0; k < draw.size(); ++k) {
        const auto& s = design.strata()[draw.stratum[k]];
        const double root = std::sqrt(s.mass / static_cast<double>(s.drawn));
        const auto sign = [&](std::size_t p) { return draw.rows.contains(2 * k, p) ? 1.0 : -1.0; };
        for (std::size_t i = 0; i + 1 < players; ++i) a.push_back(root * (sign(i) - sign(players - 1)));
        for (std::size_t c = 0; c < groups; ++c) a.push_back(!s.complete() && draw.group[k] == c ? root : 0);
        if (!s.complete()) used[draw.group[k]] = 1;
        for (std::size_t o = 0; o < outputs; ++o)
            b.push_back(root * (g.at(draw.rows.words(2 * k)[0], o) - g.at(draw.rows.words(2 * k + 1)[0], o) -
                                sign(players - 1) * (g.at(full, o) - g.at(0, o))));
    }
    for (std::size_t c = 0; c < groups; ++c)  // intercepts that do not occur are zero
        if (!used[c]) {
            a.insert(a.end(), cols, 0.0);
            a[a.size() - groups + c] = 1;
            b.insert(b.end(), outputs, 0.0);
        }
    const std::size_t rows = b.size() / outputs;
    const auto x = least_squares<double>({a.data(), rows, cols}, {b.data(), rows, outputs});
    for (std::size_t o = 0; o < outputs; ++o) {
        double sum = 0;
        for (std::size_t i = 0; i + 1 < players; ++i) {
            CHECK(fit.values()[i * outputs + o] == Approx(x[i * outputs + o]).margin(1e-10));
            sum += fit.values()[i * outputs + o];
        }
        CHECK(fit.values()[(players - 1) * outputs + o] == Approx(g.at(full, o) - g.at(0, o) - sum).margin(1e-10));
    }
}

TEST_CASE("variances are those of the differences between the influences of two pairs") {
    constexpr std::size_t players = 13, n = players - 1;
    const table_game g = random_game(players, 6);
    answer_table answers{g};
    pair_design design(players, 3);
    kernel_regression fit(players, at(g, 0), at(g, g.coalitions() - 1));
    kernel_moments<> moments(players);
    design.plan(300);
    fit.prepare(design);
    moments.prepare(design);
    const auto draw = design.extend(300);
    std::vector<double> x;
    fit.add(answers, draw, 0, draw.taken_in_full, nothing);
    fit.add(answers, draw, draw.taken_in_full, draw.size(), nothing);
    fit.solve(design);
    fit.add_variances(draw, draw.taken_in_full, draw.size());
    const auto variances = fit.variances();

    expand_pairs(draw, 0, draw.size(), x);
    moments.add(draw, 0, draw.size(), x);
    const kernel_system<> system(design, moments);
    const double gain = g.at(g.coalitions() - 1) - g.at(0);
    std::vector<double> y(draw.size()), mean(design.groups(), 0.0), expected(players, 0.0);
    for (std::size_t k = 0; k < draw.size(); ++k) {
        y[k] = g.at(draw.rows.words(2 * k)[0]) - g.at(draw.rows.words(2 * k + 1)[0]) - last_sign(draw, k) * gain;
        for (std::size_t i = 0; i < n; ++i) y[k] -= x[k * n + i] * fit.values()[i];
        mean[draw.group[k]] += y[k] / system.counts()[draw.group[k]];
    }
    const auto influence = system.influence(draw, 0, draw.size(), x);
    for (std::size_t k = draw.taken_in_full; k + 1 < draw.size(); k += 2) {
        const auto& s = system.strata()[draw.stratum[k]];
        for (std::size_t i = 0; i < players; ++i) {
            double difference = 0;
            for (const std::size_t j : {k, k + 1})
                difference += (j == k ? 1 : -1) * (i < n ? influence.on_values[j * n + i] : influence.on_last[j]) *
                              (y[j] - mean[draw.group[j]]) * influence.left_out[j];
            expected[i] += s.weight * s.weight * s.missing * difference * difference;
        }
    }
    for (std::size_t i = 0; i < players; ++i) {
        CHECK(variances[i] > 0);
        CHECK(variances[i] == Approx(expected[i]).epsilon(1e-9));
    }
}

TEST_CASE("one system serves the fits of many inputs, each as if it were alone") {
    constexpr std::size_t players = 12;
    pair_design design(players, 3);
    design.plan(300);
    const auto draw = design.extend(300);
    std::vector<double> all, drawn;
    expand_pairs(draw, 0, draw.size(), all);
    expand_pairs(draw, draw.taken_in_full, draw.size(), drawn);
    kernel_moments<> moments(players);
    moments.prepare(design);
    moments.add(draw, 0, draw.size(), all);
    const kernel_system<> system(design, moments);
    const auto influence = system.influence(draw, draw.taken_in_full, draw.size(), drawn);
    std::vector<double> taken;
    expand_pairs(draw, 0, draw.taken_in_full, taken);
    for (const std::uint64_t seed : {1, 2, 3}) {
        const table_game g = random_game(players, seed);
        answer_table answers{g};
        kernel_regression alone(players, at(g, 0), at(g, g.coalitions() - 1));
        kernel_fit shared(players, at(g, 0), at(g, g.coalitions() - 1));
        alone.prepare(design);
        shared.prepare(design);
        alone.add(answers, draw, 0, draw.taken_in_full, nothing);
        alone.add(answers, draw, draw.taken_in_full, draw.size(), nothing);
        shared.add(answers, draw, 0, draw.taken_in_full, taken, nothing);
        shared.add(answers, draw, draw.taken_in_full, draw.size(), drawn, nothing);
        alone.solve(design);
        shared.solve(system);
        alone.add_variances(draw, draw.taken_in_full, draw.size());
        shared.keep_residuals(system, draw, draw.taken_in_full, drawn);
        shared.add_variances(draw, draw.taken_in_full, influence);
        CHECK(std::equal(alone.values().begin(), alone.values().end(), shared.values().begin()));
        CHECK(alone.variances() == shared.variances(system));
    }
}
