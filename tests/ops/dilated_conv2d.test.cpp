#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/conv2d.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("dilated convolutions agree with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({2, 8, 9, 2});
    const auto b = testing::sine_tensor<T>({3}), w = testing::sine_tensor<T>({3, 3, 2, 3}),
               even = testing::sine_tensor<T>({2, 3, 2, 3});
    testing::check_against_torch<T>(
        [&](const auto& v) { return conv2d(v, w, b, {.row_dilation = 2, .col_dilation = 3}); }, x,
        {{0, 5, 219, 430}, {-2.04115279968, 1.79765512156, 0.514231708943, -1.20824338303}},
        {{0, 5, 147, 286}, {-1.33285897162, 1.98040997653, -0.220199263507, -1.85973132563}});
    testing::check_against_torch<T>(
        [&](const auto& v) { return conv2d(v, w, b, {.border = padding::valid, .row_dilation = 2}); }, x,
        {{0, 5, 87, 166}, {1.34347246475, -0.787253428363, 0.573232203479, 1.23413732181}},
        {{0, 5, 147, 286}, {0.123911513041, 0.607208068829, -2.69567550502, 0.419693618565}});
    testing::check_against_torch<T>(
        [&](const auto& v) {
            return conv2d(v, even, b, {.border = padding::valid, .row_dilation = 3, .col_dilation = 2});
        },
        x, {{0, 5, 78, 148}, {-1.46468575338, 1.14530296106, 0.827567624249, 0.2720593752}},
        {{0, 5, 147, 286}, {0.123911513041, 0.365600166394, -0.764973108641, -1.38552628131}});
    const auto map =
        linearize([&](const auto& v) { return conv2d(x, v, {.row_dilation = 2, .col_dilation = 3}); }, point<T>(w));
    testing::check_picked(to_array(map.pull(testing::cosine_batch<T>({2, 8, 9, 3}))),
                          {{0, 5, 7}, {0.8402520054610332, -0.43031435245735916, -1.0926271922788031}});
}

TEST_CASE("a dilated convolution is that with a kernel that has zeros between its cells") {
    const auto w = random_tensor(2, {2, 3, 3, 4}), b = random_tensor(3, {4});
    for (const std::size_t d : {1, 2, 3, 7, 9, 20})
        for (const auto border : {padding::same, padding::valid}) {
            if (border == padding::valid && d >= 7) continue;
            tensor<double> wide(shape{d + 1, 2 * d + 1, 3, 4}, 0.0);
            for (std::size_t r = 0; r < 2; ++r)
                for (std::size_t c = 0; c < 3; ++c)
                    for (std::size_t i = 0; i < 12; ++i)
                        wide[(r * d * (2 * d + 1) + c * d) * 12 + i] = w[(r * 3 + c) * 12 + i];
            for (const std::size_t samples : {1, 21, 40}) {
                const auto x = random_batch(1, 3, 8, 9, samples);
                const auto y = conv2d(x, w, b, {.border = border, .row_dilation = d, .col_dilation = d}),
                           expected = conv2d(x, wide, b, {.border = border});
                REQUIRE(y.shape() == expected.shape());
                const auto y_images = unpack(y), expected_images = unpack(expected);
                for (std::size_t i = 0; i < y_images.size(); ++i)
                    REQUIRE(y_images.data()[i] == Approx(expected_images.data()[i]).margin(1e-11));
            }
        }
}

TEST_CASE("dilated convolutions obey the laws in image, kernel and bias") {
    const auto w = random_tensor(2, {3, 2, 3, 4}), b = random_tensor(3, {4});
    for (const std::size_t samples : {3, 21})
        for (const auto border : {padding::same, padding::valid}) {
            const auto x = random_batch(1, 3, 7, 6, samples);
            const ops::convolution_options o{.border = border, .row_dilation = 2, .col_dilation = 3};
            check_laws([&](const auto& v) { return conv2d(v, w, b, o); }, x);
            check_laws([&](const auto& v) { return conv2d(x, v, b, o); }, w);
            check_laws([&](const auto& v) { return conv2d(x, w, v, o); }, b);
            check_laws([&](const auto& v) { return conv2d(v, w, o); }, x);
            if (border == padding::valid) continue;
            for (const std::size_t d : {5, 8}) {
                const ops::convolution_options wide{.row_dilation = d, .col_dilation = 7};
                check_laws([&](const auto& v) { return conv2d(v, w, b, wide); }, x);
                check_laws([&](const auto& v) { return conv2d(x, v, b, wide); }, w);
            }
        }
    testing::check_stacked([&](const auto& v) { return conv2d(v, w, b, {.row_dilation = 2}); },
                           random_batch(1, 3, 7, 6, 40));
    tensor<float> ones(shape{3, 3, 3, 2}, 1.f);
    testing::check_laws_in_float([&](const auto& v) { return conv2d(v, ones, {.col_dilation = 2}); },
                                 random_batch(1, 3, 7, 6, 21));
}

TEST_CASE("a dilation far beyond the image takes no more than the image") {
    const auto x = random_batch(1, 3, 7, 6, 2), w = random_tensor(2, {3, 3, 3, 4});
    tensor<double> middle(shape{1, 1, 3, 4});
    std::copy_n(w.data() + 4 * 12, 12, middle.data());
    const auto y = conv2d(x, w, {.row_dilation = 65536, .col_dilation = 65536}), expected = conv2d(x, middle);
    for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == Approx(expected[i]).margin(1e-12));
}

TEST_CASE("an input that is known to be one sample stays one through a dilated convolution") {
    const auto x = random_batch(1, 3, 7, 6, 1), r = random_batch(2, 3, 7, 6, 21);
    const auto w = random_tensor(2, {3, 3, 3, 4});
    const auto map =
        linearize([&](const auto& v) { return conv2d(v, w, {.row_dilation = 2}); }, chord<double>::to_sample(x, r));
    CHECK(map.value().sample != nullptr);
}

TEST_CASE("a dilation takes no strides, and a window that fits") {
    const auto x = random_batch(1, 3, 7, 6);
    const auto w = random_tensor(2, {3, 3, 3, 4});
    CHECK_THROWS_WITH(conv2d(x, w, {.row_stride = 2, .row_dilation = 2}),
                      Catch::Contains("conv2d: expected strides of 1") && Catch::Contains("got 2 and 1"));
    CHECK_THROWS_WITH(conv2d(x, w, {.border = padding::valid, .col_dilation = 3}),
                      Catch::Contains("window of 7 cells") && Catch::Contains("axis of 6"));
    CHECK_THROWS_AS(conv2d(x, w, {.row_dilation = 0}), argument_error);
    CHECK_THROWS_AS(conv2d(x, random_tensor(2, {3, 3, 2, 4}), {.row_dilation = 2}), argument_error);
}
