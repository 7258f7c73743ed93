#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/resize2d.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::refusal;

namespace {

/// Bilinear values between the centers of pixels, as torch's interpolate without align_corners.
array<double> interpolated(const array<double>& x, std::size_t rows, std::size_t cols) {
    const shape s = shape_of(x);
    const auto at = [](std::size_t i, std::size_t in, std::size_t out) {
        const double c = (static_cast<double>(i) + 0.5) * static_cast<double>(in) / static_cast<double>(out) - 0.5;
        return std::clamp(c, 0.0, static_cast<double>(in - 1));
    };
    array<double> y = make_array<double>({s[0], rows, cols, s[3]}, 0.0);
    for (std::size_t n = 0; n < s[0]; ++n)
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < cols; ++c)
                for (std::size_t a = 0; a < s[1]; ++a)
                    for (std::size_t b = 0; b < s[2]; ++b) {
                        const double by_row = 1 - std::abs(at(r, s[1], rows) - static_cast<double>(a)),
                                     by_col = 1 - std::abs(at(c, s[2], cols) - static_cast<double>(b));
                        if (by_row <= 0 || by_col <= 0) continue;
                        for (std::size_t k = 0; k < s[3]; ++k) y(n, r, c, k) += by_row * by_col * x(n, a, b, k);
                    }
    return y;
}

}  // namespace

TEST_CASE("upsampling repeats pixels or interpolates between them") {
    const auto x = random_samples(3, {3, 4, 2});
    for (const std::size_t size : {1, 2, 3}) {
        const auto nearest = nn::network<double>({3, 4, 2}, nn::upsample2d{.size = size})(x);
        REQUIRE(shape_of(nearest) == shape{3, 3 * size, 4 * size, 2});
        for (std::size_t r = 0; r < 3 * size; ++r)
            for (std::size_t c = 0; c < 4 * size; ++c)
                for (std::size_t k = 0; k < 2; ++k) CHECK(nearest(2, r, c, k) == x(2, r / size, c / size, k));
        const nn::upsample2d smooth{.size = size, .interpolation = interpolation::bilinear};
        CHECK(max_difference(nn::network<double>({3, 4, 2}, smooth)(x), interpolated(x, 3 * size, 4 * size)) < 1e-14);
    }
}

TEST_CASE("a value is resized to the sides of another") {
    const auto written = [](const nn::value& x) { return x | nn::max_pool2d{} | nn::resize_like{x}; };
    const nn::network<double> net({5, 6, 2}, written), pooled({5, 6, 2}, nn::max_pool2d{});
    for (const shape& input : {shape{5, 6, 2}, {7, 4, 2}}) {
        const auto x = random_samples(4, input);
        CHECK(max_difference(net(x), interpolated(pooled(x), input[0], input[1])) < 1e-14);
    }
    CHECK(listed(net) ==
          "input_1 InputLayer {5, 6, 2}\n"
          "max_pooling2d MaxPooling2D {2, 3, 2} <- input_1\n"
          "resizing Resizing {5, 6, 2} <- max_pooling2d <- input_1\n");
}

TEST_CASE("resizing keeps the laws of layers") {
    for (const auto how : {interpolation::nearest, interpolation::bilinear}) {
        check_layer({3, 4, 2}, nn::upsample2d{.size = 2, .interpolation = how}, {5, 1, 2});
        check_layer({3, 4, 2}, nn::upsample2d{.size = 3, .interpolation = how});
        const auto back = [&](const nn::value& x) {
            return x | nn::conv2d{.filters = 3, .stride = 2} | nn::resize_like{x, how};
        };
        check_layer({5, 7, 2}, back, {6, 3, 2});
    }
}

TEST_CASE("upsampling is listed as Keras lists it, and refuses what it cannot enlarge") {
    CHECK(listed({3, 4, 2}, nn::upsample2d{}) ==
          "input_1 InputLayer {3, 4, 2}\n"
          "up_sampling2d UpSampling2D {6, 8, 2} <- input_1\n");
    CHECK(refusal({3, 4, 2}, nn::upsample2d{.size = 0}) ==
          "network: up_sampling2d: upsample2d: expected a size of 1 to 65536, got 0");
    CHECK_THAT(refusal({4}, nn::upsample2d{}),
               Catch::Contains("network: up_sampling2d: upsample2d: expected an image"));
    CHECK_THAT(refusal({4}, [](const nn::value& x) { return x | nn::resize_like{x}; }),
               Catch::Contains("network: resizing: resize_like: expected an image"));
}
