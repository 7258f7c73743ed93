#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/sequential.hpp>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

namespace {

/// x W + b for the channels of every pixel.
array<double> product(const array<double>& x, const tensor<double>& w, const tensor<double>* b) {
    const std::size_t in = w.shape()[0], out = w.shape()[1];
    shape s = shape_of(x);
    s[s.axes() - 1] = out;
    array<double> y = make_array<double>(s);
    for (std::size_t i = 0; i < y.size(); ++i) {
        double sum = b ? (*b)[i % out] : 0;
        for (std::size_t k = 0; k < in; ++k) sum += x.data()[i / out * in + k] * w[k * out + i % out];
        y.data()[i] = sum;
    }
    return y;
}

}  // namespace

TEST_CASE("a dense layer multiplies by its kernel, features or every pixel of an image") {
    for (const bool bias : {true, false})
        for (const shape& input : {shape{6}, {3, 2, 6}}) {
            const nn::dense l{.units = 4, .bias = bias};
            const auto net = randomized<double>(input, [&](const nn::value& x) { return x | l; });
            const auto& p = net.parameters();
            REQUIRE(p.size() == (bias ? 2 : 1));
            const auto x = random_samples(5, input);
            CHECK(max_difference(net(x), product(x, p[0].value, bias ? &p[1].value : nullptr)) < 1e-14);
        }
}

TEST_CASE("flattening lists pixels row by row, as Keras and numpy do") {
    const nn::network<double> net({3, 2, 4}, nn::flatten{});
    const auto x = random_samples(20, {3, 2, 4}), y = net(x);
    CHECK(shape_of(y) == shape{20, 24});
    CHECK(max_difference(y, x) == 0);
}

TEST_CASE("dense layers keep the laws of layers") {
    using enum nn::activation;
    for (const auto f : {none, relu, gelu, sigmoid, softmax}) {
        check_layer({5}, nn::dense{.units = 3, .activation = f});
        check_layer({2, 3, 4}, nn::dense{.units = 3, .activation = f, .bias = false}, {4, 1, 4});
    }
    check_layer({2, 3, 4}, nn::flatten{});
    check_layer({5}, nn::flatten{});
    check_layer({3, 4, 2},
                nn::sequential{nn::flatten{}, nn::dense{.units = 6, .activation = relu}, nn::dense{.units = 2}});
}

TEST_CASE("dense layers are listed as Keras lists them") {
    CHECK(
        listed({3, 2, 4}, nn::sequential{nn::flatten{}, nn::dense{.units = 5}, nn::dense{.units = 2, .bias = false}}) ==
        "input_1 InputLayer {3, 2, 4}\n"
        "flatten Flatten {24} <- input_1\n"
        "dense Dense {5} kernel{24, 5} bias{5} <- flatten\n"
        "dense_1 Dense {2} kernel{5, 2} <- dense\n");
}

TEST_CASE("dense layers that cannot be are refused, and images of other sides behind them too") {
    CHECK(refusal({4}, nn::dense{.units = 0}) == "network: dense: dense: expected at least one unit, got 0");
    const nn::network<double> net({3, 2, 4}, nn::sequential{nn::flatten{}, nn::dense{.units = 5}});
    for (const shape& other : {shape{2, 3, 4}, {3, 3, 4}})  // as many numbers, or others
        CHECK_THROWS_WITH(net(random_samples(2, other)), Catch::Contains("flatten: expected an image {3, 2, 4}"));
}
