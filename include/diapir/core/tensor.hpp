// The dense array that the library computes with: aligned, row-major, and aware of the sample-last layout.
//
// A tensor is either plain (a convolution kernel {rows, cols, in, out}, a bias {out}, a scalar {}) or a batch of
// activations {blocks, channels, rows, cols, lanes}: the sample axis is innermost and cut in blocks of `lanes` samples,
// so that one register holds the same pixel of several samples. The last block may be partly filled.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace diapir {

/// The number of samples in a block of a batch: 16 or 32, whichever leaves fewer lanes empty; up to eight samples have
/// as many lanes as they are.
inline std::size_t lanes_for(std::size_t samples) {
    if (samples <= 8) return samples;
    if (samples < 16) return 16;
    const std::size_t spare = samples % 32;
    return spare != 0 && spare <= 16 ? 16 : 32;
}

template <class T>
class tensor {
public:
    using value_type = T;

    /// A plain tensor, its elements not set.
    explicit tensor(const diapir::shape& extents = {0}) : shape_(extents), data_(make_buffer<T>(extents.size())) {}
    /// A plain tensor filled with one value.
    tensor(const diapir::shape& extents, T value) : tensor(extents) { std::fill(begin(), end(), value); }

    /// A batch of `samples` images of channels x rows x cols, elements not set.
    static tensor batch(std::size_t samples, std::size_t channels, std::size_t rows, std::size_t cols) {
        const std::size_t lanes = lanes_for(samples);
        return batch_of_blocks((samples + lanes - 1) / lanes, channels, rows, cols, lanes, samples);
    }
    static tensor batch_of_blocks(std::size_t blocks, std::size_t channels, std::size_t rows, std::size_t cols,
                                  std::size_t lanes, std::size_t samples) {
        tensor t(diapir::shape{blocks, channels, rows, cols, lanes});
        t.samples_ = samples;
        return t;
    }
    /// A batch like this one but for its channels, rows and cols.
    tensor batch_like(std::size_t channels, std::size_t rows, std::size_t cols) const {
        return batch_of_blocks(blocks(), channels, rows, cols, lanes(), samples_);
    }
    /// This batch with another number of lanes to a block; empty lanes are zero.
    tensor with_lanes(std::size_t lanes) const {
        const std::size_t blocks_needed = (samples_ + lanes - 1) / lanes, cells = block_size() / this->lanes();
        tensor t = batch_of_blocks(blocks_needed, channels(), rows(), cols(), lanes, samples_);
        std::fill(t.begin(), t.end(), T{0});
        for (std::size_t sample = 0; sample < samples_; ++sample) {
            const T* from = data() + sample / this->lanes() * block_size() + sample % this->lanes();
            T* to = t.data() + sample / lanes * t.block_size() + sample % lanes;
            for (std::size_t cell = 0; cell < cells; ++cell) to[cell * lanes] = from[cell * this->lanes()];
        }
        return t;
    }
    /// A tensor of the same shape and kind, elements not set.
    tensor like() const {
        tensor t(shape_);
        t.samples_ = samples_;
        return t;
    }
    static tensor scalar(T value) { return tensor(diapir::shape{}, value); }

    tensor(const tensor& other) : tensor(other.shape_) {
        samples_ = other.samples_;
        std::copy(other.begin(), other.end(), begin());
    }
    tensor(tensor&& other) noexcept = default;
    tensor& operator=(tensor other) noexcept {
        std::swap(shape_, other.shape_);
        std::swap(samples_, other.samples_);
        std::swap(data_, other.data_);
        return *this;
    }
    ~tensor() = default;

    const diapir::shape& shape() const { return shape_; }
    std::size_t size() const { return shape_.size(); }
    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    T* begin() { return data(); }
    T* end() { return data() + size(); }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size(); }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }

    /// Whether this is a batch of activations; the accessors below are for batches only.
    bool is_batch() const { return samples_ > 0; }
    std::size_t samples() const { return samples_; }
    std::size_t blocks() const { return shape_[0]; }
    std::size_t channels() const { return shape_[1]; }
    std::size_t rows() const { return shape_[2]; }
    std::size_t cols() const { return shape_[3]; }
    std::size_t lanes() const { return shape_[4]; }
    /// Elements of one block: channels x rows x cols x lanes.
    std::size_t block_size() const { return channels() * rows() * cols() * lanes(); }

private:
    diapir::shape shape_;
    std::size_t samples_ = 0;
    buffer<T> data_;
};

}  // namespace diapir
