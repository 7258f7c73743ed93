#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/crop2d.hpp>

#include <numeric>

using namespace diapir;
using testing::random_batch;

TEMPLATE_TEST_CASE("rows and columns are cut off at each side", "", float, double) {
    for (const std::size_t samples : {1, 21, 40}) {
        auto images = make_array<TestType>({samples, 5, 6, 2});
        std::iota(images.begin(), images.end(), TestType(1));
        const auto y = unpack(crop2d(pack(images), {.top = 1, .bottom = 2, .left = 3, .right = 1}));
        REQUIRE(shape_of(y) == shape{samples, 2, 2, 2});
        for (std::size_t n = 0; n < samples; ++n)
            for (std::size_t r = 0; r < 2; ++r)
                for (std::size_t c = 0; c < 2; ++c)
                    for (std::size_t k = 0; k < 2; ++k) REQUIRE(y(n, r, c, k) == images(n, r + 1, c + 3, k));
    }
}

TEST_CASE("cropping obeys the laws, and takes stacked tangents") {
    const auto crop = [](const auto& v) { return crop2d(v, {.top = 1, .left = 2, .right = 1}); };
    testing::check_laws(crop, random_batch(7, 2, 4, 5, 21));
    testing::check_laws_in_float(crop, random_batch(7, 2, 4, 5, 21));
    testing::check_stacked(crop, random_batch(7, 2, 4, 5, 40));
}

TEST_CASE("something must be left of an image") {
    const auto x = random_batch(7, 2, 4, 5);
    CHECK_THROWS_WITH(crop2d(x, {.top = 2, .bottom = 2}), Catch::Contains("crop2d") && Catch::Contains("{2, 4, 5}"));
    CHECK_THROWS_AS(crop2d(x, {.left = 5}), argument_error);
    CHECK_THROWS_AS(crop2d(testing::random_tensor(1, {4, 4}), {}), argument_error);
}
