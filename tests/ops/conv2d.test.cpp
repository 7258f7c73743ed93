#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/pool2d.hpp>

using namespace diapir;
using testing::check_laws;
using testing::check_layer;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("conv2d agrees with Keras", "", float, double) {
    using T = TestType;
    for (const std::string size : {"0", "1"})
        for (const auto& [kernel, stride] : {std::pair{1, 1}, {3, 1}, {5, 1}, {2, 2}, {3, 2}, {5, 2}}) {
            const auto s = static_cast<std::size_t>(stride);
            const ops::convolution_options options{.row_stride = s, .col_stride = s};
            check_layer<T>("conv" + size + "_k" + std::to_string(kernel) + "_s" + std::to_string(stride),
                           [&](const auto& a) { return conv2d(a[0], a[1], a[2], options); });
        }
    check_layer<T>("conv_rect_valid",
                   [](const auto& a) { return conv2d(a[0], a[1], a[2], {.border = padding::valid}); });
    check_layer<T>("conv_k5_small", [](const auto& a) { return conv2d(a[0], a[1], a[2]); });
    check_layer<T>("conv_relu", [](const auto& a) { return relu(conv2d(a[0], a[1], a[2])); });
    check_layer<T>("conv_sigmoid", [](const auto& a) { return sigmoid(conv2d(a[0], a[1], a[2])); });
}

TEST_CASE("conv2d obeys the laws in image, kernel and bias") {
    const auto x = random_batch(1, 3, 5, 6);
    const auto w = random_tensor(2, {3, 2, 3, 4}), b = random_tensor(3, {4});
    for (const std::size_t stride : {1, 2})
        for (const auto border : {padding::same, padding::valid}) {
            const ops::convolution_options o{.row_stride = stride, .col_stride = 1, .border = border};
            check_laws([&](const auto& v) { return conv2d(v, w, b, o); }, x);
            check_laws([&](const auto& v) { return conv2d(x, v, b, o); }, w);
            check_laws([&](const auto& v) { return conv2d(x, w, v, o); }, b);
            check_laws([&](const auto& v) { return conv2d(v, w, o); }, x);
        }
}

TEST_CASE("conv2d obeys the laws where image and kernel vary together") {
    const auto w = random_tensor(2, {3, 2, 2, 2});
    const auto x = random_batch(1, 2, 4, 3);
    // The kernel follows from the same variable: along a chord both factors move.
    const auto f = [&](const auto& v) { return conv2d(conv2d(x, v), v); };
    check_laws(f, w);
}

TEST_CASE("several tangents stacked along the blocks are pushed and pulled at once") {
    const auto w = random_tensor(3, {3, 3, 2, 3}), b = random_tensor(4, {3});
    testing::check_stacked([&](const auto& v) { return sigmoid(max_pool2d(relu(conv2d(v, w, b)))); },
                           random_batch(1, 2, 4, 4, 40));
}

TEST_CASE("tangents of samples that leave lanes empty are stacked, also where strides take a detour over registers") {
    const auto w = random_tensor(2, {3, 3, 4, 5});
    const ops::convolution_options strides{.row_stride = 2, .col_stride = 2};
    for (const std::size_t lanes : {3, 5, 7, 13}) {
        auto x = tensor<double>::batch_of_blocks(1, 4, 9, 8, lanes, lanes - 1);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % lanes + 1 < lanes ? std::sin(static_cast<double>(i)) : 0;
        const auto map = linearize([&](const auto& v) { return conv2d(v, w, strides); }, point<double>(x));
        const auto one = map.push(x), both = map.push(testing::stack(x, x));
        CHECK(testing::equal(both, testing::stack(one, one)));
        // Samples in more blocks than they fill stay where they are.
        auto loose = tensor<double>::batch_of_blocks(3, 4, 9, 8, lanes, lanes);
        std::fill(loose.begin(), loose.end(), 1.0);
        CHECK(conv2d(loose, w, strides).blocks() == 3);
    }
}

TEST_CASE("strides of conv2d belong to rows and columns") {
    const auto x = random_batch(1, 1, 7, 9);
    const auto w = random_tensor(2, {3, 2, 1, 5});
    CHECK(conv2d(x, w, {.row_stride = 2}).shape() == shape{1, 5, 4, 9, 16});
    CHECK(conv2d(x, w, {.col_stride = 3}).shape() == shape{1, 5, 7, 3, 16});
    CHECK(conv2d(x, w, {.border = padding::valid}).shape() == shape{1, 5, 5, 8, 16});
}

TEST_CASE("conv2d names itself and both shapes when these do not fit") {
    const auto x = random_batch(1, 2, 4, 4);
    const auto w = random_tensor(3, {3, 3, 5, 3});
    CHECK_THROWS_WITH(conv2d(x, w), Catch::Contains("conv2d") && Catch::Contains("5") && Catch::Contains("2"));
    CHECK_THROWS_AS(conv2d(x, w), argument_error);
    CHECK_THROWS_AS(conv2d(random_tensor(1, {3}), w), argument_error);
    CHECK_THROWS_AS(conv2d(x, random_tensor(1, {3, 3, 2})), argument_error);
    CHECK_THROWS_WITH(conv2d(x, random_tensor(1, {3, 3, 2, 3}), random_tensor(1, {2})),
                      Catch::Contains("bias {3}") && Catch::Contains("{2}"));
    CHECK_THROWS_AS(conv2d(x, random_tensor(1, {5, 5, 2, 3}), {.border = padding::valid}), argument_error);
}

TEST_CASE("a stride beyond the image meets the first pixels once, also on the way back") {
    const auto x = random_batch(1, 1, 8, 8, 1), w = random_tensor(2, {3, 3, 1, 1});
    const auto far = ops::convolution_options{.row_stride = 1 << 20, .col_stride = 1 << 20};
    const auto map = linearize([&](const auto& v) { return conv2d(v, w, far); }, point<double>(x));
    const auto back = map.pull(testing::tensor_d(map.value().x->shape(), 1.0));
    for (std::size_t i = 0; i < 64; ++i) CHECK(back[i] == (i / 8 < 3 && i % 8 < 3 ? w[i / 8 * 3 + i % 8] : 0));
}
