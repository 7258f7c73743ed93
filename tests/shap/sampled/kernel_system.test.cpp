#include "catch.hpp"
#include "larger.hpp"
#include <diapir/shap/sampled/kernel_system.hpp>

#include <cmath>
#include <limits>

using namespace diapir;
using namespace diapir::shap::detail;

namespace {

/// Pairs of a design in two rounds, and their rows.
struct drawn_pairs {
    pair_design design;
    std::vector<pair_draw> draws;
    std::vector<std::vector<double>> rows;
    kernel_moments<> moments;

    drawn_pairs(std::size_t players, std::size_t first, std::size_t all) : design(players, 7), moments(players) {
        design.plan(all);
        moments.prepare(design);
        for (const std::size_t pairs : {first, all}) {
            draws.push_back(design.extend(pairs));
            expand_pairs(draws.back(), 0, draws.back().size(), rows.emplace_back());
            moments.add(draws.back(), 0, draws.back().size(), rows.back());
        }
    }
};

/// The matrix of weighted least squares with an intercept for each group of a stratum that is not complete: each row
/// counts from the mean of its group.
std::vector<double> normal_matrix(const drawn_pairs& d, std::size_t n) {
    std::vector<double> a(n * n, 0.0);
    for (std::size_t g = 0; g < d.design.groups(); ++g) {
        const auto& s = d.design.strata()[std::min(g, d.design.strata().size() - 1)];
        std::vector<const double*> members;
        for (std::size_t r = 0; r < d.draws.size(); ++r)
            for (std::size_t k = 0; k < d.draws[r].size(); ++k)
                if (d.draws[r].group[k] == g) members.push_back(d.rows[r].data() + k * n);
        std::vector<double> mean(n, 0.0);
        for (const double* x : members)
            for (std::size_t i = 0; i < n; ++i)
                mean[i] += s.complete() ? 0 : x[i] / static_cast<double>(members.size());
        for (const double* x : members)
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j)
                    a[i * n + j] += s.mass / static_cast<double>(s.drawn) * (x[i] - mean[i]) * (x[j] - mean[j]);
    }
    return a;
}

}  // namespace

TEST_CASE("rows of pairs are what a player's sign differs from the last one's") {
    drawn_pairs d(5, 5, 15);
    const auto& draw = d.draws[0];
    for (std::size_t k = 0; k < draw.size(); ++k)
        for (std::size_t i = 0; i < 4; ++i) {
            const auto sign = [&](std::size_t p) { return draw.rows.contains(2 * k, p) ? 1.0 : -1.0; };
            CHECK(d.rows[0][k * 4 + i] == sign(i) - sign(4));
        }
}

TEST_CASE("the normal equations are those of weighted least squares with an intercept for each group") {
    constexpr std::size_t players = 14, n = players - 1;
    const drawn_pairs d(players, 120, 500);
    const kernel_system<> system(d.design, d.moments);
    auto unit = normal_matrix(d, n);
    system.factor().solve(unit.data(), n);  // A^-1 A
    double largest = 0;
    for (std::size_t i = 0; i < n * n; ++i)
        largest = testing::larger(largest, std::abs(unit[i] - (i / n == i % n ? 1 : 0)));
    CHECK(largest < 1e-10);
}

TEST_CASE("of a pair's influence, leaving the pair out makes its residual as much larger as is said") {
    constexpr std::size_t players = 14, n = players - 1;
    const drawn_pairs d(players, 120, 500);
    const kernel_system<> system(d.design, d.moments);
    const auto& draw = d.draws.back();
    const std::size_t first = draw.taken_in_full, last = draw.size();
    REQUIRE(last > first + 10);
    std::vector<double> x;
    expand_pairs(draw, first, last, x);
    const auto influence = system.influence(draw, first, last, x);
    for (std::size_t k = 0; k < last - first; ++k) {
        // A influence = centered row; values sum to zero; 1 - h with h = w x^T A^-1 x + 1 / count.
        const std::size_t group = draw.group[first + k];
        double last_one = 0, leverage = 1 / system.counts()[group];
        for (std::size_t i = 0; i < n; ++i) {
            const double centered = x[k * n + i] - system.means()[group * n + i];
            last_one -= influence.on_values[k * n + i];
            leverage += system.stratum_of_group(group).weight * centered * influence.on_values[k * n + i];
        }
        CHECK(influence.on_last[k] == Approx(last_one).margin(1e-12));
        CHECK(1 / influence.left_out[k] == Approx(1 - leverage).margin(1e-12));
        CHECK(leverage < 0.5);
    }
    const auto a = normal_matrix(d, n);
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += a[i * n + j] * influence.on_values[j];
        CHECK(sum == Approx(x[i] - system.means()[draw.group[first] * n + i]).margin(1e-12));
    }
}

TEST_CASE("pairs that do not determine the values are refused") {
    pair_design design(6, 1);
    kernel_moments<> moments(6);
    design.plan(31);
    moments.prepare(design);
    const auto draw = design.extend(6);
    std::vector<double> x;
    expand_pairs(draw, 0, 3, x);
    moments.add(draw, 0, 3, x);
    CHECK_THROWS_WITH((kernel_system<>(design, moments)), Catch::Contains("{5, 5} is not positive definite"));
}
