// The builder of layers that counts what they put out, and allocates nothing.
#pragma once

#include <diapir/core/target.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Adds up the elements of the outputs of all layers for one image, those of the input included.
class activation_counter {
public:
    /// What flows between layers.
    struct image {
        std::size_t rows, cols, channels;
    };

    image input(std::size_t rows, std::size_t cols, std::size_t channels) { return counted({rows, cols, channels}); }
    image conv2d(const image& x, std::size_t filters, std::size_t, activation) {
        return counted({x.rows, x.cols, filters});
    }
    image conv2d_transpose(const image& x, std::size_t filters, std::size_t) {
        return counted({2 * x.rows, 2 * x.cols, filters});
    }
    image max_pool2d(const image& x) { return counted({x.rows / 2, x.cols / 2, x.channels}); }
    image dropout(const image& x, double) { return counted(x); }
    image concatenate(const image& a, const image& b) { return counted({a.rows, a.cols, a.channels + b.channels}); }

    std::size_t elements() const { return elements_; }

private:
    image counted(const image& x) {
        elements_ += x.rows * x.cols * x.channels;
        return x;
    }

    std::size_t elements_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
