#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/sample_runs.hpp>

#include <algorithm>
#include <array>
#include <vector>

using namespace diapir;

TEST_CASE("runs hold the samples of a channel once each, and no empty lane") {
    for (const std::size_t samples : {1, 5, 16, 21, 70}) {
        auto x = tensor<float>::batch(samples, 3, 30, 17), y = x.like();
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<float>(i);
            y[i] = static_cast<float>(i) + 0.5f;
        }
        std::vector<float> seen, expected;
        kernels::for_each_run(x.shape(), 1, std::array<const float*, 2>{x.data(), y.data()},
                              [&](std::size_t count, const auto& runs) {
                                  REQUIRE(count <= 4096);
                                  for (std::size_t i = 0; i < count; ++i) {
                                      seen.push_back(runs[0][i]);
                                      REQUIRE(runs[1][i] == runs[0][i] + 0.5f);
                                  }
                              });
        for (std::size_t i = 0; i < x.size(); ++i)
            if (i / (30 * 17 * x.lanes()) % 3 == 1 && i / x.block_size() * x.lanes() + i % x.lanes() < samples)
                expected.push_back(x[i]);
        std::sort(seen.begin(), seen.end());
        CHECK(seen == expected);
    }
}

TEST_CASE("lanes are filled from the first block on") {
    const auto batch = tensor_shape::batch(3, 1, 1, 1, 16, 21);
    CHECK(kernels::filled_lanes(batch, 0) == 16);
    CHECK(kernels::filled_lanes(batch, 1) == 5);
    CHECK(kernels::filled_lanes(batch, 2) == 0);
}

TEMPLATE_TEST_CASE("sums of runs take every element, in registers or left over", "", float, double) {
    using T = TestType;
    for (std::size_t count = 0; count < 150; ++count) {
        std::vector<T> x(count + 1), y(count + 1);
        double expected = 0;
        for (std::size_t i = 0; i <= count; ++i) {
            x[i] = static_cast<T>(i % 7) - 2;
            y[i] = static_cast<T>(i % 5);
            if (i < count) expected += static_cast<double>(x[i] * y[i]);
        }
        const auto product = [](const auto& a, const auto& b) { return a * b; };
        REQUIRE(kernels::sum_of_run<T>(count, product, x.data(), y.data()) == expected);
    }
}
