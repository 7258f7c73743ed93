// Convolution as a layer: against plain loops, and the laws of layers with every option.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/conv2d.hpp>

#include <cstdlib>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

namespace {

/// Where a pixel lies in an image of so many whose border is mirrored, or size where there is none.
std::size_t mirrored(long at, std::size_t size, bool reflect) {
    const long last = static_cast<long>(size) - 1;
    if (reflect && at < 0) at = -at;
    if (reflect && at > last) at = 2 * last - at;
    return at < 0 || at > last ? size : static_cast<std::size_t>(at);
}

/// Keras' Conv2D by its definition, linear, with a kernel {rows, cols, in, out}; pixels beyond the border as `l` says.
array<double> convolved(const nn::conv2d& l, const array<double>& x, const tensor<double>& kernel,
                        const tensor<double>* bias) {
    const shape s = shape_of(x);
    const std::size_t kr = kernel.shape()[0], kc = kernel.shape()[1];
    const auto axis = [&](std::size_t cells, std::size_t taps) {
        const std::size_t reach = (taps - 1) * l.dilation + 1;
        if (l.border == nn::border::valid) return std::pair<std::size_t, long>((cells - reach) / l.stride + 1, 0);
        const std::size_t out = (cells + l.stride - 1) / l.stride, covered = (out - 1) * l.stride + reach;
        return std::pair<std::size_t, long>(out, static_cast<long>(covered > cells ? (covered - cells) / 2 : 0));
    };
    const auto [rows, top] = axis(s[1], kr);
    const auto [cols, left] = axis(s[2], kc);
    const bool reflect = l.border == nn::border::reflect;
    array<double> y = make_array<double>({s[0], rows, cols, l.filters}, 0.0);
    for (std::size_t n = 0; n < s[0]; ++n)
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < cols; ++c)
                for (std::size_t f = 0; f < l.filters; ++f) {
                    double sum = bias ? (*bias)[f] : 0;
                    for (std::size_t a = 0; a < kr; ++a)
                        for (std::size_t b = 0; b < kc; ++b) {
                            const auto row =
                                mirrored(static_cast<long>(r * l.stride + a * l.dilation) - top, s[1], reflect);
                            const auto col =
                                mirrored(static_cast<long>(c * l.stride + b * l.dilation) - left, s[2], reflect);
                            if (row == s[1] || col == s[2]) continue;
                            for (std::size_t i = 0; i < s[3]; ++i)
                                sum += x(n, row, col, i) * kernel[((a * kc + b) * s[3] + i) * l.filters + f];
                        }
                    y(n, r, c, f) = sum;
                }
    return y;
}

const std::vector<nn::conv2d> all_kinds() {
    using enum nn::border;
    return {{.filters = 4},
            {.filters = 3, .kernel = 2},
            {.filters = 3, .kernel = 5, .kernel_cols = 2},
            {.filters = 2, .kernel = 1},
            {.filters = 5, .kernel = 3, .bias = false},
            {.filters = 3, .kernel = 3, .border = valid},
            {.filters = 3, .kernel = 3, .border = reflect},
            {.filters = 3, .kernel = 4, .kernel_cols = 3, .border = reflect},
            {.filters = 2, .kernel = 1, .kernel_cols = 5, .border = reflect},
            {.filters = 3, .kernel = 3, .stride = 2},
            {.filters = 3, .kernel = 2, .stride = 3},
            {.filters = 3, .kernel = 1, .stride = 2},
            {.filters = 3, .kernel = 4, .stride = 2, .border = valid},
            {.filters = 3, .kernel = 3, .stride = 2, .border = reflect},
            {.filters = 3, .kernel = 3, .dilation = 2},
            {.filters = 3, .kernel = 2, .kernel_cols = 3, .dilation = 3},
            {.filters = 3, .kernel = 3, .dilation = 2, .border = valid, .bias = false},
            {.filters = 3, .kernel = 3, .dilation = 2, .border = reflect}};
}
std::string text_of(const nn::conv2d& l) {
    return diapir::detail::concat("kernel ", l.kernel, " x ", l.kernel_cols, " stride ", l.stride, " dilation ",
                                  l.dilation, " border ", static_cast<int>(l.border), " bias ", l.bias);
}

}  // namespace

