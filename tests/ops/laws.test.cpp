// The adjoint, tangent and secant laws for every operation in every argument, in double.
#include "catch.hpp"
#include <diapir/autodiff.hpp>
#include <diapir/core/array.hpp>
#include <diapir/ops.hpp>

using namespace diapir;

namespace {

using tensor_d = tensor<double>;

tensor_d random_batch(std::uint64_t seed, std::size_t channels, std::size_t rows, std::size_t cols,
                      std::size_t samples = 16) {
    return laws::random_like(tensor_d::batch(samples, channels, rows, cols), seed);
}
tensor_d random_tensor(std::uint64_t seed, const shape& s) {
    return laws::random_like(tensor_d(s), seed);
}

/// Checks all laws of f at x, with the reference r for the chord.
template <class F>
void check_laws(const F& f, const tensor_d& x, const tensor_d& r) {
    CHECK(laws::adjoint(f, point<double>(x)) < 1e-12);
    CHECK(laws::adjoint(f, chord<double>(x, r)) < 1e-12);
    CHECK(laws::tangent(f, x, 1e-6) < 1e-7);
    CHECK(laws::secant(f, x, r) < 1e-11);
}
template <class F>
void check_laws(const F& f, const tensor_d& x) {
    check_laws(f, x, laws::random_like(x, 99));
}

}  // namespace

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
}

TEST_CASE("pooling obeys the laws") {
    const auto x = random_batch(4, 2, 5, 7);
    for (const auto border : {padding::same, padding::valid}) {
        check_laws([&](const auto& v) { return max_pool2d(v, {.border = border}); }, x);
        check_laws(
            [&](const auto& v) { return max_pool2d(v, {.rows = 3, .cols = 3, .row_stride = 1, .border = border}); }, x);
        check_laws([&](const auto& v) { return average_pool2d(v, {.border = border}); }, x);
    }
}

TEST_CASE("elementwise functions obey the laws") {
    const auto x = random_batch(5, 2, 3, 3);
    check_laws([](const auto& v) { return relu(v); }, x);
    check_laws([](const auto& v) { return sigmoid(v); }, x);
    check_laws([](const auto& v) { return diapir::tanh(v); }, x);
    check_laws([](const auto& v) { return diapir::exp(v); }, x);
    check_laws([](const auto& v) { return square(v); }, x);
    check_laws([](const auto& v) { return diapir::log(diapir::exp(v)); }, x);
    check_laws([](const auto& v) { return dropout(v, 0.5, {1, 2}); }, x);
}

TEST_CASE("an elementwise chord of almost no length uses the derivative") {
    const auto x = random_batch(5, 2, 3, 3);
    auto r = x;
    for (auto& e : r) e -= 1e-9;
    const auto v = laws::random_like(x, 6);
    const auto chord_push = linearize([](const auto& u) { return sigmoid(u); }, chord<double>(x, r)).push(v);
    const auto point_push = linearize([](const auto& u) { return sigmoid(u); }, point<double>(r)).push(v);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(chord_push[i] == Approx(point_push[i]).epsilon(1e-12));
}

TEST_CASE("arithmetic, concatenation, padding and reductions obey the laws") {
    const auto x = random_batch(7, 2, 4, 3), y = random_batch(8, 2, 4, 3), z = random_batch(9, 3, 4, 3);
    check_laws([&](const auto& v) { return v + y; }, x);
    check_laws([&](const auto& v) { return y - v; }, x);
    check_laws([&](const auto& v) { return v * y; }, x);
    check_laws([&](const auto& v) { return sigmoid(v) * v; }, x);
    check_laws([&](const auto& v) { return 0.3 * v; }, x);
    check_laws([&](const auto& v) { return concatenate(y, v, z, v); }, x);
    check_laws([&](const auto& v) { return pad2d(v, 6, 5); }, x);
    check_laws([&](const auto& v) { return pad2d(v, 3, 2); }, x);
    check_laws([&](const auto& v) { return sum(square(v)); }, x);
    check_laws([&](const auto& v) { return mean(sigmoid(v)); }, random_tensor(3, {7}));
}

TEST_CASE("sum and mean leave out lanes without a sample") {
    tensor_d x = tensor_d::batch(5, 2, 1, 1);
    std::fill(x.begin(), x.end(), 1.0);
    CHECK(sum(x)[0] == 10);
    CHECK(mean(x)[0] == 1);
}

TEST_CASE("dropout keeps the expectation, depends on its key alone, and drops the stated share") {
    tensor_d x = random_batch(1, 4, 16, 16, 64);
    std::fill(x.begin(), x.end(), 1.0);
    const auto y = dropout(x, 0.25, {7, 1});
    double total = 0;
    std::size_t dropped = 0;
    for (double e : y) {
        REQUIRE((e == 0 || e == Approx(1 / 0.75)));
        total += e / static_cast<double>(y.size());
        dropped += e == 0;
    }
    CHECK(total == Approx(1).margin(0.01));
    CHECK(static_cast<double>(dropped) / static_cast<double>(y.size()) == Approx(0.25).margin(0.01));
    const auto same = dropout(x, 0.25, {7, 1}), other = dropout(x, 0.25, {7, 2});
    CHECK(std::equal(y.begin(), y.end(), same.begin()));
    CHECK_FALSE(std::equal(y.begin(), y.end(), other.begin()));
    CHECK_THROWS_AS(dropout(x, 1.0, {7, 1}), argument_error);
}

TEST_CASE("several tangents stacked along the blocks are pushed and pulled at once") {
    const auto x = random_batch(1, 2, 4, 4, 32), r = random_batch(2, 2, 4, 4, 32);
    const auto w = random_tensor(3, {3, 3, 2, 3}), b = random_tensor(4, {3});
    const auto f = [&](const auto& v) { return sigmoid(max_pool2d(relu(conv2d(v, w, b)))); };
    const auto map = linearize(f, chord<double>(x, r));
    const auto stack = [](const tensor_d& a, const tensor_d& c) {
        auto s =
            tensor_d::batch_of_blocks(2 * a.blocks(), a.channels(), a.rows(), a.cols(), a.lanes(), 2 * a.samples());
        std::copy(a.begin(), a.end(), s.begin());
        std::copy(c.begin(), c.end(), s.begin() + a.size());
        return s;
    };
    const auto v1 = laws::random_like(x, 5), v2 = laws::random_like(x, 6);
    const auto both = map.push(stack(v1, v2)), one = map.push(v1), two = map.push(v2);
    const auto expected = stack(one, two);
    CHECK(std::equal(both.begin(), both.end(), expected.begin()));
    const auto pulled = map.pull(stack(one, two)), expected_pulled = stack(map.pull(one), map.pull(two));
    CHECK(std::equal(pulled.begin(), pulled.end(), expected_pulled.begin()));
}

TEST_CASE("operations name themselves and both shapes when these do not fit") {
    const auto x = random_batch(1, 2, 4, 4);
    const auto w = random_tensor(3, {3, 3, 5, 3});
    CHECK_THROWS_WITH(conv2d(x, w), Catch::Contains("conv2d") && Catch::Contains("5") && Catch::Contains("2"));
    CHECK_THROWS_AS(add(x, random_batch(1, 3, 4, 4)), argument_error);
    CHECK_THROWS_AS(concatenate(x, random_batch(1, 3, 5, 4)), argument_error);
    CHECK_THROWS_AS(max_pool2d(x, {.rows = 9}), argument_error);
    CHECK_THROWS_AS(conv2d(random_tensor(1, {3}), w), argument_error);
}
