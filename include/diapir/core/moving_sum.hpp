// Sums over the last few slices of a stream, such as the rows of a section or the planes of a volume, at a cost that
// does not depend on how many: van Herk, A fast algorithm for local minimum and maximum filters on rectangular and
// octagonal kernels, Pattern Recognition Letters 13, 1992, with sums.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/edge.hpp>
#include <diapir/core/row_pitch.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/strips.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Sums of `window` > 0 successive slices. The stream is cut in blocks of `window` slices; a window is the end of one
/// block and the beginning of the next, and both of these are only ever added to. So nothing cancels: windows of zeros
/// give exactly 0, and NaN stay in the windows that hold them.
template <class T>
class moving_sum {
public:
    /// Slices of `size` numbers, a multiple of the register's width. `first` is the number of the first slice: where
    /// blocks begin depends on it, so that a stream that is taken up anywhere gives the same bits.
    moving_sum(std::size_t window, std::size_t size, std::size_t first)
        : window_(window),
          size_(size),
          stride_(odd_lines<T>(size)),
          begin_(first % window),
          at_(begin_),
          slices_(window * stride_),
          head_(size) {}

    /// Where the next slice is to be written. It holds an old slice, or zeros.
    T* next() { return slices_.data() + at_ * stride_; }

    /// Takes the slice that was written to next(). Once `window` slices were taken it writes the sum of the last ones
    /// and returns true.
    bool push(T* sum) {
        const std::size_t at = at_;
        if (at + 1 == window_) {
            close_block();
            if (begin_ > 0) return false;
            std::copy_n(slices_.data(), size_, sum);
            return true;
        }
        ++at_;
        if (!closed_) return false;
        return extend_head(at, sum);
    }

private:
    /// Makes each slice of a full block the sum of those from it to the block's end.
    void close_block() {
        if (closed_) begin_ = 0;
        closed_ = true;
        at_ = 0;
        constexpr std::size_t step = simd::width<T>;
        for (std::size_t i = 0; i < size_; i += step) {
            simd::pack<T> tail = simd::load(&slices_[(window_ - 1) * stride_ + i]);
            for (std::size_t k = window_ - 1; k-- > begin_;) {
                T* slice = &slices_[k * stride_ + i];
                tail = tail + simd::load(slice);
                simd::store(slice, tail);
            }
        }
    }
    /// Adds slice `at` to the head of the block; the window that ends with it begins in the block before.
    bool extend_head(std::size_t at, T* sum) {
        const T *slice = slices_.data() + at * stride_, *tail = slice + stride_;
        T* head = head_.data();
        const bool wanted = at + 1 >= begin_;
        for (std::size_t i = 0; i < size_; i += simd::width<T>) {
            const simd::pack<T> added = simd::load(slice + i);
            const simd::pack<T> total = at == 0 ? added : simd::load(head + i) + added;
            simd::store(head + i, total);
            if (wanted) simd::store(sum + i, total + simd::load(tail + i));
        }
        return wanted;
    }

    std::size_t window_, size_, stride_;
    std::size_t begin_;    // the first slice of the block before the current one, or of the first block
    std::size_t at_;       // where in its block the next slice is
    bool closed_ = false;  // whether the block before the current one is known
    kept_vector<T> slices_, head_;
};

/// Sums down an axis of `length` slices: for every i in `rows` calls take(i, sum) with the sum of the slices i -
/// window / 2 to i - window / 2 + window - 1, where fill(k, to) writes slice k. Slices have `size` numbers, a multiple
/// of the register's width; those that fill leaves alone are 0. Sum i is written to sums + (i - rows.first) % kept *
/// size.
template <class T, class Fill, class Take>
void sum_down(std::size_t length, std::size_t size, std::size_t window, edge mode, row_range rows, T* sums,
              std::size_t kept, const Fill& fill, const Take& take) {
    if (rows.count() == 0) return;
    moving_sum<T> moving(window, size, rows.first);
    std::size_t row = rows.first;
    for (std::size_t k = rows.first; row < rows.last; ++k) {
        const std::ptrdiff_t source = edge_index(k, window / 2, length, mode);
        if (source >= 0)
            fill(static_cast<std::size_t>(source), moving.next());
        else
            std::fill_n(moving.next(), size, T{0});
        T* sum = sums + (row - rows.first) % kept * size;
        if (moving.push(sum)) take(row++, static_cast<const T*>(sum));
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
