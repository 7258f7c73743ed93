#include "catch.hpp"
#include <diapir/core/moving_sum.hpp>

#include <vector>

namespace kernels = diapir::kernels;

namespace {

constexpr std::size_t size = kernels::whole_registers<double>(9);

double entry(std::size_t slice, std::size_t i) {
    return static_cast<double>(slice * slice % 23 + i) + 0.1;
}

}  // namespace

TEST_CASE("a stream gives the sum of its last slices, the same bits wherever it begins") {
    for (const std::size_t window : {1, 2, 3, 5, 11})
        for (const std::size_t first : {0, 1, 2, 4, 10, 13}) {
            CAPTURE(window, first);
            std::vector<std::vector<double>> from_start(40, std::vector<double>(size));
            kernels::moving_sum<double> whole(window, size, 0), part(window, size, first);
            std::vector<double> sum(size);
            for (std::size_t slice = 0; slice < 40; ++slice) {
                for (std::size_t i = 0; i < size; ++i) whole.next()[i] = entry(slice, i);
                CHECK(whole.push(from_start[slice].data()) == (slice + 1 >= window));
                if (slice < first) continue;
                for (std::size_t i = 0; i < size; ++i) part.next()[i] = entry(slice, i);
                const bool complete = slice + 1 >= first + window;
                REQUIRE(part.push(sum.data()) == complete);
                if (!complete) continue;
                CHECK(sum == from_start[slice]);
                double plain = 0;
                for (std::size_t k = slice + 1 - window; k <= slice; ++k) plain += entry(k, 2);
                CHECK(sum[2] == Approx(plain));
            }
        }
}

TEST_CASE("sums down an axis are kept in as many places as are asked for") {
    std::vector<double> sums(3 * size);
    std::vector<std::size_t> rows;
    kernels::sum_down<double>(
        10, size, 3, kernels::edge::nearest, {4, 10}, sums.data(), 3,
        [](std::size_t row, double* to) { std::fill_n(to, size, static_cast<double>(row)); },
        [&](std::size_t row, const double* sum) {
            rows.push_back(row);
            CHECK(sum == sums.data() + (row - 4) % 3 * size);
            CHECK(sum[size - 1] == (row == 9 ? 26 : 3.0 * static_cast<double>(row)));
        });
    CHECK(rows == std::vector<std::size_t>{4, 5, 6, 7, 8, 9});
}
