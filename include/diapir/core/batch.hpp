// Between the arrays of users, samples first, and the batches of the library, samples last.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET {

/// Calls f(at, i) for the pixels of rows `first_row` to `end_row` (exclusive) of a block, channel by channel: the
/// pixel's lanes lie at data() + at, and the pixel is element i of a sample {rows, cols, channels}.
template <class T, class F>
void for_each_pixel(const tensor<T>& batch, std::size_t block, std::size_t first_row, std::size_t end_row, const F& f) {
    const std::size_t rows = batch.rows(), cols = batch.cols(), channels = batch.channels(), lanes = batch.lanes();
    for (std::size_t channel = 0; channel < channels; ++channel) {
        const std::size_t plane = (block * channels + channel) * rows * cols;
        for (std::size_t pixel = first_row * cols; pixel < end_row * cols; ++pixel)
            f((plane + pixel) * lanes, pixel * channels + channel);
    }
}
/// The same for all rows.
template <class T, class F>
void for_each_pixel(const tensor<T>& batch, std::size_t block, const F& f) {
    for_each_pixel(batch, block, 0, batch.rows(), f);
}

/// A batch of the samples that `samples` points at, image layout {rows, cols, channels} each; empty lanes are zero.
/// `source(i)` gives the address of sample i. Throws argument_error where there is no sample or no pixel.
template <class T, class Source>
tensor<T> pack_samples(std::size_t samples, std::size_t rows, std::size_t cols, std::size_t channels,
                       const Source& source) {
    tensor<T> batch = tensor<T>::batch(samples, channels, rows, cols);
    const std::size_t lanes = batch.lanes();
    parallel_for(batch.blocks() * rows, [&](std::size_t item) {
        const std::size_t block = item / rows, row = item % rows, filled = std::min(lanes, samples - block * lanes);
        for (std::size_t lane = 0; lane < filled; ++lane) {
            const T* from = source(block * lanes + lane);
            for_each_pixel(batch, block, row, row + 1,
                           [from, to = batch.data() + lane](std::size_t at, std::size_t i) { to[at] = from[i]; });
        }
        if (filled < lanes)
            for_each_pixel(batch, block, row, row + 1, [&](std::size_t at, std::size_t) {
                std::fill(batch.data() + at + filled, batch.data() + at + lanes, T{0});
            });
    });
    return batch;
}

/// A batch of an array {n, rows, cols, channels}, or {n, features} as n images of one pixel. Throws argument_error for
/// other shapes and for n = 0.
template <class T>
tensor<T> pack(const array<T>& samples) {
    const shape s = shape_of(samples);
    require((s.axes() == 4 || s.axes() == 2) && s.size() > 0,
            "pack: expected a non-empty array {n, rows, cols, channels} or ", "{n, features}, got ", s);
    const bool image = s.axes() == 4;
    const std::size_t inner = s.drop(1).size();
    return pack_samples<T>(s[0], image ? s[1] : 1, image ? s[2] : 1, s.back(),
                           [&](std::size_t i) { return samples.data() + i * inner; });
}

/// Writes sample `sample` of a batch as {rows, cols, channels} to `to`.
template <class T>
void unpack_sample(const tensor<T>& batch, std::size_t sample, T* to) {
    const T* from = batch.data() + sample % batch.lanes();
    for_each_pixel(batch, sample / batch.lanes(), [&](std::size_t at, std::size_t i) { to[i] = from[at]; });
}

/// The samples of a batch as an array {n, rows, cols, channels}.
template <class T>
array<T> unpack(const tensor<T>& batch) {
    require(batch.is_batch(), "unpack: expected a batch of activations, got a plain tensor ", batch.shape());
    array<T> out = make_array<T>({batch.samples(), batch.rows(), batch.cols(), batch.channels()});
    const std::size_t inner = batch.rows() * batch.cols() * batch.channels();
    parallel_for(batch.samples(), [&](std::size_t i) { unpack_sample(batch, i, out.data() + i * inner); });
    return out;
}

/// A plain tensor with the shape and elements of an array, such as a kernel {rows, cols, in, out}.
template <class T>
tensor<T> to_tensor(const array<T>& a) {
    tensor<T> t(shape_of(a));
    std::copy(a.data(), a.data() + a.size(), t.begin());
    return t;
}

template <class T>
array<T> to_array(const tensor<T>& t) {
    array<T> a = make_array<T>(t.shape());
    std::copy(t.begin(), t.end(), a.data());
    return a;
}

}  // namespace diapir::inline DIAPIR_TARGET
