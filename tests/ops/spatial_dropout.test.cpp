#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/ops/spatial_dropout.hpp>

using namespace diapir;
using testing::random_batch;

TEMPLATE_TEST_CASE("spatial dropout drops whole channels of a sample, and keeps the expectation", "", float, double) {
    using T = TestType;
    auto x = tensor<T>::batch(200, 40, 3, 4);
    std::fill(x.begin(), x.end(), T(1));
    const auto y = unpack(spatial_dropout(x, 0.25, {7, 1}));
    double dropped = 0;
    for (std::size_t n = 0; n < 200; ++n)
        for (std::size_t k = 0; k < 40; ++k) {
            const T first = y(n, 0, 0, k);
            REQUIRE((first == 0 || first == Approx(1 / 0.75)));
            dropped += first == 0;
            for (std::size_t r = 0; r < 3; ++r)
                for (std::size_t c = 0; c < 4; ++c) REQUIRE(y(n, r, c, k) == first);
        }
    CHECK(dropped / 8000 == Approx(0.25).margin(0.02));
}

TEST_CASE("what spatial dropout drops depends on its key alone") {
    const auto x = random_batch(1, 20, 3, 4, 40);
    const auto y = spatial_dropout(x, 0.5, {7, 1});
    CHECK(testing::equal(spatial_dropout(x, 0.5, {7, 1}), y));
    CHECK_FALSE(testing::equal(spatial_dropout(x, 0.5, {7, 2}), y));
    CHECK(testing::equal(spatial_dropout(x, 0, {7, 1}), x));
    const thread_limit one(1);
    CHECK(testing::equal(spatial_dropout(x, 0.5, {7, 1}), y));
}

TEST_CASE("spatial dropout obeys the laws, and takes stacked tangents") {
    const auto drop = [](const auto& v) { return spatial_dropout(v, 0.5, {1, 2}); };
    testing::check_laws(drop, random_batch(5, 6, 3, 3, 21));
    testing::check_laws_in_float(drop, random_batch(5, 6, 3, 3, 21));
    testing::check_stacked(drop, random_batch(5, 6, 3, 3, 40));
}

TEST_CASE("spatial dropout names itself and what does not fit") {
    const auto x = random_batch(1, 2, 3, 4);
    CHECK_THROWS_WITH(spatial_dropout(x, 1, {7, 1}), Catch::Contains("spatial_dropout") && Catch::Contains("got 1"));
    CHECK_THROWS_AS(spatial_dropout(x, -0.1, {7, 1}), argument_error);
    CHECK_THROWS_AS(spatial_dropout(testing::random_tensor(1, {4}), 0.5, {7, 1}), argument_error);
}
