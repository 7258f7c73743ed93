// Convolutions and their adjoints, computed by a plain loop.
#pragma once

#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/packed_kernel.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

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

/// Compares what compute(x, stored kernel, bias, row axis, column axis, y) makes of the large image, or as the adjoint
/// of the small one, with a plain loop.
template <class T, class Compute>
void check_convolution(const convolution_case& c, bool adjoint, bool with_bias, double tolerance,
                       const Compute& compute) {
    const auto w = normal_tensor<T>(1, {c.rows.size, c.cols.size, c.in, c.out});
    const std::size_t from = adjoint ? c.out : c.in, to = adjoint ? c.in : c.out;
    const auto x = normal_batch<T>(2, c.samples, from, adjoint ? c.rows.small() : c.rows.large,
                                   adjoint ? c.cols.small() : c.cols.large);
    const auto bias = normal_tensor<T>(3, {to});

    auto y = x.batch_like(to, adjoint ? c.rows.large : c.rows.small(), adjoint ? c.cols.large : c.cols.small());
    std::fill(y.begin(), y.end(), T(1e9));
    compute(x, kernels::kernel_view<T>::of(w), with_bias ? bias.data() : nullptr, c.rows.axis(), c.cols.axis(), y);

    auto expected = tensor<double>::batch(c.samples, to, y.rows(), y.cols());
    for (std::size_t block = 0; block < y.blocks(); ++block)
        for (std::size_t o = 0; o < to; ++o)
            for (std::size_t i = 0; i < y.rows() * y.cols() * y.lanes(); ++i)
                at(expected, block, o, 0, 0, i) = with_bias ? static_cast<double>(bias[o]) : 0;
    for_each_meeting(c.rows, c.cols, [&](auto r, auto col, auto kr, auto kc, auto large_r, auto large_c) {
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
    CHECK(relative_difference(y, expected) < tolerance);
}

/// Compares the kernel gradient that compute(x, g, row axis, column axis, gradient) gives with a plain loop.
template <class T, class Compute>
void check_kernel_gradient(const convolution_case& c, const Compute& compute) {
    const auto x = normal_batch<T>(1, c.samples, c.in, c.rows.large, c.cols.large);
    const auto g = normal_batch<T>(2, c.samples, c.out, c.rows.small(), c.cols.small());
    tensor<T> gradient(shape{c.rows.size, c.cols.size, c.in, c.out}, T(1e9));
    compute(x, g, c.rows.axis(), c.cols.axis(), gradient);

    tensor<double> expected(gradient.shape(), 0.0);
    for_each_meeting(c.rows, c.cols, [&](auto r, auto col, auto kr, auto kc, auto large_r, auto large_c) {
        for (std::size_t block = 0; block < x.blocks(); ++block)
            for (std::size_t i = 0; i < c.in; ++i)
                for (std::size_t o = 0; o < c.out; ++o)
                    for (std::size_t l = 0; l < x.lanes(); ++l)
                        expected[((kr * c.cols.size + kc) * c.in + i) * c.out + o] +=
                            static_cast<double>(at(x, block, i, large_r, large_c, l)) *
                            static_cast<double>(at(g, block, o, r, col, l));
    });
    INFO(c.text());
    CHECK(relative_difference(gradient, expected) < tolerance<T>);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
