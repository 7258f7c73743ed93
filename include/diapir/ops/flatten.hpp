// All pixels and channels of an image as the channels of one pixel, as Keras 2.8 Flatten.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/ops/function.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

template <class T>
struct flatten_map {
    std::size_t channels, rows, cols;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.batch_like(channels * rows * cols, 1, 1);
        move_lanes<false>(v.data(), y.blocks(), y.lanes(), y.data());
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(channels, rows, cols);
        move_lanes<true>(w.data(), x.blocks(), x.lanes(), x.data());
        return x;
    }

private:
    /// From {channels, pixels} to {pixels, channels}, or back.
    template <bool Back>
    void move_lanes(const T* from, std::size_t blocks, std::size_t lanes, T* to) const {
        const std::size_t pixels = rows * cols;
        parallel_for(
            blocks * pixels,
            [&](std::size_t item) {
                const std::size_t block = item / pixels * pixels * channels, pixel = item % pixels;
                for (std::size_t channel = 0; channel < channels; ++channel) {
                    const std::size_t image = (block + channel * pixels + pixel) * lanes;
                    const std::size_t flat = (block + pixel * channels + channel) * lanes;
                    std::copy_n(from + (Back ? flat : image), lanes, to + (Back ? image : flat));
                }
            },
            4 * channels * lanes);
    }
};

struct flatten_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "flatten: expected a batch of activations, got a plain tensor ", x.shape());
        return flatten_map<T>{x.channels(), x.rows(), x.cols()}.push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(flatten_map<typename X::value_type>{x.x->channels(), x.x->rows(), x.x->cols()});
    }
};

}  // namespace ops

/// x {n, rows, cols, channels} -> {n, 1, 1, rows * cols * channels}, in the order (row, col, channel). Throws
/// argument_error unless x is a batch.
inline constexpr ops::function<ops::flatten_operation> flatten{};

}  // namespace diapir::inline DIAPIR_TARGET
