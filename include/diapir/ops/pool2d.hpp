// Max and average pooling with the semantics of Keras 2.8. The chord of max pooling is the cross-maximum rule of
// DeepLIFT as shap 0.41 has it.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/kernels/pool.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// Options of max_pool2d and average_pool2d; a stride of 0 is that of the window.
struct pool_options {
    std::size_t rows = 2, cols = 2;
    std::size_t row_stride = 0, col_stride = 0;
    diapir::padding border = diapir::padding::valid;
};

struct pool_geometry {
    kernels::window_axis rows, cols;

    template <class T>
    static pool_geometry over(const char* name, const tensor<T>& x, const pool_options& o) {
        require(x.is_batch(), name, ": expected a batch of activations, got a plain tensor ", x.shape());
        require(o.rows > 0 && o.cols > 0, name, ": expected a window of at least one row and column, got ", o.rows,
                " x ", o.cols);
        return {kernels::window_axis::over(x.rows(), o.rows, o.row_stride ? o.row_stride : o.rows, o.border,
                                           {name, "rows"}),
                kernels::window_axis::over(x.cols(), o.cols, o.col_stride ? o.col_stride : o.cols, o.border,
                                           {name, "cols"})};
    }
    template <class T>
    tensor<T> small(const tensor<T>& x) const {
        return x.batch_like(x.channels(), rows.small, cols.small);
    }
    template <class T>
    tensor<T> large(const tensor<T>& y) const {
        return y.batch_like(y.channels(), rows.large, cols.large);
    }
};

namespace detail {

template <class T>
tensor<T> zeroed(tensor<T> t) {
    parallel_fill(t.data(), t.size(), T{0});
    return t;
}

/// For every window one cell and, if given, the weight that its value is multiplied with.
template <class T>
struct selection {
    tensor<T> winner;
    std::optional<tensor<T>> weight;
};

}  // namespace detail

/// Every output is a sum of a few selected cells of its window: one winner at a point, two weighted ones along a chord.
template <class T, std::size_t Count>
struct selection_map {
    pool_geometry geometry;
    std::array<detail::selection<T>, Count> selections;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = detail::zeroed(geometry.small(v));
        for (const auto& s : selections)
            kernels::gather_winner(v, s.winner, s.weight ? &*s.weight : nullptr, geometry.rows, geometry.cols, y);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = detail::zeroed(geometry.large(w));
        for (const auto& s : selections)
            kernels::scatter_winner(w, s.winner, s.weight ? &*s.weight : nullptr, geometry.rows, geometry.cols, x);
        return x;
    }
};

struct max_pool2d_operation {
    static constexpr bool treats_samples_alike = true;

    pool_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        const auto geometry = pool_geometry::over("max_pool2d", x, options);
        tensor<T> y = geometry.small(x);
        kernels::max_pool(x, geometry.rows, geometry.cols, y);
        return y;
    }

    template <class T>
    auto linearize(const point<T>&, const point<T>& x) const {
        const auto geometry = pool_geometry::over("max_pool2d", *x.x, options);
        return std::tuple(selection_map<T, 1>{geometry, {detail::selection<T>{winner(*x.x, geometry), std::nullopt}}});
    }

    /// With M = max(y_x, y_r): the winner at x has the weight (M - y_r) / (x - r), the winner at r (y_x - M) / (x - r).
    /// Both lie between 0 and 1, as |x - r| of the winner is not below |y_x - y_r|; where x = r they are 0. (shap 0.41
    /// sends nothing for |x - r| < 1e-7.)
    template <class T>
    auto linearize(const chord<T>& y, const chord<T>& x) const {
        const auto geometry = pool_geometry::over("max_pool2d", *x.x, options);
        tensor<T> difference = x.x->like();
        transform(
            difference.size(), difference.data(),
            [](auto a, auto b) {
                using V = decltype(a);
                return simd::select(a == b, V(T{0}), V(a - b));  // of one infinity, too
            },
            x.x->data(), x.r->data());
        const auto select = [&](const tensor<T>& at, bool is_x) {
            tensor<T> index = winner(at, geometry);
            tensor<T> step = detail::zeroed(index.like());
            kernels::gather_winner<T>(difference, index, nullptr, geometry.rows, geometry.cols, step);
            tensor<T> weight = index.like();
            transform(
                weight.size(), weight.data(),
                [&](auto y_x, auto y_r, auto dx) {
                    using V = decltype(dx);
                    const V top = simd::max(y_x, y_r), rise = is_x ? V(top - y_r) : V(y_x - top);
                    const auto none = dx == V(T{0});
                    return simd::select(none, V(T{0}), V(rise / simd::select(none, V(T{1}), dx)));
                },
                y.x->data(), y.r->data(), step.data());
            return detail::selection<T>{std::move(index), std::move(weight)};
        };
        return std::tuple(selection_map<T, 2>{geometry, {select(*x.x, true), select(*x.r, false)}});
    }

private:
    template <class T>
    static tensor<T> winner(const tensor<T>& x, const pool_geometry& geometry) {
        require(x.rows() * x.cols() <= kernels::most_cells<T>, "max_pool2d: expected images of at most ",
                kernels::most_cells<T>, " pixels for a gradient, got ", x.shape());
        tensor<T> y = geometry.small(x), index = y.like();
        kernels::max_pool(x, geometry.rows, geometry.cols, y, &index);
        return index;
    }
};

template <class T>
struct average_map {
    pool_geometry geometry;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = geometry.small(v);
        kernels::average_pool(v, geometry.rows, geometry.cols, y);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = detail::zeroed(geometry.large(w));
        kernels::average_pool_adjoint(w, geometry.rows, geometry.cols, x);
        return x;
    }
};

struct average_pool2d_operation {
    static constexpr bool treats_samples_alike = true;

    pool_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        return average_map<T>{pool_geometry::over("average_pool2d", x, options)}.push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(average_map<typename X::value_type>{pool_geometry::over("average_pool2d", *x.x, options)});
    }
};

template <class Op>
struct pool2d_function {
    /// x {n, rows, cols, channels} -> {n, rows', cols', channels}. Throws argument_error where the window does not fit.
    template <operand X>
    auto operator()(X&& x, const pool_options& options = {}) const {
        return apply(Op{options}, std::forward<X>(x));
    }
};

}  // namespace ops

/// The largest value of each window; among equals the first, row by row, receives the gradient.
inline constexpr ops::pool2d_function<ops::max_pool2d_operation> max_pool2d{};
/// The mean of each window over the cells that lie inside the image.
inline constexpr ops::pool2d_function<ops::average_pool2d_operation> average_pool2d{};

}  // namespace diapir::inline DIAPIR_TARGET
