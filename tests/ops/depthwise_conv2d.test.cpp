#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/waves.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/depthwise_conv2d.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("depthwise_conv2d agrees with torch", "", float, double) {
    using T = TestType;
    const auto x = testing::sine_batch<T>({2, 5, 4, 2});
    const auto b = testing::sine_tensor<T>({4}), w = testing::sine_tensor<T>({3, 2, 2, 2}),
               square = testing::sine_tensor<T>({3, 3, 2, 2});
    testing::check_against_torch<T>(
        [&](const auto& v) { return depthwise_conv2d(v, w, b, {.row_stride = 2, .border = padding::valid}); }, x,
        {{0, 5, 27, 46}, {-0.394205206284, -1.61068156131, -0.615378258153, -1.4401294886}},
        {{0, 5, 43, 78}, {-0.0587266449276, -1.04544839022, -0.0277590510893, -0.379607265131}});
    testing::check_against_torch<T>([&](const auto& v) { return depthwise_conv2d(v, square, b); }, x,
                                    {{0, 5, 83, 158}, {-0.0868681218568, 1.2234810817, 0.692353521256, -1.62948922503}},
                                    {{0, 5, 43, 78}, {-2.76744034929, -1.13655369977, 1.6883292669, 0.513851533713}});
    const auto map = linearize([&](const auto& v) { return depthwise_conv2d(x, v, b); }, point<T>(square));
    testing::check_picked(to_array(map.pull(testing::cosine_batch<T>({2, 5, 4, 4}))),
                          {{0, 5, 7}, {-2.0430227174875513, -2.7185157678818457, 3.372282525330414}});
}

TEST_CASE("depthwise_conv2d obeys the laws in image, kernel and bias") {
    const auto w = random_tensor(2, {3, 2, 3, 2}), b = random_tensor(3, {6});
    for (const std::size_t samples : {3, 21})
        for (const std::size_t stride : {1, 2})
            for (const auto border : {padding::same, padding::valid}) {
                const auto x = random_batch(1, 3, 5, 6, samples);
                const ops::convolution_options o{.row_stride = stride, .col_stride = 3 - stride, .border = border};
                check_laws([&](const auto& v) { return depthwise_conv2d(v, w, b, o); }, x);
                check_laws([&](const auto& v) { return depthwise_conv2d(x, v, b, o); }, w);
                check_laws([&](const auto& v) { return depthwise_conv2d(x, w, v, o); }, b);
                check_laws([&](const auto& v) { return depthwise_conv2d(v, w, o); }, x);
            }
    const auto single = random_tensor(4, {3, 3, 3, 1});
    const auto x = random_batch(1, 3, 5, 6);
    check_laws([&](const auto& v) { return depthwise_conv2d(depthwise_conv2d(x, v), v); }, single);
    tensor<float> ones(shape{3, 3, 3, 1}, 1.f);
    testing::check_laws_in_float([&](const auto& v) { return depthwise_conv2d(v, ones); },
                                 random_batch(1, 3, 5, 6, 40));
}

TEST_CASE("depthwise_conv2d pushes and pulls stacked tangents of images, not of kernels") {
    const auto w = random_tensor(2, {3, 2, 3, 2});
    const auto x = random_batch(1, 3, 5, 6, 40), g = random_batch(2, 6, 5, 6, 40);
    testing::check_stacked([&](const auto& v) { return depthwise_conv2d(v, w); }, x);
    const auto map = linearize([&](const auto& v) { return depthwise_conv2d(x, v); }, point<double>(w));
    CHECK_THROWS_AS(map.pull(testing::stack(g, g)), argument_error);
}

TEST_CASE("depthwise_conv2d names itself and the shapes that do not fit") {
    const auto x = random_batch(1, 3, 5, 6);
    CHECK_THROWS_WITH(depthwise_conv2d(x, random_tensor(1, {3, 3, 2, 1})), Catch::Contains("depthwise_conv2d") &&
                                                                               Catch::Contains("{3, 3, 2, 1}") &&
                                                                               Catch::Contains("has 3"));
    CHECK_THROWS_AS(depthwise_conv2d(x, random_tensor(1, {3, 3, 3})), argument_error);
    CHECK_THROWS_AS(depthwise_conv2d(random_tensor(1, {3}), random_tensor(1, {3, 3, 3, 1})), argument_error);
    CHECK_THROWS_WITH(depthwise_conv2d(x, random_tensor(1, {3, 3, 3, 2}), random_tensor(1, {3})),
                      Catch::Contains("bias {6}") && Catch::Contains("{3}"));
}

TEST_CASE("depthwise_conv2d takes no dilation") {
    CHECK_THROWS_WITH(depthwise_conv2d(random_batch(1, 3, 5, 6), random_tensor(1, {3, 3, 3, 1}), {.col_dilation = 2}),
                      Catch::Contains("depthwise_conv2d") && Catch::Contains("got 1 and 2"));
}
