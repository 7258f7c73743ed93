// Between the arrays of users, samples first, and the batches of the library, samples last.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>

namespace diapir {

/// A batch of the samples that `samples` points at, image layout {rows, cols, channels} each; empty lanes are zero.
/// `source(i)` gives the address of sample i.
template <class T, class Source>
tensor<T> pack_samples(std::size_t samples, std::size_t rows, std::size_t cols, std::size_t channels,
                       const Source& source) {
    tensor<T> batch = tensor<T>::batch(samples, channels, rows, cols);
    const std::size_t lanes = batch.lanes();
    parallel_for(batch.blocks() * rows, [&](std::size_t item) {
        const std::size_t block = item / rows, row = item % rows;
        T* to = batch.data() + block * batch.block_size() + row * cols * lanes;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const std::size_t sample = block * lanes + lane;
            const bool filled = sample < samples;
            const T* from = filled ? source(sample) + row * cols * channels : nullptr;
            for (std::size_t channel = 0; channel < channels; ++channel)
                for (std::size_t col = 0; col < cols; ++col)
                    to[(channel * rows * cols + col) * lanes + lane] = filled ? from[col * channels + channel] : T{0};
        }
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
    const std::size_t lanes = batch.lanes(), pixels = batch.rows() * batch.cols(), channels = batch.channels();
    const T* from = batch.data() + sample / lanes * batch.block_size() + sample % lanes;
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
        for (std::size_t channel = 0; channel < channels; ++channel) *to++ = from[(channel * pixels + pixel) * lanes];
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

}  // namespace diapir
