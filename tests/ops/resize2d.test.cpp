#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
#include <diapir/ops/resize2d.hpp>

using namespace diapir;
using testing::check_against_torch;
using testing::random_batch;

TEMPLATE_TEST_CASE("resizing agrees with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({2, 3, 4, 2});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 5, 7); }, x,
                           {{0, 5, 73, 138}, {0, 0.191145077828, 0.256479563653, 0.901788347649}},
                           {{0, 5, 27, 46}, {0.308131859596, 0.170388956791, 0.131228580745, 0.31299177846}});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 2, 3); }, x,
                           {{0, 5, 15, 22}, {0.297110933446, 0.4437346831, -0.0241868337848, 0.586249792923}},
                           {{0, 5, 27, 46}, {0.625, 0.255179916359, 0.138709208999, 0.624902067905}});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 5, 7, interpolation::nearest); }, x,
                           {{0, 5, 73, 138}, {0, 0.14112000806, -0.132351750098, 0.901788347649}},
                           {{0, 5, 27, 46}, {0.217973873329, -0.0351093334212, 0.219812040849, 0.166200253833}});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 2, 3, interpolation::nearest); }, x,
                           {{0, 5, 15, 22}, {0, 0.656986598719, -0.663633884213, 0.901788347649}},
                           {{0, 5, 27, 46}, {1, 0.96017028665, 0, 0.999843308648}});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 5, 7, interpolation::bilinear_corners); }, x,
                           {{0, 5, 73, 138}, {0, 0.14112000806, 0.412012089153, 0.901788347649}},
                           {{0, 5, 27, 46}, {0.400431096538, 0.153861110084, 0.15916164, 0.405449698788}});
    check_against_torch<T>([](const auto& v) { return resize2d(v, 1, 6, interpolation::bilinear_corners); }, x,
                           {{0, 5, 15, 22}, {0, -0.0788888484847, 0.520884857004, -0.988031624093}},
                           {{0, 5, 27, 46}, {0.738542551655, 0.337765493697, -0.395290621086, 0}});
}

TEMPLATE_TEST_CASE("upsampling agrees with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({2, 3, 4, 2});
    check_against_torch<T>([](const auto& v) { return upsample2d(v, {.interpolation = interpolation::bilinear}); }, x,
                           {{0, 5, 99, 190}, {0, 0.316207752247, 0.139830169528, 0.901788347649}},
                           {{0, 5, 27, 46}, {1.02206729686, -0.0166956171177, 0.262057404181, -1.04580989131}});
    check_against_torch<T>([](const auto& v) { return upsample2d(v, {.rows = 3}); }, x,
                           {{0, 5, 147, 286}, {0, 0.14112000806, -0.132351750098, 0.901788347649}},
                           {{0, 5, 27, 46}, {1.88461630294, 0.361991330411, -1.18344219741, 1.56688544041}});
}

TEST_CASE("resizing obeys the laws, and takes stacked tangents") {
    for (const auto how : {interpolation::nearest, interpolation::bilinear, interpolation::bilinear_corners})
        for (const auto& [rows, cols] : {std::pair{7, 3}, {3, 9}, {1, 1}, {4, 5}}) {
            const auto r = static_cast<std::size_t>(rows), c = static_cast<std::size_t>(cols);
            const auto f = [&](const auto& v) { return resize2d(v, r, c, how); };
            testing::check_laws(f, random_batch(7, 2, 4, 5, 21));
            testing::check_laws_in_float(f, random_batch(7, 2, 4, 5, 3));
            testing::check_stacked(f, random_batch(7, 2, 4, 5, 40));
        }
}

TEST_CASE("an image of the same size is itself, a single pixel fills all") {
    const auto x = random_batch(7, 2, 4, 5), pixel = random_batch(8, 1, 1, 1);
    for (const auto how : {interpolation::nearest, interpolation::bilinear, interpolation::bilinear_corners}) {
        CHECK(testing::equal(resize2d(x, 4, 5, how), x));
        const auto y = resize2d(pixel, 3, 2, how);
        for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == pixel[i % pixel.lanes()]);
    }
}

TEST_CASE("resizing names itself and what does not fit") {
    const auto x = random_batch(7, 2, 4, 5);
    CHECK_THROWS_WITH(resize2d(x, 0, 5), Catch::Contains("resize2d") && Catch::Contains("0 x 5"));
    CHECK_THROWS_AS(upsample2d(x, {.cols = 0}), argument_error);
    CHECK_THROWS_AS(resize2d(testing::random_tensor(1, {4, 4}), 5, 5), argument_error);
}

TEST_CASE("sizes beyond any memory are refused before they take some") {
    constexpr std::size_t much = std::size_t{1} << 31;
    const auto x = random_batch(7, 2, 4, 5);
    CHECK_THROWS_WITH(resize2d(x, static_cast<std::size_t>(-1), 1), Catch::Contains("resize2d"));
    CHECK_THROWS_WITH(resize2d(x, 1, much + 1), Catch::Contains("resize2d") && Catch::Contains("2147483649"));
    CHECK_THROWS_AS(resize2d(x, much, much), argument_error);
}
