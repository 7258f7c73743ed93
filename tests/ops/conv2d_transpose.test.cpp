#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/conv2d_transpose.hpp>

using namespace diapir;
using testing::check_laws;
using testing::check_layer;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("conv2d_transpose agrees with Keras", "", float, double) {
    using T = TestType;
    for (const std::string size : {"0", "1"})
        for (const auto& [kernel, stride] : {std::pair{3, 1}, {5, 1}, {2, 2}, {3, 2}, {5, 2}}) {
            const auto s = static_cast<std::size_t>(stride);
            const ops::convolution_options options{.row_stride = s, .col_stride = s};
            check_layer<T>("deconv" + size + "_k" + std::to_string(kernel) + "_s" + std::to_string(stride),
                           [&](const auto& a) { return conv2d_transpose(a[0], a[1], a[2], options); });
        }
    check_layer<T>("deconv_rect", [](const auto& a) { return conv2d_transpose(a[0], a[1], a[2], {.row_stride = 2}); });
}

TEST_CASE("conv2d_transpose obeys the laws in image, kernel and bias") {
    const auto x = random_batch(1, 3, 4, 3);
    const auto w = random_tensor(2, {5, 2, 4, 3}), b = random_tensor(3, {4});
    for (const std::size_t stride : {1, 2})
        for (const auto border : {padding::same, padding::valid}) {
            const ops::convolution_options o{.row_stride = stride, .col_stride = 2, .border = border};
            check_laws([&](const auto& v) { return conv2d_transpose(v, w, b, o); }, x);
            check_laws([&](const auto& v) { return conv2d_transpose(x, v, b, o); }, w);
            check_laws([&](const auto& v) { return conv2d_transpose(x, w, v, o); }, b);
        }
    check_laws([&](const auto& v) { return conv2d_transpose(v, w); }, x);
}

TEST_CASE("conv2d_transpose pushes and pulls stacked tangents of the image") {
    const auto w = random_tensor(2, {3, 2, 2, 3}), b = random_tensor(3, {2});
    testing::check_stacked([&](const auto& v) { return conv2d_transpose(v, w, b, {.row_stride = 2}); },
                           random_batch(1, 3, 3, 2, 40));
}

TEST_CASE("conv2d_transpose makes images as large as Keras does") {
    const auto x = random_batch(1, 1, 4, 3);
    const auto w = random_tensor(2, {5, 2, 6, 1});
    CHECK(conv2d_transpose(x, w, {.row_stride = 2}).shape() == shape{1, 6, 8, 3, 16});
    CHECK(conv2d_transpose(x, w, {.col_stride = 3}).shape() == shape{1, 6, 4, 9, 16});
    CHECK(conv2d_transpose(x, w, {.row_stride = 2, .col_stride = 3, .border = padding::valid}).shape() ==
          shape{1, 6, 11, 9, 16});
}

TEST_CASE("conv2d_transpose names itself and both shapes when these do not fit") {
    const auto x = random_batch(1, 2, 4, 4);
    CHECK_THROWS_WITH(conv2d_transpose(x, random_tensor(3, {3, 3, 2, 5})),
                      Catch::Contains("conv2d_transpose") && Catch::Contains("5") && Catch::Contains("2"));
    CHECK_THROWS_AS(conv2d_transpose(x, random_tensor(3, {3, 3, 3, 2}), random_tensor(1, {2})), argument_error);
}

TEST_CASE("conv2d_transpose takes no dilation") {
    CHECK_THROWS_WITH(conv2d_transpose(random_batch(1, 2, 3, 4), random_tensor(2, {3, 3, 5, 2}), {.row_dilation = 2}),
                      Catch::Contains("conv2d_transpose") && Catch::Contains("got 2 and 1"));
}
