// The dense array that the library computes with: aligned, row-major, and aware of the sample-last layout.
//
// A tensor is either plain (a convolution kernel {rows, cols, in, out}, a bias {out}, a scalar {}) or a batch of
// activations {blocks, channels, rows, cols, lanes}: the sample axis is innermost and cut in blocks of `lanes` samples,
// so that one register holds the same pixel of several samples. The last block may be partly filled.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor_shape.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace diapir {

class derived_values;

template <class T>
class tensor {
public:
    using value_type = T;

    /// A plain tensor, its elements not set.
    explicit tensor(const diapir::shape& axes = {0}) : tensor(tensor_shape::plain(axes)) {}
    /// A plain tensor filled with one value.
    tensor(const diapir::shape& axes, T value) : tensor(tensor_shape::plain(axes), value) {}
    /// A tensor of the shape of another, a batch where that is one, its elements not set. Throws argument_error where
    /// no memory holds it, as the others do.
    explicit tensor(const tensor_shape& s) : shape_(s), data_(make_buffer<T>(s.checked_size())) {}
    /// The same filled with one value.
    tensor(const tensor_shape& s, T value) : tensor(s) { std::fill(begin(), end(), value); }

    /// A batch of `samples` images of channels x rows x cols, elements not set. Throws argument_error where one of them
    /// is 0.
    static tensor batch(std::size_t samples, std::size_t channels, std::size_t rows, std::size_t cols) {
        return tensor(tensor_shape::batch(samples, channels, rows, cols, lanes_for(samples)));
    }
    static tensor batch_of_blocks(std::size_t blocks, std::size_t channels, std::size_t rows, std::size_t cols,
                                  std::size_t lanes, std::size_t samples) {
        return tensor(tensor_shape::batch(blocks, channels, rows, cols, lanes, samples));
    }
    /// A batch like this one but for its channels, rows and cols.
    tensor batch_like(std::size_t channels, std::size_t rows, std::size_t cols) const {
        return batch_of_blocks(blocks(), channels, rows, cols, lanes(), samples());
    }
    /// This batch with another number of lanes to a block; empty lanes are zero.
    tensor with_lanes(std::size_t lanes) const {
        const std::size_t cells = block_size() / this->lanes();
        tensor t(tensor_shape::batch(samples(), channels(), rows(), cols(), lanes));
        std::fill(t.begin(), t.end(), T{0});
        for (std::size_t sample = 0; sample < samples(); ++sample) {
            const T* from = data() + sample / this->lanes() * block_size() + sample % this->lanes();
            T* to = t.data() + sample / lanes * t.block_size() + sample % lanes;
            for (std::size_t cell = 0; cell < cells; ++cell) to[cell * lanes] = from[cell * this->lanes()];
        }
        return t;
    }
    /// A tensor of the same shape and kind, elements not set.
    tensor like() const { return tensor(shape_); }
    static tensor scalar(T value) { return tensor(diapir::shape{}, value); }

    tensor(const tensor& other) : tensor(other.shape_) { std::copy(other.begin(), other.end(), begin()); }
    /// Leaves a plain tensor without elements behind.
    tensor(tensor&& other) noexcept
        : shape_(std::exchange(other.shape_, tensor_shape::plain({0}))), data_(std::move(other.data_)) {}
    tensor& operator=(tensor other) noexcept {
        std::swap(shape_, other.shape_);
        std::swap(data_, other.data_);
        return *this;
    }
    ~tensor() = default;

    /// The axes, and of a batch the number of samples: both count where shapes are compared.
    const tensor_shape& shape() const { return shape_; }
    std::size_t size() const { return shape_.size(); }
    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    T* begin() { return data(); }
    T* end() { return data() + size(); }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size(); }
    T& operator[](std::size_t i) { return data()[i]; }
    const T& operator[](std::size_t i) const { return data()[i]; }

    /// Whether this is a batch of activations. The accessors below it are for batches only; for a plain tensor they
    /// throw argument_error.
    bool is_batch() const { return shape_.is_batch(); }
    /// 0 for a plain tensor.
    std::size_t samples() const { return shape_.samples(); }
    std::size_t blocks() const { return batch_axis(0); }
    std::size_t channels() const { return batch_axis(1); }
    std::size_t rows() const { return batch_axis(2); }
    std::size_t cols() const { return batch_axis(3); }
    std::size_t lanes() const { return batch_axis(4); }
    /// Elements of one block: channels x rows x cols x lanes.
    std::size_t block_size() const { return channels() * rows() * cols() * lanes(); }

    /// Where that is kept which was computed from the elements, or null: only tensors that no longer change have such a
    /// place (`freeze`). Copies of a tensor have none.
    const derived_values* derived() const { return derived_; }
    /// Names that place, which must outlive the tensor.
    void keep_derived(const derived_values* place) { derived_ = place; }

private:
    std::size_t batch_axis(std::size_t axis) const {
        require(is_batch(), "tensor: expected a batch of activations, got a plain tensor ", shape_);
        return shape_[axis];
    }

    tensor_shape shape_;
    buffer<T> data_;
    const derived_values* derived_ = nullptr;
};

/// A batch of that shape whose samples are all the only sample of `one`; its empty lanes too. Throws argument_error
/// where `one` is no batch of one sample, or its images have another shape.
template <class T>
tensor<T> repeated(const tensor<T>& one, const tensor_shape& s) {
    require(one.samples() == 1 && one.blocks() == 1 && s.is_batch(), "repeated: expected a batch of one sample, got ",
            one.shape());
    tensor<T> all(s);
    require(one.channels() == all.channels() && one.rows() == all.rows() && one.cols() == all.cols(),
            "repeated: a sample of ", one.shape(), " does not fit a batch ", s);
    const std::size_t lanes = all.lanes(), own = one.lanes(), cells = all.block_size() / lanes;
    for (std::size_t block = 0; block < all.blocks(); ++block) {
        T* to = all.data() + block * all.block_size();
        for (std::size_t cell = 0; cell < cells; ++cell) std::fill_n(to + cell * lanes, lanes, one[cell * own]);
    }
    return all;
}

}  // namespace diapir
