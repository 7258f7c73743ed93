#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/pool2d.hpp>

#include <algorithm>
#include <limits>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::refusal;

namespace {

/// The largest value, or the mean, of what lies inside the image of each window, by definition.
template <class L>
array<double> pooled(const L& l, const array<double>& x, bool largest) {
    const shape s = shape_of(x);
    const std::size_t stride = l.stride ? l.stride : l.size;
    const bool same = l.border == nn::border::same;
    const auto positions = [&](std::size_t cells) {
        return same ? (cells + stride - 1) / stride : (cells - l.size) / stride + 1;
    };
    const auto before = [&](std::size_t cells) {
        const std::size_t covered = (positions(cells) - 1) * stride + l.size;
        return same && covered > cells ? (covered - cells) / 2 : 0;
    };
    array<double> y = make_array<double>({s[0], positions(s[1]), positions(s[2]), s[3]});
    for (std::size_t n = 0; n < s[0]; ++n)
        for (std::size_t r = 0; r < y.shape()[1]; ++r)
            for (std::size_t c = 0; c < y.shape()[2]; ++c)
                for (std::size_t k = 0; k < s[3]; ++k) {
                    double most = -std::numeric_limits<double>::infinity(), sum = 0, count = 0;
                    for (std::size_t a = 0; a < l.size; ++a)
                        for (std::size_t b = 0; b < l.size; ++b) {
                            const std::size_t row = r * stride + a - before(s[1]), col = c * stride + b - before(s[2]);
                            if (row >= s[1] || col >= s[2]) continue;  // below 0 it wraps around
                            most = std::max(most, x(n, row, col, k));
                            sum += x(n, row, col, k);
                            ++count;
                        }
                    y(n, r, c, k) = largest ? most : sum / count;
                }
    return y;
}

template <class L>
std::vector<L> all_kinds() {
    using enum nn::border;
    return {{},
            {.size = 3},
            {.size = 2, .stride = 1},
            {.size = 3, .stride = 2},
            {.size = 2, .border = same},
            {.size = 3, .stride = 2, .border = same},
            {.size = 3, .stride = 1, .border = same},
            {.size = 2, .stride = 3, .border = same}};
}
template <class L>
void check_kinds(bool largest) {
    for (const L& l : all_kinds<L>())
        for (const shape& input : {shape{6, 7, 2}, {5, 4, 3}}) {
            INFO(l.type() << " " << l.size << " stride " << l.stride << " border " << static_cast<int>(l.border));
            const auto x = random_samples(4, input);
            CHECK(max_difference(nn::network<double>(input, l)(x), pooled(l, x, largest)) < 1e-15);
            check_layer(input, l, {4, 9, input.back()});
        }
}

}  // namespace

TEST_CASE("pooling layers compute their definition and keep the laws of layers with every option") {
    check_kinds<nn::max_pool2d>(true);
    check_kinds<nn::average_pool2d>(false);
}

TEST_CASE("pooling layers are listed as Keras lists them") {
    const auto net = [](const nn::value& x) {
        return x | nn::max_pool2d{.border = nn::border::same} | nn::average_pool2d{} | nn::max_pool2d{};
    };
    CHECK(listed({17, 8, 3}, net) ==
          "input_1 InputLayer {17, 8, 3}\n"
          "max_pooling2d MaxPooling2D {9, 4, 3} <- input_1\n"
          "average_pooling2d AveragePooling2D {4, 2, 3} <- max_pooling2d\n"
          "max_pooling2d_1 MaxPooling2D {2, 1, 3} <- average_pooling2d\n");
}

TEST_CASE("poolings that cannot be are refused, in their name") {
    CHECK_THAT(refusal({4, 4, 1}, nn::max_pool2d{.border = nn::border::reflect}),
               Catch::Contains("network: max_pooling2d: max_pool2d: expected a border same or valid, got reflect"));
    CHECK_THAT(refusal({4}, nn::average_pool2d{}),
               Catch::Contains("network: average_pooling2d: average_pool2d: expected an image"));
    CHECK_THAT(refusal({4, 4, 1}, nn::max_pool2d{.size = 5}), Catch::Contains("network: max_pooling2d: "));
    CHECK_THAT(refusal({4, 4, 1}, nn::max_pool2d{.size = 0}), Catch::Contains("network: max_pooling2d: "));
}
