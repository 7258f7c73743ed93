#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/flatten.hpp>

#include <numeric>

using namespace diapir;
using testing::random_batch;

TEMPLATE_TEST_CASE("features lie in the order of rows, columns and channels", "", float, double) {
    for (const std::size_t samples : {1, 5, 21, 40}) {
        auto images = make_array<TestType>({samples, 2, 3, 4});
        std::iota(images.begin(), images.end(), TestType(1));
        const auto y = unpack(flatten(pack(images)));
        REQUIRE(shape_of(y) == shape{samples, 1, 1, 24});
        CHECK(std::equal(y.begin(), y.end(), images.begin()));
    }
}

TEST_CASE("flatten obeys the laws, and takes stacked tangents") {
    testing::check_laws([](const auto& v) { return flatten(v); }, random_batch(5, 2, 3, 4, 21));
    testing::check_laws_in_float([](const auto& v) { return flatten(v); }, random_batch(5, 2, 3, 4, 21));
    testing::check_stacked([](const auto& v) { return flatten(v); }, random_batch(5, 2, 3, 4, 40));
    CHECK_THROWS_WITH(flatten(testing::random_tensor(1, {4})), Catch::Contains("flatten") && Catch::Contains("{4}"));
}
