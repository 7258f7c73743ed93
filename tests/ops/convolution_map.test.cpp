#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/ops/channel_affine.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/conv2d_transpose.hpp>
#include <diapir/ops/convolution_map.hpp>
#include <diapir/ops/dense.hpp>
#include <diapir/ops/depthwise_conv2d.hpp>

#include <cmath>

using namespace diapir;
using ops::convolution_geometry;
using testing::equal;
using testing::random_batch;
using testing::random_tensor;
using testing::tensor_d;

namespace {

const auto w = random_tensor(2, {3, 2, 2, 5});
const auto x = random_batch(1, 2, 5, 6, 40);  // in three blocks
const auto geometry = convolution_geometry::over(x, w, {.row_stride = 2});

}  // namespace

TEST_CASE("the geometry of a convolution belongs to its rows and columns") {
    CHECK(geometry.rows.large == 5);
    CHECK(geometry.rows.small == 3);
    CHECK(geometry.rows.size == 3);
    CHECK(geometry.cols.large == 6);
    CHECK(geometry.cols.small == 6);
    CHECK(geometry.cols.size == 2);
    const auto under = convolution_geometry::under(x, w, {.col_stride = 3, .border = padding::valid});
    CHECK(under.rows.large == 7);
    CHECK(under.cols.large == 18);
    CHECK(under.cols.small == 6);
}

TEST_CASE("convolution and its adjoint are adjoint, as functions and as a map of the image") {
    const auto y = ops::convolve<double>(x, w, nullptr, geometry);
    CHECK(y.shape() == shape{3, 5, 3, 6, 16});
    const auto g = laws::random_like(y, 3);
    const auto back = ops::convolve_adjoint<double>(g, w, nullptr, geometry);
    CHECK(back.shape() == x.shape());
    CHECK(laws::inner(y, g) == Approx(laws::inner(back, x)));
    const ops::image_map<double> map{refer_to(w), geometry};
    CHECK(equal(map.push(x), y));
    CHECK(equal(map.pull(g), back));
}

TEST_CASE("biases are added to the channels that a convolution makes") {
    const auto b = random_tensor(4, {5}), c = random_tensor(5, {2});
    const auto y = ops::convolve<double>(x, w, nullptr, geometry), with = ops::convolve(x, w, b.data(), geometry);
    const auto z = ops::convolve_adjoint<double>(y, w, nullptr, geometry),
               z_with = ops::convolve_adjoint(y, w, c.data(), geometry);
    const ops::bias_map<double> of_y{y.shape()};
    const auto pushed = of_y.push(b);
    for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(with[i] - y[i] == Approx(pushed[i]).margin(1e-12));
    for (std::size_t i = 0; i < z.size(); ++i)
        REQUIRE(z_with[i] - z[i] == Approx(c[i / (5 * 6 * 16) % 2]).margin(1e-12));
    const auto g = laws::random_like(y, 6);
    CHECK(laws::inner(pushed, g) == Approx(laws::inner(b, of_y.pull(g))));
}

TEST_CASE("as a map of the kernel a convolution takes the image of its anchor, halfway along a chord") {
    const auto r = random_batch(7, 2, 5, 6, 40), v = random_tensor(8, {3, 2, 2, 5});
    const auto g = random_batch(9, 5, 3, 6, 40);
    const chord<double> image(x, r);
    const ops::kernel_map<false, chord<double>> map{image, w.shape(), geometry};
    const auto pushed = map.push(v), halfway = ops::convolve<double>(*midpoint(image), v, nullptr, geometry);
    CHECK(equal(pushed, halfway));
    CHECK(laws::inner(pushed, g) == Approx(laws::inner(v, map.pull(g))));
    const point<double> small(g);
    const ops::kernel_map<true, point<double>> transposed{small, w.shape(), geometry};
    CHECK(equal(transposed.push(v), ops::convolve_adjoint<double>(g, v, nullptr, geometry)));
    CHECK(laws::inner(transposed.push(v), x) == Approx(laws::inner(v, transposed.pull(x))));
}

TEST_CASE("stacked cotangents are not summed into one kernel or bias") {
    const auto g = random_batch(9, 5, 3, 6, 40);
    const ops::kernel_map<false, point<double>> kernel{point<double>(x), w.shape(), geometry};
    const ops::bias_map<double> bias{g.shape()};
    CHECK_THROWS_AS(kernel.pull(testing::stack(g, g)), argument_error);
    CHECK_THROWS_AS(bias.pull(testing::stack(g, g)), argument_error);
}

namespace {

/// NaN in the lanes that hold no sample.
tensor_d spoiled(const tensor_d& batch) {
    tensor_d some(batch.shape(), NAN);
    batch.shape().for_each_held([&](std::size_t i) { some[i] = batch[i]; });
    return some;
}
tensor_d sample(const tensor_d& batch, std::size_t i) {
    tensor_d one = tensor_d::batch(1, batch.channels(), batch.rows(), batch.cols());
    for (std::size_t cell = 0; cell < one.size(); ++cell)
        one[cell] = batch[i / batch.lanes() * batch.block_size() + cell * batch.lanes() + i % batch.lanes()];
    return one;
}

/// Compares the gradient by v of f(image, v) with the sum of those of every sample alone.
template <class F>
void check_gradient(const F& f, const tensor_d& image, const tensor_d& v) {
    const auto g = laws::random_like(f(image, v), 3);
    const auto pull = [&](const tensor_d& of, const tensor_d& cotangent) {
        return linearize([&](const auto& parameter) { return f(of, parameter); }, point<double>(v)).pull(cotangent);
    };
    const auto found = pull(spoiled(image), spoiled(g));
    tensor_d expected(v.shape(), 0.0);
    for (std::size_t i = 0; i < image.samples(); ++i) detail::add_to(expected, pull(sample(image, i), sample(g, i)));
    INFO(image.shape() << " by " << v.shape());
    for (std::size_t i = 0; i < v.size(); ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-12));
}

}  // namespace

TEST_CASE("what lanes without a sample hold does not reach the gradient of a parameter") {
    for (const std::size_t samples : {11, 17, 40}) {
        const auto image = random_batch(1, 2, 5, 6, samples);
        const auto kernel = random_tensor(2, {3, 2, 2, 3}), two = random_tensor(4, {2}), three = random_tensor(5, {3});
        check_gradient([](const auto& x, const auto& v) { return conv2d(x, v); }, image, kernel);
        check_gradient([](const auto& x, const auto& v) { return conv2d(x, v, {.row_dilation = 2}); }, image, kernel);
        check_gradient([&](const auto& x, const auto& v) { return conv2d(x, kernel, v); }, image, three);
        check_gradient([](const auto& x, const auto& v) { return conv2d_transpose(x, v); }, image,
                       random_tensor(2, {3, 2, 3, 2}));
        check_gradient([](const auto& x, const auto& v) { return dense(x, v); }, image, random_tensor(2, {2, 3}));
        check_gradient([](const auto& x, const auto& v) { return depthwise_conv2d(x, v); }, image,
                       random_tensor(2, {3, 2, 2, 3}));
        check_gradient([&](const auto& x, const auto& v) { return channel_affine(x, v, two); }, image, two);
        check_gradient([&](const auto& x, const auto& v) { return channel_affine(x, two, v); }, image, two);
    }
}