TEST_CASE("a convolution layer computes its definition with every option") {
    for (const nn::conv2d& l : all_kinds())
        for (const shape& input : {shape{7, 8, 3}, {8, 7, 3}, {6, 9, 1}}) {
            INFO(text_of(l) << " of " << input);
            const auto net = randomized<double>(input, [&](const nn::value& x) { return x | l; });
            const auto x = random_samples(3, input);
            const auto& p = net.parameters();
            CHECK(max_difference(net(x), convolved(l, x, p[0].value, l.bias ? &p[1].value : nullptr)) < 1e-13);
        }
}

TEST_CASE("a convolution layer keeps the laws of layers with every option") {
    for (const nn::conv2d& l : all_kinds()) {
        INFO(text_of(l));
        check_layer({7, 8, 3}, l, {9, 6, 3});
    }
}

TEST_CASE("a convolution is followed by any activation") {
    using enum nn::activation;
    for (const nn::activation f :
         {none, relu, leaky_relu, elu, gelu, silu, softplus, sigmoid, nn::activation::tanh, softmax}) {
        INFO(nn::name_of(f));
        const nn::conv2d linear{.filters = 3}, active{.filters = 3, .activation = f};
        check_layer({5, 6, 2}, active);
        const auto x = random_samples(3, {5, 6, 2});
        const auto a = randomized<double>({5, 6, 2}, [&](const nn::value& v) { return v | linear; });
        const auto b = randomized<double>({5, 6, 2}, [&](const nn::value& v) { return v | active; });
        CHECK(max_difference(b(x), unpack(nn::activated(pack(a(x)), f))) < 1e-13);
    }
}

TEST_CASE("convolutions are listed as Keras lists them") {
    const auto net = [](const nn::value& x) {
        return x | nn::conv2d{.filters = 8, .kernel = 3, .kernel_cols = 5, .stride = 2} |
               nn::conv2d{.filters = 2, .bias = false, .initializer = nn::initializer::he_normal} |
               nn::conv2d{.filters = 1, .border = nn::border::valid};
    };
    CHECK(listed({9, 8, 3}, net) ==
          "input_1 InputLayer {9, 8, 3}\n"
          "conv2d Conv2D {5, 4, 8} kernel{3, 5, 3, 8} bias{8} <- input_1\n"
          "conv2d_1 Conv2D {5, 4, 2} kernel{3, 3, 8, 2} <- conv2d\n"
          "conv2d_2 Conv2D {3, 2, 1} kernel{3, 3, 2, 1} bias{1} <- conv2d_1\n");
    const nn::network<float> named({9, 8, 3}, net);
    CHECK(named.parameters()[2].name == "conv2d_1/kernel");
}

TEST_CASE("convolutions that cannot be are refused, in their name") {
    const nn::conv2d good{.filters = 2};
    const auto after_two = [&](const nn::conv2d& l) {
        return refusal({6, 6, 1}, [&](const nn::value& x) { return x | good | good | l; });
    };
    CHECK(after_two(good) == "accepted");
    for (const nn::conv2d& bad : {nn::conv2d{.filters = 0}, {.filters = 1, .kernel = 0}, {.filters = 1, .dilation = 0}})
        CHECK_THAT(after_two(bad), Catch::Contains("network: conv2d_2: conv2d: expected at least one filter"));
    CHECK_THAT(after_two({.filters = 1, .stride = 0}), Catch::Contains("network: conv2d_2: "));
    CHECK_THAT(after_two({.filters = 1, .kernel = 7, .border = nn::border::valid}),
               Catch::Contains("network: conv2d_2: "));
    CHECK_THAT(refusal({6, 6, 1}, nn::conv2d{.filters = 1, .stride = 2, .dilation = 2}),
               Catch::Contains("network: conv2d: conv2d: "));
    const nn::conv2d mirrored{.filters = 1, .kernel = 5, .border = nn::border::reflect};
    CHECK(refusal({3, 3, 1}, mirrored) == "accepted");
    CHECK(refusal({2, 4, 1}, mirrored) ==
          "network: conv2d: conv2d: border::reflect expects an image of at least 3 rows and 3 cols, got {2, 4, 1}");
    CHECK(refusal({1, 3, 1}, nn::conv2d{.filters = 1, .kernel = 1, .kernel_cols = 3, .border = nn::border::reflect}) ==
          "accepted");
    CHECK(refusal({6}, good) == "network: conv2d: conv2d: expected an image {rows, cols, channels}, got {6}");
}
