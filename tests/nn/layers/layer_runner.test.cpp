#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/nn/layers/layer_runner.hpp>
#include <diapir/nn/parameter.hpp>

using namespace diapir;
using nn::activation;
using testing::equal;
using testing::random_batch;
using testing::random_tensor;
using testing::tensor_d;

namespace {

const auto x = random_batch(1, 2, 4, 6);
const auto w1 = random_tensor(2, {3, 3, 2, 3}), b1 = random_tensor(3, {3}), w2 = random_tensor(4, {2, 2, 4, 3}),
           b2 = random_tensor(5, {4});

/// Two layers with parameters, as a network would call them.
const auto two_layers = [](auto& layers, const auto& v) {
    return layers.conv2d_transpose(layers.conv2d(v, 3, 3, activation::relu), 4, 2);
};

template <class P>
tensor_d run(const std::vector<P>& parameters) {
    nn::layer_runner<P> runner{std::span<const P>(parameters)};
    return two_layers(runner, x);
}

}  // namespace

TEST_CASE("a runner takes its parameters one after the other, as tensors or with names") {
    const auto expected = conv2d_transpose(relu(conv2d(x, w1, b1)), w2, b2, {.row_stride = 2, .col_stride = 2});
    CHECK(equal(run<tensor_d>({w1, b1, w2, b2}), expected));
    CHECK(equal(run<nn::parameter<double>>({{"a", w1}, {"b", b1}, {"c", w2}, {"d", b2}}), expected));
}

TEST_CASE("a runner records itself where its parameters are variables") {
    tape<point<double>> t;
    std::vector<variable<point<double>>> parameters;
    for (const auto* p : {&w1, &b1, &w2, &b2}) parameters.push_back(t.input(point<double>(*p)));
    nn::layer_runner<variable<point<double>>> runner{std::span<const variable<point<double>>>(parameters)};
    const auto y = two_layers(runner, x);
    CHECK(equal(y.value(), run<tensor_d>({w1, b1, w2, b2})));
    for (const auto& gradient : t.pull(y, laws::random_like(y.value(), 1), parameters)) CHECK(gradient);
}

TEST_CASE("layers without parameters are those of ops") {
    nn::layer_runner<tensor_d> runner{std::span<const tensor_d>()};
    CHECK(equal(runner.max_pool2d(x), max_pool2d(x)));
    CHECK(equal(runner.concatenate(x, x), concatenate(x, x)));
    const std::vector<tensor_d> parameters{w1, b1};
    nn::layer_runner<tensor_d> linear{std::span<const tensor_d>(parameters)};
    CHECK(equal(linear.conv2d(x, 3, 3, activation::none), conv2d(x, w1, b1)));
}

TEST_CASE("dropout happens with a key only, and differs from layer to layer and from key to key") {
    const std::span<const tensor_d> none;
    nn::layer_runner<tensor_d> without{none}, one{none, random_key{1, 5}}, again{none, random_key{1, 5}},
        other{none, random_key{1, 6}};
    CHECK(equal(without.dropout(x, 0.5), x));
    CHECK(equal(one.dropout(x, 0), x));
    const auto first = one.dropout(x, 0.5), second = one.dropout(x, 0.5);
    CHECK_FALSE(equal(first, x));
    CHECK_FALSE(equal(first, second));
    CHECK(equal(again.dropout(x, 0.5), first));
    CHECK(equal(again.dropout(x, 0.5), second));
    const auto third = other.dropout(x, 0.5);
    CHECK_FALSE(equal(third, first));
    CHECK_FALSE(equal(third, second));
}

TEST_CASE("layers that find no parameters left are refused") {
    CHECK_THROWS_WITH(run<tensor_d>({w1, b1, w2}), Catch::Contains("more parameters than 3"));
}
