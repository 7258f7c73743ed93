// Softmax over the channels of each pixel, as Keras' Softmax(axis=-1).
//
// With u = x - log(sum exp x) the values are y = exp(u), and both derivatives and secants are
//   v -> D (v - sum(D v) / sum(D)),
// D = y at a point. Along a chord D is the divided difference of exp between u at x and at r, the logarithmic mean of y
// at both: D times the difference of u is that of y, and as the values add up to 1 at both ends the difference of the
// logarithm is sum(D (x - r)) / sum(D). D lies between 0 and 1, and what all channels have in common contributes
// nothing.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/function.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// Calls f(from, plane, count) for runs of `count` pixels and lanes of each block: channel c of them begins at
/// from + c * plane.
template <class T, class F>
void for_each_pixel_run(const tensor<T>& x, const F& f) {
    constexpr std::size_t elements = 512;
    const std::size_t plane = x.rows() * x.cols() * x.lanes(), runs = divide_up(plane, elements);
    parallel_for(
        x.blocks() * runs,
        [&](std::size_t item) {
            const std::size_t at = item % runs * elements;
            f(item / runs * x.block_size() + at, plane, std::min(elements, plane - at));
        },
        32 * x.channels() * elements);
}

/// The largest of the channels at a run, and the sum of exp(x - largest).
template <class T>
struct softmax_sums {
    buffer<T> largest, sum;

    softmax_sums(const T* x, std::size_t channels, std::size_t plane, std::size_t count)
        : largest(make_buffer<T>(count)), sum(make_buffer<T>(count)) {
        std::copy_n(x, count, largest.get());
        for (std::size_t c = 1; c < channels; ++c)
            simd::transform(
                count, largest.get(), [](auto a, auto b) { return simd::max(a, b); }, largest.get(), x + c * plane);
        std::fill_n(sum.get(), count, T{0});
        for (std::size_t c = 0; c < channels; ++c)
            simd::transform(
                count, sum.get(), [](auto s, auto e, auto m) { return s + simd::exp(decltype(e)(e - m)); }, sum.get(),
                x + c * plane, largest.get());
    }
};

template <class T>
tensor<T> softmax_of(const tensor<T>& x) {
    tensor<T> y = x.like();
    for_each_pixel_run(x, [&](std::size_t at, std::size_t plane, std::size_t count) {
        const softmax_sums<T> sums(x.data() + at, x.channels(), plane, count);
        for (std::size_t c = 0; c < x.channels(); ++c)
            simd::transform(
                count, y.data() + at + c * plane,
                [](auto e, auto m, auto s) { return simd::exp(decltype(e)(e - m)) / s; }, x.data() + at + c * plane,
                sums.largest.get(), sums.sum.get());
    });
    return y;
}
/// log(softmax(x)), which has no smallest value.
template <class T>
tensor<T> log_softmax_of(const tensor<T>& x) {
    tensor<T> u = x.like();
    for_each_pixel_run(x, [&](std::size_t at, std::size_t plane, std::size_t count) {
        const softmax_sums<T> sums(x.data() + at, x.channels(), plane, count);
        for (std::size_t c = 0; c < x.channels(); ++c)
            simd::transform(
                count, u.data() + at + c * plane, [](auto e, auto m, auto s) { return (e - m) - simd::log(s); },
                x.data() + at + c * plane, sums.largest.get(), sums.sum.get());
    });
    return u;
}

}  // namespace detail

/// v -> D (v - sum(D v) / sum(D)), the sums over the channels of a pixel; its own adjoint.
template <class T>
class softmax_map {
public:
    explicit softmax_map(shared_tensor<T> d) : d_(std::move(d)), total_(pixels(1)) {
        sum_repeated<T>(*d_, nullptr, total_.shape(), total_.data());
    }

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> sum(pixels(v.blocks() / d_->blocks())), y = v.like();
        const batch_view<T> d(*d_);
        sum_repeated<T>(v, &d, sum.shape(), sum.data());
        transform_repeated<T>(
            y.shape(), y.data(), [](auto f, auto e, auto s, auto t) { return f * (e - s / t); }, d, batch_view<T>(v),
            batch_view<T>(sum), batch_view<T>(total_));
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }

private:
    tensor_shape pixels(std::size_t stack) const {
        const tensor<T>& d = *d_;
        return tensor_shape::batch(d.blocks(), 1, d.rows(), d.cols(), d.lanes(), d.samples()).stacked(stack);
    }

    shared_tensor<T> d_;
    tensor<T> total_;
};

struct softmax_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "softmax: expected a batch of activations, got a plain tensor ", x.shape());
        return detail::softmax_of(x);
    }
    template <class T>
    auto linearize(const point<T>& y, const point<T>&) const {
        return std::tuple(softmax_map<T>(y.x));
    }
    template <class T>
    auto linearize(const chord<T>& y, const chord<T>& x) const {
        tensor<T> d = detail::log_softmax_of(*x.x);
        const tensor<T> u_r = detail::log_softmax_of(*x.r);
        transform(
            d.size(), d.data(),
            [](auto u, auto u_of_r, auto y_x, auto y_r) {
                using V = decltype(u);
                const auto none = u == u_of_r;  // of one infinity, too
                const V length = simd::select(none, V(T{1}), V(u - u_of_r));
                return simd::select(none, y_r, V(exp_function{}.secant(u, u_of_r, y_x, y_r, length)));
            },
            d.data(), u_r.data(), y.x->data(), y.r->data());
        return std::tuple(softmax_map<T>(make_kept<const tensor<T>>(std::move(d))));
    }
};

}  // namespace ops

/// exp(x) over the sum of exp(x) of all channels of a pixel: x {n, rows, cols, channels} -> the same shape. Throws
/// argument_error unless x is a batch.
inline constexpr ops::function<ops::softmax_operation> softmax{};

}  // namespace diapir::inline DIAPIR_TARGET
