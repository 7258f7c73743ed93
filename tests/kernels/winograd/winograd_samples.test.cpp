#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/kernels/winograd/winograd_kernel.hpp>
#include <diapir/kernels/winograd/winograd_samples.hpp>

#include <vector>

using namespace diapir;
using namespace diapir::kernels;

TEMPLATE_TEST_CASE("tiles are multiplied with the weights of a tile of output channels", "", float, double) {
    using T = TestType;
    constexpr std::size_t outs = 4, tiles = 3, width = simd::width<T>, channels = 5;
    std::vector<T> u(channels * tiles * width), w(channels * outs), out(outs * tiles * width);
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = static_cast<T>(i % 7) - 3;
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<T>(i % 5) - 2;
    kernels::detail::multiply_tiles<outs, tiles>(u.data(), w.data(), channels, out.data(), tiles * width);
    for (std::size_t o = 0; o < outs; ++o)
        for (std::size_t e = 0; e < tiles * width; ++e) {
            T expected = 0;
            for (std::size_t i = 0; i < channels; ++i) expected += w[i * outs + o] * u[i * tiles * width + e];
            CHECK(out[o * tiles * width + e] == expected);
        }
}

TEST_CASE("only the rows of tiles and the output channels that are asked for are computed") {
    const std::size_t out = tile_channels + 2;
    auto x = tensor<double>::batch_of_blocks(1, 2, 9, 7, simd::width<double>, simd::width<double>),
         y = x.batch_like(out, 9, 7);
    random_stream random(2, 3);
    for (double& e : x) e = random.normal();
    tensor<double> w(shape{3, 3, 2, out}, 1.0);
    const auto weights = kernels::detail::winograd_kernel(kernel_view<double>::of(w));
    std::fill(y.begin(), y.end(), 77.0);
    const kernels::detail::winograd_samples<double> samples(x, x.data(), -1, -1, y, y.data());
    samples.compute(weights.get(), nullptr, 1, 2, 0, tile_channels);
    const std::size_t line = y.cols() * y.lanes();
    for (std::size_t o = 0; o < out; ++o)
        for (std::size_t row = 0; row < 9; ++row) {
            const double* cells = y.data() + (o * 9 + row) * line;
            const bool asked = o < tile_channels && row >= 4 && row < 8;
            CHECK(std::none_of(cells, cells + line, [](double v) { return v == 77; }) == asked);
        }
}
