#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/pad2d.hpp>

#include <numeric>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

TEST_CASE("zeros are added at the bottom and right, or pixels cut off there") {
    auto images = make_array<double>({18, 3, 4, 2});
    std::iota(images.begin(), images.end(), 1.0);
    const auto x = pack(images);
    for (const auto& [rows, cols] : {std::pair{5, 6}, {2, 3}, {5, 3}, {2, 6}, {3, 4}}) {
        const auto r = static_cast<std::size_t>(rows), c = static_cast<std::size_t>(cols);
        const auto y = unpack(pad2d(x, r, c));
        REQUIRE(shape_of(y) == shape{18, r, c, 2});
        for (std::size_t n = 0; n < 18; ++n)
            for (std::size_t i = 0; i < r; ++i)
                for (std::size_t j = 0; j < c; ++j)
                    for (std::size_t k = 0; k < 2; ++k)
                        REQUIRE(y(n, i, j, k) == (i < 3 && j < 4 ? images(n, i, j, k) : 0));
    }
}

TEST_CASE("padding obeys the laws, and takes stacked tangents") {
    const auto x = random_batch(7, 2, 4, 3);
    check_laws([](const auto& v) { return pad2d(v, 6, 5); }, x);
    check_laws([](const auto& v) { return pad2d(v, 3, 2); }, x);
    testing::check_stacked([](const auto& v) { return pad2d(v, 6, 2); }, random_batch(7, 2, 4, 3, 40));
}

TEST_CASE("only batches are padded") {
    CHECK_THROWS_WITH(pad2d(testing::random_tensor(1, {4, 4}), 5, 5),
                      Catch::Contains("pad2d") && Catch::Contains("{4, 4}"));
}
