#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/global_pool2d.hpp>

#include <algorithm>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

TEMPLATE_TEST_CASE("global pooling gives the mean and the largest value of each channel", "", float, double) {
    using T = TestType;
    for (const std::size_t samples : {1, 5, 17, 40}) {
        const auto x = laws::random_like(tensor<T>::batch(samples, 3, 5, 7), 1);
        const auto images = unpack(x), means = unpack(global_average_pool2d(x)), tops = unpack(global_max_pool2d(x));
        REQUIRE(shape_of(means) == shape{samples, 1, 1, 3});
        REQUIRE(shape_of(tops) == shape{samples, 1, 1, 3});
        for (std::size_t n = 0; n < samples; ++n)
            for (std::size_t k = 0; k < 3; ++k) {
                double total = 0;
                T top = images(n, 0, 0, k);
                for (std::size_t r = 0; r < 5; ++r)
                    for (std::size_t c = 0; c < 7; ++c) {
                        total += static_cast<double>(images(n, r, c, k));
                        top = std::max(top, images(n, r, c, k));
                    }
                REQUIRE(static_cast<double>(means(n, 0, 0, k)) == Approx(total / 35).margin(1e-6));
                REQUIRE(tops(n, 0, 0, k) == top);
            }
    }
}

TEST_CASE("global pooling obeys the laws") {
    for (const std::size_t samples : {3, 40}) {
        const auto x = random_batch(4, 2, 5, 7, samples);
        check_laws([](const auto& v) { return global_average_pool2d(v); }, x);
        check_laws([](const auto& v) { return global_max_pool2d(v); }, x);
        // A squeeze and excitation of channels.
        check_laws([](const auto& v) { return v * sigmoid(global_average_pool2d(v)); }, x);
    }
    const auto x = random_batch(4, 2, 5, 7, 40);
    testing::check_laws_in_float([](const auto& v) { return global_average_pool2d(v) - global_max_pool2d(v); }, x);
}

TEST_CASE("global pooling pushes and pulls stacked tangents") {
    const auto x = random_batch(4, 2, 5, 4, 40);
    testing::check_stacked([](const auto& v) { return global_average_pool2d(v); }, x);
    testing::check_stacked([](const auto& v) { return global_max_pool2d(v); }, x);
}

TEST_CASE("a row may have any number of pixels") {
    auto x = tensor<float>::batch(1, 1, 1, (1 << 20) + 1);
    std::fill(x.begin(), x.end(), 0.0F);
    x[1 << 20] = 2;
    CHECK(global_max_pool2d(x)[0] == 2);
}

TEST_CASE("only batches are pooled") {
    CHECK_THROWS_WITH(global_average_pool2d(testing::random_tensor(1, {4, 4})),
                      Catch::Contains("global_average_pool2d") && Catch::Contains("{4, 4}"));
    CHECK_THROWS_WITH(global_max_pool2d(testing::random_tensor(1, {4, 4})),
                      Catch::Contains("global_max_pool2d") && Catch::Contains("{4, 4}"));
}
