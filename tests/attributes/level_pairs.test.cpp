#include "catch.hpp"
#include <diapir/attributes/level_pairs.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace attr = diapir::attributes;
using attr::detail::level_scale;

TEMPLATE_TEST_CASE("levels are equal parts of the range, and what is outside belongs to the nearest", "", float,
                   double) {
    using T = TestType;
    const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    const std::vector<T> x{T(-2), T(0), nan, T(2), infinity};
    const auto scale = level_scale<T>::of(x.data(), x.size(), 4);
    CHECK(scale.minimum == -2);
    CHECK(scale.maximum == 2);
    const std::pair<T, int> expected[] = {{T(-2), 0},   {T(-1.01), 0}, {T(-0.99), 1}, {T(0), 2},
                                          {T(0.99), 2}, {T(1), 3},     {T(2), 3},     {T(7), 3},
                                          {T(-7), 0},   {infinity, 3}, {-infinity, 0}};
    for (const auto& [amplitude, level] : expected) {
        INFO(amplitude);
        CHECK(scale(amplitude) == level);
    }
    CHECK(scale(nan) == attr::detail::missing_level);
    const T most = std::numeric_limits<T>::max();
    CHECK(level_scale<T>{-most, most, 4}(T(1)) == 2);
    CHECK(level_scale<T>{T(3), T(3), 16}(T(3)) == 0);
}

TEST_CASE("a window's pairs lie in it, for steps in any direction") {
    const attr::detail::pair_window right(5, 7, 0, 2), left(5, 7, 0, -2), up(5, 7, -3, 1), down(5, 7, 3, -1);
    CHECK(right.pairs() == 5 * 5);
    CHECK(left.across == 2);
    CHECK(up.down == 3);
    CHECK(up.across == -1);
    CHECK(up.left == 1);
    CHECK(up.pairs() == 2 * 6);
    CHECK(down.across == up.across);
}

TEST_CASE("the pairs of rows are those of the section, reflected at its edges") {
    constexpr attr::extents e{6, 7};
    std::vector<double> amplitudes(e.size());
    for (std::size_t i = 0; i < e.size(); ++i) amplitudes[i] = static_cast<double>(i * i % 37);
    const auto scale = level_scale<double>::of(amplitudes.data(), e.size(), 16);
    for (const auto& [down, across] : {std::pair{2, -1}, {0, 2}, {1, 0}, {4, 2}}) {
        const attr::detail::pair_window window(5, 3, down, across);
        const attr::detail::level_rows rows({amplitudes.data(), e, 1}, scale, window, {1, 4});
        const auto at = [&](std::ptrdiff_t row, std::ptrdiff_t column) {
            const std::ptrdiff_t sample = attr::edge_index(row + 1 - 2, 6, attr::edge::reflect),
                                 trace = attr::edge_index(column - 1, 7, attr::edge::reflect);
            return scale(amplitudes[static_cast<std::size_t>(sample * 7 + trace)]);
        };
        for (std::ptrdiff_t row = 0; row < 3 + 4 - down; ++row)
            for (std::ptrdiff_t column = 0; column < 9; ++column) {
                const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(column);
                CAPTURE(down, across, row, column);
                CHECK(rows.first(r, c) == at(row, column));
                REQUIRE(rows.has_pair(c) == (column + across >= 0 && column + across < 9));
                if (rows.has_pair(c)) CHECK(rows.second(r, c) == at(row + down, column + across));
            }
    }
}

TEST_CASE("the sums of a window's counts are those of its matrix, wherever the window came from") {
    attr::detail::pair_counts counts(4, 6);
    const std::vector<std::pair<int, int>> pairs{{0, 1}, {1, 0}, {2, 2}, {3, 1}, {0, 0}, {2, 2}};
    counts.add(3, 3, 1);
    for (const auto& [a, b] : pairs) {
        if (a == 0 && b == 0) counts.add(3, 3, -1);
        counts.add(static_cast<attr::detail::level>(a), static_cast<attr::detail::level>(b), 1);
    }
    std::map<std::pair<int, int>, double> matrix;
    for (const auto& [a, b] : pairs) {
        matrix[{a, b}] += 1.0 / 12;
        matrix[{b, a}] += 1.0 / 12;
    }
    double squares = 0, entropy = 0;
    for (const auto& [at, share] : matrix) {
        squares += share * share;
        entropy -= share * std::log(share);
    }
    CHECK(counts.square_sum(6) == Approx(squares).epsilon(1e-14));
    CHECK(counts.entropy(6) == Approx(entropy).epsilon(1e-9));
    CHECK(counts.complete());
    counts.add(attr::detail::missing_level, 1, 1);
    CHECK_FALSE(counts.complete());
}
