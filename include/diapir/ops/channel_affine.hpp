// A scale and a shift for each channel: what follows a standardization, or a batch normalization with given moments.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/kernels/sample_runs.hpp>
#include <diapir/ops/convolution_map.hpp>
#include <diapir/ops/function.hpp>

#include <array>
#include <cstddef>
#include <tuple>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// y = x scale + shift for a batch x, or several one after the other; a null shift is none.
template <class T>
tensor<T> scaled_channels(const tensor<T>& x, const tensor<T>& scale, const tensor<T>* shift) {
    tensor<T> y = x.like();
    const std::size_t channels = x.channels(), run = x.rows() * x.cols() * x.lanes();
    parallel_for(
        x.blocks() * channels,
        [&](std::size_t plane) {
            const T factor = scale[plane % channels], term = shift ? (*shift)[plane % channels] : T{0};
            simd::transform(
                run, y.data() + plane * run,
                [=](auto e) { return simd::fma(decltype(e)(factor), e, decltype(e)(term)); }, x.data() + plane * run);
        },
        4 * run);
    return y;
}

}  // namespace detail

/// As a map of the image, for given scales {channels}.
template <class T>
struct channel_scale_map {
    shared_tensor<T> scale;

    tensor<T> push(const tensor<T>& v) const { return detail::scaled_channels<T>(v, *scale, nullptr); }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }
};

/// As a map of the scales, for a given image, which may be any kind of anchor.
template <class A>
struct channel_scale_gradient {
    using T = typename A::value_type;

    A image;

    tensor<T> push(const tensor<T>& v) const { return detail::scaled_channels<T>(*midpoint(image), v, nullptr); }
    tensor<T> pull(const tensor<T>& w) const {
        const auto at = midpoint(image);
        detail::check_single(w.blocks(), at->blocks());
        tensor<T> gradient(shape{w.channels()});
        const std::size_t run = w.rows() * w.cols() * w.lanes();
        constexpr std::size_t elements = 4096;
        parallel_for(
            w.channels(),
            [&](std::size_t channel) {
                double total = 0;
                for (std::size_t block = 0; block < w.blocks(); ++block) {
                    const std::size_t plane = (block * w.channels() + channel) * run;
                    for (std::size_t i = 0; i < run; i += elements)
                        total += kernels::sum_of_run<T>(
                            std::min(elements, run - i), [](const auto& a, const auto& b) { return a * b; },
                            w.data() + plane + i, at->data() + plane + i);
                }
                gradient[channel] = static_cast<T>(total);
            },
            4 * w.blocks() * run);
        return gradient;
    }
};

/// Bilinear: along a chord image and scales are taken halfway.
struct channel_affine_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& scale, const tensor<T>& shift) const {
        require(x.is_batch(), "channel_affine: expected a batch of activations, got a plain tensor ", x.shape());
        const shape channels{x.channels()};
        require(scale.shape() == channels && shift.shape() == channels, "channel_affine: expected scales and shifts ",
                channels, ", got ", scale.shape(), " and ", shift.shape());
        return detail::scaled_channels(x, scale, &shift);
    }
    template <class Y, class X, class S, class B>
    auto linearize(const Y& y, const X& x, const S& scale, const B&) const {
        using T = typename Y::value_type;
        return std::tuple(channel_scale_map<T>{midpoint(scale)}, channel_scale_gradient<X>{x},
                          bias_map<T>{y.x->shape()});
    }
};

}  // namespace ops

/// x scale + shift for each channel: x {n, rows, cols, channels}, scale {channels}, shift {channels}. Throws
/// argument_error where the shapes do not fit.
inline constexpr ops::function<ops::channel_affine_operation> channel_affine{};

}  // namespace diapir::inline DIAPIR_TARGET
