#include "catch.hpp"
#include <diapir/attributes/sheared_rows.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace attr = diapir::attributes;

TEST_CASE("trial dips begin with none and go on to the steepest") {
    CHECK(attr::detail::trial_dips(0, 1) == std::vector<double>{0});
    CHECK(attr::detail::trial_dips(1, 0.5) == std::vector<double>{0, 0.5, -0.5, 1, -1});
    CHECK(attr::detail::trial_dips(0.3, 0.1).size() == 7);
}

TEST_CASE("a plane that is sheared along its dip is flat, and reflected at its edges") {
    constexpr attr::extents e{30, 20};
    std::vector<double> plane(e.size());
    for (std::size_t s = 0; s < e.samples; ++s)
        for (std::size_t x = 0; x < e.traces; ++x)
            plane[s * e.traces + x] = static_cast<double>(s) - 0.75 * static_cast<double>(x);
    const attr::detail::sheared_rows<double> rows({plane.data(), e, 2}, {10, 20}, {0, 20}, 3, 2, 2, 1);
    std::vector<double> row(e.traces);
    for (const std::ptrdiff_t offset : {-2, -1, 0, 1, 2})
        for (std::size_t k = 0; k < 15; ++k) {
            rows.take(k, offset, 0.75, row.data());
            for (std::size_t x = 2; x + 2 < e.traces; ++x)
                REQUIRE(row[x] == Approx(2 * plane[(7 + k) * e.traces + x]).margin(1e-12));
        }
    const attr::detail::sheared_rows<double> top({plane.data(), e, 1}, {0, 1}, {0, 20}, 3, 0, 2, 1);
    top.take(0, -2, 0, row.data());
    CHECK(row[0] == plane[2 * e.traces + 1]);  // row -3 is row 2, trace -2 is trace 1
    top.take(0, 2, 0, row.data());
    CHECK(row[19] == plane[2 * e.traces + 18]);
    const attr::detail::sheared_rows<double> some({plane.data(), e, 1}, {10, 20}, {5, 9}, 0, 0, 2, 1);
    for (const std::ptrdiff_t offset : {-2, 0, 2}) {
        some.take(3, offset, 0, row.data());
        for (std::size_t x = 0; x < 4; ++x)
            CHECK(row[x] ==
                  plane[13 * e.traces + static_cast<std::size_t>(static_cast<std::ptrdiff_t>(5 + x) + offset)]);
    }
}

TEST_CASE("sums of rows do not depend on where a range begins") {
    const auto sums = [](attr::row_range rows) {
        std::vector<float> all;
        attr::detail::sum_rows<float>(
            rows, 5, 16,
            [&](std::size_t k, float* to) {
                for (std::size_t i = 0; i < 16; ++i) to[i] = std::sin(static_cast<float>((rows.first + k) * 7 + i));
            },
            [&](std::size_t row, const float* sum) {
                CHECK(row == all.size() / 16);
                all.insert(all.end(), sum, sum + 16);
            });
        return all;
    };
    const auto whole = sums({0, 40}), part = sums({13, 29});
    CHECK(std::equal(part.begin(), part.end(), whole.begin() + 13 * 16));
}
