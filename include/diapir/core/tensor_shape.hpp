// The shape of a tensor: its axes, and of a batch also how many samples they hold. Batches of 17 and of 30 samples fill
// the same two axes {blocks, ..., lanes}; as shapes of tensors they differ.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <ostream>

namespace diapir {

/// The number of samples in a block of a batch: 16 or 32, whichever leaves fewer lanes empty; up to eight samples have
/// as many lanes as they are.
inline std::size_t lanes_for(std::size_t samples) {
    if (samples <= 8) return samples;
    if (samples < 16) return 16;
    const std::size_t spare = samples % 32;
    return spare != 0 && spare <= 16 ? 16 : 32;
}

/// The axes of a plain tensor, or those of a batch {blocks, channels, rows, cols, lanes} with its number of samples.
/// Two are equal when both agree; compared with a plain `shape`, the axes alone count.
class tensor_shape : public shape {
public:
    static tensor_shape plain(const shape& axes) { return {axes, 0}; }
    /// `samples` images of channels x rows x cols in blocks of `lanes` samples. Throws argument_error where an extent
    /// is 0, and where the blocks are too few for the samples.
    static tensor_shape batch(std::size_t blocks, std::size_t channels, std::size_t rows, std::size_t cols,
                              std::size_t lanes, std::size_t samples) {
        require(samples > 0 && channels > 0 && rows > 0 && cols > 0,
                "batch: expected at least one sample, channel, row and column, got ", samples, " x ",
                shape{channels, rows, cols});
        require(lanes > 0 && blocks > 0 && (samples - 1) / lanes < blocks, "batch: ", samples,
                " samples do not fit into ", blocks, " blocks of ", lanes);
        return {{blocks, channels, rows, cols, lanes}, samples};
    }
    /// The same in as many blocks as it takes.
    static tensor_shape batch(std::size_t samples, std::size_t channels, std::size_t rows, std::size_t cols,
                              std::size_t lanes) {
        return batch(lanes > 0 ? divide_up(samples, lanes) : 0, channels, rows, cols, lanes, samples);
    }

    bool is_batch() const { return samples_ > 0; }
    /// 0 for a plain tensor.
    std::size_t samples() const { return samples_; }

    /// Calls f(i) for every element that belongs to a sample: of a batch, the lanes after the last sample belong to
    /// none, and hold anything.
    template <class F>
    void for_each_held(const F& f) const {
        const std::size_t blocks = is_batch() ? (*this)[0] : 1, lanes = is_batch() ? (*this)[4] : 1;
        const std::size_t samples = is_batch() ? samples_ : 1, cells = size() / blocks / lanes;
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::size_t held = std::min(lanes, samples - std::min(samples, block * lanes));
            for (std::size_t cell = block * cells; cell < (block + 1) * cells; ++cell)
                for (std::size_t lane = 0; lane < held; ++lane) f(cell * lanes + lane);
        }
    }

    /// Whether this is `one`, or, of a batch, several of it one after the other along the block axis.
    bool is_stack_of(const tensor_shape& one) const {
        if (!is_batch() || !one.is_batch()) return *this == one;
        return *this == one.stacked((*this)[0] / one[0]);
    }

    /// Of a batch, the shape of `count` of it one after the other along the block axis; a plain shape stays as it is.
    tensor_shape stacked(std::size_t count) const {
        tensor_shape s = *this;
        if (is_batch()) {
            s[0] *= count;
            s.samples_ *= count;
        }
        return s;
    }

    friend bool operator==(const tensor_shape& a, const tensor_shape& b) {
        return a.samples_ == b.samples_ && static_cast<const shape&>(a) == static_cast<const shape&>(b);
    }
    /// A batch is written as 17 x {channels, rows, cols}, with its lanes where they are not those of lanes_for.
    friend std::ostream& operator<<(std::ostream& out, const tensor_shape& s) {
        if (!s.is_batch()) return out << static_cast<const shape&>(s);
        out << s.samples_ << " x " << shape{s[1], s[2], s[3]};
        return s[4] == lanes_for(s.samples_) ? out : out << " in blocks of " << s[4];
    }

private:
    tensor_shape(const shape& axes, std::size_t samples) : shape(axes), samples_(samples) {}

    std::size_t samples_;
};

/// Throws argument_error, in the name of an operation, unless both shapes are one.
inline void require_same_shape(const char* operation, const tensor_shape& a, const tensor_shape& b) {
    require(a == b, operation, ": expected two tensors of one shape, got ", a, " and ", b);
}

}  // namespace diapir
