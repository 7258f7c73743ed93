// Transposed convolution as a layer: against plain loops, and the laws of layers.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/conv2d_transpose.hpp>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

namespace {

/// Keras' Conv2DTranspose by its definition, with a kernel {rows, cols, out, in}: every pixel is spread over a window,
/// and of what overhangs a same border cuts off half, the smaller half at the top and left.
array<double> spread(const nn::conv2d_transpose& l, const array<double>& x, const tensor<double>& kernel,
                     const tensor<double>* bias) {
    const shape s = shape_of(x);
    const bool same = l.border == nn::border::same;
    const std::size_t before = same && l.kernel > l.stride ? (l.kernel - l.stride) / 2 : 0;
    const auto side = [&](std::size_t cells) {
        return same ? cells * l.stride : (cells - 1) * l.stride + std::max(l.kernel, l.stride);
    };
    array<double> y = make_array<double>({s[0], side(s[1]), side(s[2]), l.filters}, 0.0);
    for (std::size_t i = 0; i < y.size(); ++i) y.data()[i] = bias ? (*bias)[i % l.filters] : 0;
    for (std::size_t n = 0; n < s[0]; ++n)
        for (std::size_t r = 0; r < s[1] * l.kernel; ++r)
            for (std::size_t c = 0; c < s[2] * l.kernel; ++c) {
                const std::size_t a = r % l.kernel, b = c % l.kernel;
                const std::size_t row = r / l.kernel * l.stride + a, col = c / l.kernel * l.stride + b;
                if (row < before || col < before || row - before >= y.shape()[1] || col - before >= y.shape()[2])
                    continue;
                for (std::size_t f = 0; f < l.filters; ++f)
                    for (std::size_t i = 0; i < s[3]; ++i)
                        y(n, row - before, col - before, f) += x(n, r / l.kernel, c / l.kernel, i) *
                                                               kernel[((a * l.kernel + b) * l.filters + f) * s[3] + i];
            }
    return y;
}

const std::vector<nn::conv2d_transpose> all_transposed() {
    return {{.filters = 3},
            {.filters = 4, .kernel = 5},
            {.filters = 3, .kernel = 2},
            {.filters = 2, .kernel = 1},
            {.filters = 3, .kernel = 3, .stride = 1},
            {.filters = 3, .kernel = 4, .stride = 3, .bias = false},
            {.filters = 3, .kernel = 3, .border = nn::border::valid},
            {.filters = 2, .kernel = 2, .stride = 2, .border = nn::border::valid, .bias = false}};
}

}  // namespace

TEST_CASE("a transposed convolution computes its definition with every option") {
    for (const auto& l : all_transposed())
        for (const shape& input : {shape{4, 3, 2}, {1, 5, 3}}) {
            INFO("kernel " << l.kernel << " stride " << l.stride << " border " << static_cast<int>(l.border));
            const auto net = randomized<double>(input, [&](const nn::value& x) { return x | l; });
            const auto x = random_samples(3, input);
            const auto& p = net.parameters();
            CHECK(max_difference(net(x), spread(l, x, p[0].value, l.bias ? &p[1].value : nullptr)) < 1e-13);
        }
}

TEST_CASE("a transposed convolution keeps the laws of layers with every option") {
    for (const auto& l : all_transposed()) check_layer({4, 3, 2}, l, {3, 5, 2});
    for (const auto f : {nn::activation::relu, nn::activation::tanh, nn::activation::sigmoid})
        check_layer({3, 3, 2}, nn::conv2d_transpose{.filters = 2, .activation = f});
}

TEST_CASE("transposed convolutions are listed as Keras lists them") {
    CHECK(listed({4, 3, 2}, nn::conv2d_transpose{.filters = 5, .kernel = 3}) ==
          "input_1 InputLayer {4, 3, 2}\n"
          "conv2d_transpose Conv2DTranspose {8, 6, 5} kernel{3, 3, 5, 2} bias{5} <- input_1\n");
}

TEST_CASE("transposed convolutions that cannot be are refused, in their name") {
    const std::string who = "network: conv2d_transpose: conv2d_transpose: ";
    CHECK_THAT(refusal({4, 4, 1}, nn::conv2d_transpose{.filters = 0}), Catch::Contains(who + "expected at least one"));
    CHECK_THAT(refusal({4, 4, 1}, nn::conv2d_transpose{.filters = 1, .border = nn::border::reflect}),
               Catch::Contains(who + "expected a border same or valid, got reflect"));
    CHECK_THAT(refusal({4}, nn::conv2d_transpose{.filters = 1}), Catch::Contains(who + "expected an image"));
    CHECK_THAT(refusal({4, 4, 1}, nn::conv2d_transpose{.filters = 1, .kernel = 0}),
               Catch::Contains("network: conv2d_transpose: "));
    CHECK_THAT(refusal({4, 4, 1}, nn::conv2d_transpose{.filters = 1, .stride = 0}),
               Catch::Contains("network: conv2d_transpose: "));
}
