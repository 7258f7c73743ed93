// The convolution kernel and its adjoint against plain loops.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/correlate.hpp>

#include <string>

using namespace diapir;
using diapir::testing::at;
using diapir::testing::naive_axis;

namespace {

struct convolution_case {
    std::size_t samples, in, out;
    naive_axis rows, cols;

    std::string text() const {
        return std::to_string(samples) + " samples, " + std::to_string(in) + " -> " + std::to_string(out) +
               " channels, " + std::to_string(rows.large) + " x " + std::to_string(cols.large) + ", kernel " +
               std::to_string(rows.size) + " x " + std::to_string(cols.size) + ", strides " +
               std::to_string(rows.stride) + ", " + std::to_string(cols.stride);
    }
};

/// Compares correlate along the forward taps (image to `small`) or the adjoint ones with a plain loop.
template <class T>
void check(const convolution_case& c, bool adjoint, bool with_bias) {
    const auto w = testing::normal_tensor<T>(1, {c.rows.size, c.cols.size, c.in, c.out});
    const std::size_t from = adjoint ? c.out : c.in, to = adjoint ? c.in : c.out;
    const auto x = testing::normal_batch<T>(2, c.samples, from, adjoint ? c.rows.small() : c.rows.large,
                                            adjoint ? c.cols.small() : c.cols.large);
    const auto bias = testing::normal_tensor<T>(3, {to});

    auto y = x.batch_like(to, adjoint ? c.rows.large : c.rows.small(), adjoint ? c.cols.large : c.cols.small());
    std::fill(y.begin(), y.end(), T(1e9));
    const auto stored = kernels::kernel_view<T>::of(w);
    const auto view = adjoint ? stored.adjoint() : stored;
    const auto rows = c.rows.axis(), cols = c.cols.axis();
    kernels::correlate(x, kernels::pack_kernel(view), view, with_bias ? bias.data() : nullptr,
                       adjoint ? rows.adjoint() : rows.forward(), adjoint ? cols.adjoint() : cols.forward(), y);

    auto expected = tensor<double>::batch(c.samples, to, y.rows(), y.cols());
    for (std::size_t block = 0; block < y.blocks(); ++block)
        for (std::size_t o = 0; o < to; ++o)
            for (std::size_t i = 0; i < y.rows() * y.cols() * y.lanes(); ++i)
                at(expected, block, o, 0, 0, i) = with_bias ? static_cast<double>(bias[o]) : 0;
    testing::for_each_meeting(c.rows, c.cols, [&](auto r, auto col, auto kr, auto kc, auto large_r, auto large_c) {
        for (std::size_t block = 0; block < y.blocks(); ++block)
            for (std::size_t i = 0; i < c.in; ++i)
                for (std::size_t o = 0; o < c.out; ++o) {
                    const auto weight = static_cast<double>(w[((kr * c.cols.size + kc) * c.in + i) * c.out + o]);
                    for (std::size_t l = 0; l < y.lanes(); ++l)
                        if (adjoint) {
                            at(expected, block, i, large_r, large_c, l) += weight * at(x, block, o, r, col, l);
                        } else {
                            at(expected, block, o, r, col, l) += weight * at(x, block, i, large_r, large_c, l);
                        }
                }
    });
    INFO(c.text() << (adjoint ? ", adjoint" : ""));
    CHECK(testing::relative_difference(y, expected) < testing::tolerance<T>);
}

}  // namespace

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every number of channels", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{3, 2, 1, padding::same};
    for (std::size_t channels = 1; channels <= 17; ++channels)
        for (const bool adjoint : {false, true}) {
            check<TestType>({16, 2, channels, rows, cols}, adjoint, true);
            check<TestType>({16, channels, 3, rows, cols}, adjoint, false);
        }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every number of samples", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{5, 2, 2, padding::same};
    for (const std::size_t samples : {16, 17, 40, 64, 70}) {
        check<TestType>({samples, 3, 9, rows, cols}, false, true);
        check<TestType>({samples, 9, 3, rows, cols}, true, true);
    }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for few samples in rows of any length", "", float, double) {
    for (std::size_t samples = 1; samples < 16; ++samples)
        for (const std::size_t length : {1, 2, 7, 40}) {
            const naive_axis rows{3, 3, 2, padding::same};
            check<TestType>({samples, 2, 3, rows, {length, 3, 1, padding::same}}, false, true);
            check<TestType>({samples, 2, 3, rows, {length, 4, 1, padding::same}}, true, true);
        }
}

TEMPLATE_TEST_CASE("correlation agrees with a plain loop for every window", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 3, 5})
            for (const std::size_t stride : {1, 2, 3}) {
                const naive_axis one{6, size, stride, border}, other{7, 4, 3 - (stride + 1) / 2, border};
                for (const bool adjoint : {false, true}) {
                    for (const std::size_t samples : {1, 3, 16}) {
                        check<TestType>({samples, 2, 3, one, other}, adjoint, true);
                        check<TestType>({samples, 2, 3, other, one}, adjoint, false);
                    }
                }
            }
    // A window larger than the image, and images of one row or column.
    for (const std::size_t samples : {1, 16})
        for (const bool adjoint : {false, true})
            check<TestType>({samples, 2, 3, {2, 5, 1, padding::same}, {1, 3, 1, padding::same}}, adjoint, true);
}
