#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
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

TEMPLATE_TEST_CASE("padding at all sides agrees with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({2, 3, 4, 2});
    const auto pad = [](pad_mode mode) {
        return [mode](const auto& v) { return pad2d(v, {.top = 2, .bottom = 1, .left = 3, .mode = mode}); };
    };
    testing::check_against_torch<T>(
        pad(pad_mode::reflect), x,
        {{0, 5, 87, 166}, {-0.0088513092904, 0.149877209663, 0.850903524534, 0.296368578709}},
        {{0, 5, 27, 46}, {0.440143022496, -0.184295930921, -0.94663020574, -2.67393977682}});
    testing::check_against_torch<T>(
        pad(pad_mode::edge), x, {{0, 5, 87, 166}, {0, 0.841470984808, -0.132351750098, 0.901788347649}},
        {{0, 5, 27, 46}, {0.854233427207, -0.892797891148, -0.862030331428, -0.209315871244}});
    testing::check_against_torch<T>(
        pad(pad_mode::zero), x, {{0, 5, 87, 166}, {0, 0, 0, 0}},
        {{0, 5, 27, 46}, {0.440143022496, -0.857803093245, -0.995263706279, -0.742174400102}});
}

TEST_CASE("padding at all sides obeys the laws, and takes stacked tangents") {
    for (const auto mode : {pad_mode::zero, pad_mode::reflect, pad_mode::edge}) {
        const auto pad = [mode](const auto& v) {
            return pad2d(v, {.top = 1, .bottom = 3, .left = 2, .right = 1, .mode = mode});
        };
        check_laws(pad, random_batch(7, 2, 4, 3, 21));
        testing::check_laws_in_float(pad, random_batch(7, 2, 4, 3, 21));
        testing::check_stacked(pad, random_batch(7, 2, 4, 3, 40));
    }
}

TEST_CASE("a reflection needs enough pixels, edges one") {
    const auto x = random_batch(7, 2, 4, 3);
    CHECK_THROWS_WITH(pad2d(x, {.bottom = 4, .mode = pad_mode::reflect}),
                      Catch::Contains("pad2d") && Catch::Contains("reflection of 4 rows"));
    CHECK_THROWS_AS(pad2d(x, {.left = 3, .mode = pad_mode::reflect}), argument_error);
    CHECK(pad2d(x, {.bottom = 9, .mode = pad_mode::edge}).rows() == 13);
    CHECK_THROWS_AS(pad2d(testing::random_tensor(1, {4, 4}), {.top = 1}), argument_error);
}

TEST_CASE("padding beyond any memory is refused before it takes some") {
    constexpr std::size_t much = std::size_t{1} << 31;
    const auto x = random_batch(7, 2, 4, 5);
    CHECK_THROWS_WITH(pad2d(x, {.top = much + 1}), Catch::Contains("pad2d") && Catch::Contains("2147483649"));
    CHECK_THROWS_AS(pad2d(x, {.top = much, .left = much}), argument_error);
}
