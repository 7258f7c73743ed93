// Images of another size, by the nearest pixel or bilinear between pixels. The centers of pixels are kept: pixel i of
// `out` lies at (i + 1/2) in / out - 1/2, as torch 1.13 interpolate(align_corners=False; nearest-exact) and Keras 2.8
// UpSampling2D have it. With bilinear_corners the outermost pixels are kept: i lies at i (in - 1) / (out - 1), as with
// align_corners=True.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// How a value between pixels is made.
enum class interpolation { nearest, bilinear, bilinear_corners };

namespace ops {

/// Where the positions of one axis take their values: from `first`, and by `weight` from `second`.
struct resized_axis {
    struct position {
        std::size_t first, second;
        double weight;
    };
    std::size_t from;
    kept_vector<position> positions;

    resized_axis(std::size_t in, std::size_t out, interpolation how) : from(in) {
        const double ratio = static_cast<double>(in) / static_cast<double>(out), last = static_cast<double>(in - 1),
                     step = out > 1 ? last / static_cast<double>(out - 1) : 0;
        for (std::size_t i = 0; i < out; ++i) {
            if (how == interpolation::nearest) {
                const std::size_t cell = (2 * i + 1) * in / (2 * out);
                positions.push_back({cell, cell, 0});
            } else {
                const double place = static_cast<double>(i);
                const double at = how == interpolation::bilinear_corners
                                      ? std::min(place * step, last)
                                      : std::clamp((place + 0.5) * ratio - 0.5, 0.0, last);
                const auto first = static_cast<std::size_t>(at);
                positions.push_back({first, std::min(first + 1, in - 1), at - std::floor(at)});
            }
        }
    }
    std::size_t size() const { return positions.size(); }
};

namespace detail {

/// to = (1 - weight) first + weight second, element by element.
template <class T>
void mix(std::size_t count, const T* first, const T* second, double weight, T* to) {
    if (weight == 0) {
        std::copy_n(first, count, to);
        return;
    }
    const T w = static_cast<T>(weight);
    simd::transform(
        count, to, [w](auto a, auto b) { return simd::fma(decltype(a)(w), decltype(a)(b - a), a); }, first, second);
}
/// Its adjoint: adds the shares of `from` to both.
template <class T>
void add_shares(std::size_t count, const T* from, double weight, T* first, T* second) {
    const auto add = [&](double share, T* to) {
        const T s = static_cast<T>(share);
        if (share != 0)
            simd::transform(
                count, to, [s](auto sum, auto e) { return simd::fma(decltype(e)(s), e, sum); }, to, from);
    };
    add(1 - weight, first);
    add(weight, second);
}

}  // namespace detail

template <class T>
class interpolation_map {
public:
    interpolation_map(resized_axis rows, resized_axis cols)
        : rows_(make_kept<const resized_axis>(std::move(rows))),
          cols_(make_kept<const resized_axis>(std::move(cols))) {}

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.batch_like(v.channels(), rows_->size(), cols_->size());
        const std::size_t lanes = v.lanes(), line = v.cols() * lanes;
        parallel_for(
            y.blocks() * y.channels() * y.rows(),
            [&](std::size_t item) {
                const auto& row = rows_->positions[item % y.rows()];
                const T* plane = v.data() + item / y.rows() * v.rows() * line;
                const buffer<T> mixed = make_buffer<T>(line);
                detail::mix(line, plane + row.first * line, plane + row.second * line, row.weight, mixed.get());
                T* to = y.data() + item * y.cols() * lanes;
                for (const auto& col : cols_->positions) {
                    detail::mix(lanes, mixed.get() + col.first * lanes, mixed.get() + col.second * lanes, col.weight,
                                to);
                    to += lanes;
                }
            },
            4 * y.cols() * lanes);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(w.channels(), rows_->from, cols_->from);
        const std::size_t lanes = w.lanes(), line = x.cols() * lanes;
        parallel_for(
            x.blocks() * x.channels(),
            [&](std::size_t item) {
                T* plane = x.data() + item * x.rows() * line;
                std::fill_n(plane, x.rows() * line, T{0});
                const buffer<T> sums = make_buffer<T>(line);
                const T* from = w.data() + item * w.rows() * w.cols() * lanes;
                for (const auto& row : rows_->positions) {
                    std::fill_n(sums.get(), line, T{0});
                    for (const auto& col : cols_->positions) {
                        detail::add_shares(lanes, from, col.weight, sums.get() + col.first * lanes,
                                           sums.get() + col.second * lanes);
                        from += lanes;
                    }
                    detail::add_shares(line, sums.get(), row.weight, plane + row.first * line,
                                       plane + row.second * line);
                }
            },
            8 * w.rows() * w.cols() * lanes);
        return x;
    }

private:
    std::shared_ptr<const resized_axis> rows_, cols_;
};

struct resize2d_operation {
    static constexpr bool treats_samples_alike = true;

    std::size_t rows, cols;
    diapir::interpolation how;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "resize2d: expected a batch of activations, got a plain tensor ", x.shape());
        constexpr std::size_t most = std::size_t{1} << 31;
        require(rows > 0 && cols > 0 && rows <= most && cols <= most, "resize2d: expected rows and columns of 1 to ",
                most, ", got ", rows, " x ", cols);
        x.batch_like(x.channels(), rows, cols);  // fails at once, not bit by bit as the axes, where memory lacks
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    interpolation_map<T> map(const tensor<T>& x) const {
        return {{x.rows(), rows, how}, {x.cols(), cols, how}};
    }
};

struct resize2d_function {
    /// x {n, r, c, channels} -> {n, rows, cols, channels}. Throws argument_error unless x is a batch, and where rows or
    /// cols are not in 1 ... 2^31.
    template <operand X>
    auto operator()(X&& x, std::size_t rows, std::size_t cols,
                    diapir::interpolation how = diapir::interpolation::bilinear) const {
        return apply(resize2d_operation{rows, cols, how}, std::forward<X>(x));
    }
};

/// Options of upsample2d: how many rows and columns each becomes.
struct upsample_options {
    std::size_t rows = 2, cols = 2;
    diapir::interpolation interpolation = diapir::interpolation::nearest;
};

struct upsample2d_function {
    /// x {n, r, c, channels} -> {n, r * rows, c * cols, channels}. Throws argument_error unless x is a batch, and where
    /// rows or cols are not in 1 ... 65536.
    template <operand X>
    auto operator()(X&& x, const upsample_options& options = {}) const {
        const auto& image = value_of(x);
        require(image.is_batch(), "upsample2d: expected a batch of activations, got a plain tensor ", image.shape());
        constexpr std::size_t most = 1 << 16;
        require(options.rows > 0 && options.cols > 0 && options.rows <= most && options.cols <= most,
                "upsample2d: expected rows and cols of 1 to ", most, ", got ", options.rows, " x ", options.cols);
        const resize2d_operation op{image.rows() * options.rows, image.cols() * options.cols, options.interpolation};
        return apply(op, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::resize2d_function resize2d{};
inline constexpr ops::upsample2d_function upsample2d{};

}  // namespace diapir::inline DIAPIR_TARGET
