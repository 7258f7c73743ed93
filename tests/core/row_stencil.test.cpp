#include "catch.hpp"
#include <diapir/core/row_stencil.hpp>

#include <cmath>
#include <vector>

namespace kernels = diapir::kernels;
using kernels::edge;
using kernels::parity;

TEST_CASE("rows of any length are weighed, an odd stencil does not read the middle") {
    const std::vector<double> half{4, 2, 0.5};
    for (const std::size_t count : {1, 5, 8, 9, 31, 64, 100}) {
        std::vector<double> rows(5 * count), even(count + 1, -7), odd(count + 1, -7);
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<double>(i * i % 19);
        const double* taps[5];
        for (std::size_t k = 0; k < 5; ++k) taps[k] = &rows[k * count];
        kernels::weigh<parity::even>(half, taps, count, even.data());
        for (std::size_t i = 0; i < count; ++i) {
            const auto at = [&](std::size_t k) { return rows[k * count + i]; };
            REQUIRE(even[i] == 4 * at(2) + 2 * (at(3) + at(1)) + 0.5 * (at(4) + at(0)));
        }
        for (std::size_t i = 0; i < count; ++i) rows[2 * count + i] = NAN;
        kernels::weigh<parity::odd>(half, taps, count, odd.data());
        for (std::size_t i = 0; i < count; ++i)
            REQUIRE(odd[i] == 2 * (rows[3 * count + i] - rows[count + i]) + 0.5 * (rows[4 * count + i] - rows[i]));
        CHECK(even[count] == -7);
        CHECK(odd[count] == -7);
    }
}

TEST_CASE("rows and lines are continued beyond their ends") {
    const std::vector<int> x{1, 2, 3, 4, 5, 6};  // three rows
    const kernels::continued_rows<int> mirrored(x.data(), 3, 2, edge::mirror), cut(x.data(), 3, 2, edge::zero);
    const int* taps[5];
    mirrored.taps(0, 2, 5, taps);
    for (std::size_t k = 0; k < 5; ++k) CHECK(taps[k] == x.data() + std::vector<std::size_t>{4, 2, 0, 2, 4}[k]);
    cut.taps(2, 1, 3, taps);
    CHECK(taps[0] == x.data() + 2);
    CHECK(taps[2][0] == 0);
    CHECK(taps[2][1] == 0);

    kernels::continued_line<int> line(3, 2, edge::reflect);
    std::copy_n(x.data(), 3, line.entries());
    const int* const* views = line.taps();
    CHECK(std::vector<int>(views[0], views[0] + 7) == std::vector<int>{2, 1, 1, 2, 3, 3, 2});
    CHECK(views[4] == views[0] + 4);
}

TEST_CASE("recent rows are seen in their order") {
    kernels::recent_rows<double> recent(3, 5);
    for (std::size_t k = 4; k < 11; ++k) {
        recent.row(k)[4] = static_cast<double>(k);
        if (k < 6) continue;
        for (std::size_t i = 0; i < 3; ++i) CHECK(recent.from(k - 2)[i][4] == static_cast<double>(k - 2 + i));
    }
}

TEST_CASE("wide rows, correlated some columns at a time, give what narrow ones do") {
    const std::vector<double> half{1, 0.25, 3};
    const std::size_t size = 1000;
    std::vector<double> x(9 * size), all(x.size()), narrow(9 * 10);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 23);
    kernels::correlate_down<parity::odd>(x.data(), 9, size, half, edge::mirror, {0, 9}, all.data());
    for (std::size_t col = 0; col < size; col += 10) {
        std::vector<double> part;
        for (std::size_t row = 0; row < 9; ++row)
            part.insert(part.end(), &x[row * size + col], &x[row * size + col] + 10);
        kernels::correlate_down<parity::odd>(part.data(), 9, 10, half, edge::mirror, {0, 9}, narrow.data());
        for (std::size_t row = 0; row < 9; ++row)
            for (std::size_t i = 0; i < 10; ++i) REQUIRE(all[row * size + col + i] == narrow[row * 10 + i]);
    }
}

TEST_CASE("a range of rows is what it is in the whole array") {
    const std::vector<double> half{1, 0.25, 3};
    std::vector<double> x(12 * 10), whole(x.size()), part(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 23);
    kernels::correlate_down<parity::even>(x.data(), 12, 10, half, edge::nearest, {0, 12}, whole.data());
    kernels::correlate_down<parity::even>(x.data(), 12, 10, half, edge::nearest, {3, 7}, part.data());
    CHECK(std::equal(part.begin(), part.begin() + 40, whole.begin() + 30));
    kernels::correlate_along<parity::odd>(x.data(), 10, half, edge::nearest, {0, 12}, whole.data());
    kernels::correlate_along<parity::odd>(x.data(), 10, half, edge::nearest, {3, 7}, part.data());
    CHECK(std::equal(part.begin(), part.begin() + 40, whole.begin() + 30));
    CHECK(whole[1] == 0.25 * (x[2] - x[0]) + 3 * (x[3] - x[0]));
}
