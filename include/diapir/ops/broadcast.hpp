// Batches that repeat over larger ones: along channels, rows and cols an extent of 1 goes with any other, so that a
// batch {n, 1, 1, channels} acts on whole images and one {n, rows, cols, 1} on all channels. The adjoint of repeating
// is a sum.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::ops {

/// The shape of what two tensors of one shape give, or two batches whose channels, rows and cols are equal or 1. Throws
/// argument_error for others, in the name of an operation.
inline tensor_shape common_shape(const char* operation, const tensor_shape& a, const tensor_shape& b) {
    if (a == b) return a;
    if (!a.is_batch() || !b.is_batch() || a.samples() != b.samples() || a[0] != b[0] || a[4] != b[4])
        require_same_shape(operation, a, b);
    const auto common = [&](std::size_t axis) {
        require(
            a[axis] == b[axis] || a[axis] == 1 || b[axis] == 1, operation,
            ": expected two tensors of one shape, or batches of equal channels, rows and cols where neither has 1, ",
            "got ", a, " and ", b);
        return std::max(a[axis], b[axis]);
    };
    return tensor_shape::batch(a[0], common(1), common(2), common(3), a[4], a.samples());
}

/// The elements of a batch, or of several one after the other, seen in a shape of as many elements.
template <class T>
struct batch_view {
    const T* data;
    tensor_shape shape;

    batch_view(const tensor<T>& batch) : batch_view(batch.data(), batch.shape()) {}
    batch_view(const T* elements, const tensor_shape& as) : data(elements), shape(as) {}
};

/// Reads a batch as if it had the shape of a larger one, line by line: the {cols, lanes} of one row. Where the larger
/// one has more blocks, those of the batch repeat.
template <class T>
class repeated_lines {
public:
    repeated_lines(const batch_view<T>& x, const tensor_shape& as)
        : x_(x), cols_(as[3]), line_(x.shape[3] == cols_ ? nullptr : make_buffer<T>(cols_ * as[4])) {}

    /// The line of a row, until the next call.
    const T* operator()(std::size_t block, std::size_t channel, std::size_t row) {
        const tensor_shape& s = x_.shape;
        const std::size_t plane = block % s[0] * s[1] + (s[1] == 1 ? 0 : channel);
        const T* from = x_.data + (plane * s[2] + (s[2] == 1 ? 0 : row)) * s[3] * s[4];
        if (!line_) return from;
        for (std::size_t col = 0; from != repeated_ && col < cols_; ++col)
            std::copy_n(from, s[4], line_.get() + col * s[4]);
        repeated_ = from;
        return line_.get();
    }

private:
    const batch_view<T>& x_;
    std::size_t cols_;
    buffer<T> line_;
    const T* repeated_ = nullptr;  // what the line holds
};

/// y[i] = f(in[i]...) over the elements of y {shape}, over which the others repeat.
template <class T, class F, class... In>
void transform_repeated(const tensor_shape& shape, T* y, const F& f, const In&... in) {
    const std::size_t rows = shape[2], line = shape[3] * shape[4];
    parallel_for(
        shape[0] * shape[1],
        [&](std::size_t plane) {
            const auto take = [&](auto... lines) {
                for (std::size_t row = 0; row < rows; ++row)
                    simd::transform(line, y + (plane * rows + row) * line, f,
                                    lines(plane / shape[1], plane % shape[1], row)...);
            };
            take(repeated_lines<T>(in, shape)...);
        },
        8 * rows * line);
}

