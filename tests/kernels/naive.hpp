// What the tests of kernels share: random batches, the places that windows visit by TensorFlow's definition, and the
// difference from what a plain loop gives.
#pragma once

#include "larger.hpp"
#include <diapir/core/random.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::testing {

template <class T>
void fill_normal(tensor<T>& t, std::uint64_t seed) {
    random_stream random(seed);
    for (T& e : t) e = static_cast<T>(random.normal());
}
template <class T>
tensor<T> normal_batch(std::uint64_t seed, std::size_t samples, std::size_t channels, std::size_t rows,
                       std::size_t cols) {
    auto t = tensor<T>::batch(samples, channels, rows, cols);
    fill_normal(t, seed);
    return t;
}
template <class T>
tensor<T> normal_tensor(std::uint64_t seed, const shape& s) {
    tensor<T> t(s);
    fill_normal(t, seed);
    return t;
}

/// One element of a batch.
template <class T>
auto& at(T& t, std::size_t block, std::size_t channel, std::size_t row, std::size_t col, std::size_t lane) {
    return t[(((block * t.channels() + channel) * t.rows() + row) * t.cols() + col) * t.lanes() + lane];
}

/// A window on one axis, by TensorFlow's definition.
struct naive_axis {
    std::size_t large, size, stride;
    padding border;

    std::size_t small() const {
        return border == padding::same ? (large + stride - 1) / stride : (large - size) / stride + 1;
    }
    std::ptrdiff_t before() const {
        if (border == padding::valid) return 0;
        const auto total =
            static_cast<std::ptrdiff_t>((small() - 1) * stride + size) - static_cast<std::ptrdiff_t>(large);
        return std::max<std::ptrdiff_t>(total, 0) / 2;
    }
    /// Calls f(position on the small axis, cell of the window, cell of the large axis) for all that meet.
    template <class F>
    void for_each(const F& f) const {
        for (std::size_t p = 0; p < small(); ++p)
            for (std::size_t k = 0; k < size; ++k) {
                const auto cell = static_cast<std::ptrdiff_t>(p * stride + k) - before();
                if (cell >= 0 && cell < static_cast<std::ptrdiff_t>(large)) f(p, k, static_cast<std::size_t>(cell));
            }
    }
    kernels::window_axis axis() const { return kernels::window_axis::over(large, size, stride, border); }
};

/// Calls f(small row, small col, window row, window col, large row, large col) for all that meet.
template <class F>
void for_each_meeting(const naive_axis& rows, const naive_axis& cols, const F& f) {
    rows.for_each([&](std::size_t r, std::size_t kr, std::size_t row) {
        cols.for_each([&](std::size_t c, std::size_t kc, std::size_t col) { f(r, c, kr, kc, row, col); });
    });
}

/// The largest difference of a tensor from one in double, relative to the largest element; infinity for another shape.
template <class T>
double relative_difference(const tensor<T>& a, const tensor<double>& expected) {
    if (a.shape() != expected.shape()) return INFINITY;
    double worst = 0, largest = 1e-300;
    for (std::size_t i = 0; i < a.size(); ++i) {
        worst = larger(worst, std::abs(static_cast<double>(a[i]) - expected[i]));
        largest = std::max(largest, std::abs(expected[i]));
    }
    return worst / largest;
}

/// How far a kernel may be from a plain loop in double.
template <class T>
inline constexpr double tolerance = sizeof(T) == 4 ? 1e-5 : 1e-13;

}  // namespace diapir::inline DIAPIR_TARGET::testing
