// A convolution of each channel by itself, against Conv2D with a kernel that is zero elsewhere, and the laws of layers.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>

#include <algorithm>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

namespace {

const std::vector<nn::depthwise_conv2d> depthwise_kinds() {
    return {{},
            {.multiplier = 2},
            {.multiplier = 3, .kernel = 5, .bias = false},
            {.multiplier = 2, .kernel = 2, .stride = 2},
            {.kernel = 1},
            {.kernel = 3, .border = nn::border::valid},
            {.multiplier = 2, .kernel = 4, .stride = 3, .border = nn::border::valid, .bias = false}};
}

}  // namespace

TEST_CASE("a depthwise convolution is a convolution whose filters see one channel each") {
    for (const auto& l : depthwise_kinds()) {
        INFO("multiplier " << l.multiplier << " kernel " << l.kernel << " stride " << l.stride);
        const shape input{7, 6, 3};
        const auto net = randomized<double>(input, [&](const nn::value& x) { return x | l; });
        const std::size_t filters = 3 * l.multiplier;
        const nn::conv2d full{
            .filters = filters, .kernel = l.kernel, .stride = l.stride, .border = l.border, .bias = l.bias};
        nn::network<double> expected(input, full);
        auto& kernel = expected.parameters()[0].value;
        std::fill(kernel.begin(), kernel.end(), 0.0);
        const auto& own = net.parameters()[0].value;  // {rows, cols, channels, multiplier}
        for (std::size_t i = 0; i < own.size(); ++i) {
            const std::size_t filter = i % filters, channel = filter / l.multiplier;
            kernel[(i / filters * 3 + channel) * filters + filter] = own[i];
        }
        if (l.bias) expected.parameters()[1].value = net.parameters()[1].value;
        const auto x = random_samples(4, input);
        CHECK(max_difference(net(x), expected(x)) < 1e-13);
    }
}

TEST_CASE("a depthwise convolution keeps the laws of layers with every option") {
    for (const auto& l : depthwise_kinds()) check_layer({7, 6, 3}, l, {5, 8, 3});
    for (const auto f : {nn::activation::relu, nn::activation::silu, nn::activation::softmax})
        check_layer({4, 4, 2}, nn::depthwise_conv2d{.multiplier = 2, .activation = f});
}

TEST_CASE("depthwise convolutions are listed as Keras lists them") {
    CHECK(listed({5, 4, 3}, nn::depthwise_conv2d{.multiplier = 2, .stride = 2}) ==
          "input_1 InputLayer {5, 4, 3}\n"
          "depthwise_conv2d DepthwiseConv2D {3, 2, 6} depthwise_kernel{3, 3, 3, 2} bias{6} <- input_1\n");
}

TEST_CASE("depthwise convolutions that cannot be are refused, in their name") {
    const std::string who = "network: depthwise_conv2d: depthwise_conv2d: ";
    CHECK_THAT(refusal({4, 4, 1}, nn::depthwise_conv2d{.multiplier = 0}),
               Catch::Contains(who + "expected a multiplier"));
    CHECK_THAT(refusal({4, 4, 1}, nn::depthwise_conv2d{.border = nn::border::reflect}),
               Catch::Contains(who + "expected a border same or valid, got reflect"));
    CHECK_THAT(refusal({4}, nn::depthwise_conv2d{}), Catch::Contains(who + "expected an image"));
    for (const auto& bad :
         {nn::depthwise_conv2d{.kernel = 0}, {.stride = 0}, {.kernel = 5, .border = nn::border::valid}})
        CHECK_THAT(refusal({4, 4, 1}, bad), Catch::Contains("network: depthwise_conv2d: "));
}