/// x {shape} = the sums of w over the channels, rows and cols along which x would repeat, times a share; of w times a
/// factor where one is given, which may repeat over w. Sums may be of a whole image: those of a few rows are added in
/// double.
template <class T>
void sum_repeated(const batch_view<T>& w, const batch_view<T>* factor, const tensor_shape& shape, T* x,
                  double share = 1) {
    constexpr std::size_t rows_at_once = 16;
    const std::size_t channels = shape[1], rows = shape[2], lanes = shape[4], line = w.shape[3] * lanes;
    const auto range = [](std::size_t own, std::size_t all, std::size_t i) {
        return own == all ? std::pair(i, i + 1) : std::pair(std::size_t{0}, all);
    };
    const std::size_t terms = w.shape.size() / shape[0] / channels / rows;
    parallel_for(
        shape[0] * channels * rows,
        [&](std::size_t item) {
            const std::size_t block = item / rows / channels;
            const auto [channel_begin, channel_end] = range(channels, w.shape[1], item / rows % channels);
            const auto [row_begin, row_end] = range(rows, w.shape[2], item % rows);
            const buffer<T> sums = make_buffer<T>(line);
            const buffer<double> totals = make_buffer<double>(line);
            std::fill_n(sums.get(), line, T{0});
            std::fill_n(totals.get(), line, 0.0);
            const auto move_to_totals = [&] {
                for (std::size_t i = 0; i < line; ++i) totals[i] += static_cast<double>(sums[i]);
                std::fill_n(sums.get(), line, T{0});
            };
            repeated_lines<T> w_lines(w, w.shape), factor_lines(factor ? *factor : w, w.shape);
            std::size_t taken = 0;
            for (std::size_t channel = channel_begin; channel < channel_end; ++channel)
                for (std::size_t row = row_begin; row < row_end; ++row) {
                    const T* terms_of_row = w_lines(block, channel, row);
                    if (factor) {
                        simd::transform(
                            line, sums.get(), [](auto sum, auto a, auto b) { return simd::fma(a, b, sum); }, sums.get(),
                            terms_of_row, factor_lines(block, channel, row));
                    } else {
                        simd::transform(
                            line, sums.get(), [](auto sum, auto a) { return sum + a; }, sums.get(), terms_of_row);
                    }
                    if (++taken % rows_at_once == 0) move_to_totals();
                }
            move_to_totals();
            const std::size_t own = shape[3] * lanes;
            for (std::size_t at = own; at < line; at += own)
                for (std::size_t i = 0; i < own; ++i) totals[i] += totals[at + i];
            for (std::size_t i = 0; i < own; ++i) x[item * own + i] = static_cast<T>(share * totals[i]);
        },
        4 * terms);
}

/// Repeats a batch over a larger one, times a number; between equal shapes the multiplication alone.
template <class T>
struct repeat_map {
    tensor_shape argument, result;
    T factor = 1;

    tensor<T> push(const tensor<T>& v) const {
        if (argument == result) return scaled(v);
        tensor<T> y(result.stacked(v.blocks() / argument[0]));
        transform_repeated<T>(
            y.shape(), y.data(), [this](auto e) { return e * decltype(e)(factor); }, batch_view(v));
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        if (argument == result) return scaled(w);
        tensor<T> x(argument.stacked(w.blocks() / result[0]));
        sum_repeated<T>(w, nullptr, x.shape(), x.data(), static_cast<double>(factor));
        return x;
    }

private:
    tensor<T> scaled(const tensor<T>& v) const {
        if (factor == T{1}) return v;
        tensor<T> y = v.like();
        transform(
            v.size(), y.data(), [this](auto e) { return e * decltype(e)(factor); }, v.data());
        return y;
    }
};

/// Multiplication with a factor, where both may repeat over the result.
template <class T>
struct product_map {
    shared_tensor<T> factor;
    tensor_shape argument, result;

    tensor<T> push(const tensor<T>& v) const {
        if (argument == result) return product(v);
        tensor<T> y(result.stacked(v.blocks() / argument[0]));
        multiply_into(y, v);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        if (argument == result) return product(w);
        tensor<T> x(argument.stacked(w.blocks() / result[0]));
        const batch_view<T> of(*factor);
        sum_repeated<T>(w, &of, x.shape(), x.data());
        return x;
    }

private:
    tensor<T> product(const tensor<T>& v) const {
        if (factor->shape() == result) return diagonal_map<T>(factor).push(v);
        tensor<T> y = v.like();
        multiply_into(y, v);
        return y;
    }
    void multiply_into(tensor<T>& y, const tensor<T>& v) const {
        transform_repeated<T>(
            y.shape(), y.data(), [](auto a, auto b) { return a * b; }, batch_view(v), batch_view(*factor));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::ops
