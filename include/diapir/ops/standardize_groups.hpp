// The groups whose elements are brought to mean 0 and variance 1 together, and what standardization does with each:
//   moments        their means and variances, one a group;
//   standardized   (x - mean) scale;
//   push           scale C v + coefficient mean(d v) d, where C takes off the mean of the group and d is a direction.
// The last is symmetric: its own adjoint.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/sample_runs.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/channel_moments.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::ops {

/// Each channel over all samples and pixels of a batch. Lanes without a sample are left out, and become 0.
class channels_of_batch {
public:
    explicit channels_of_batch(const tensor_shape& batch) : batch_(batch) {}

    template <class T>
    moments_of<T> moments(const tensor<T>& x) const {
        return channel_moments(x);
    }

    template <class T>
    tensor<T> standardized(const tensor<T>& x, const tensor<T>& mean, const tensor<T>& scale) const {
        tensor<T> z(batch_);
        parallel_for(
            batch_[0] * batch_[1],
            [&](std::size_t plane) {
                const std::size_t channel = plane % batch_[1], at = plane * run();
                const auto f = [m = mean[channel], s = scale[channel]](auto e) {
                    return (e - decltype(e)(m)) * decltype(e)(s);
                };
                simd::transform(run(), z.data() + at, f, x.data() + at);
                clear_empty_lanes(plane / batch_[1], z.data() + at);
            },
            4 * run());
        return z;
    }

    template <class T>
    tensor<T> push(const tensor<T>& v, const tensor<T>& direction, const tensor<T>& scale,
                   const tensor<T>& coefficient) const {
        tensor<T> y = v.like();
        const std::size_t channels = batch_[1];
        parallel_for(
            v.size() / batch_.size() * channels,
            [&](std::size_t item) {
                const std::size_t channel = item % channels, first = item / channels * batch_.size();
                push_channel(channel, v.data() + first, direction.data(), scale[channel], coefficient[channel],
                             y.data() + first);
            },
            8 * batch_.size() / channels);
        return y;
    }

private:
    std::size_t run() const { return batch_[2] * batch_[3] * batch_[4]; }

    template <class T>
    void push_channel(std::size_t channel, const T* v, const T* direction, T scale, T coefficient, T* y) const {
        double sum = 0, product = 0, count = 0;
        kernels::for_each_run(batch_, channel, std::array{v, direction}, [&](std::size_t n, const auto& runs) {
            sum += kernels::sum_of_run<T>(
                n, [](const auto& e) { return e; }, runs[0]);
            product += kernels::sum_of_run<T>(
                n, [](const auto& e, const auto& d) { return e * d; }, runs[0], runs[1]);
            count += static_cast<double>(n);
        });
        const T mean = static_cast<T>(sum / count), along = coefficient * static_cast<T>(product / count);
        const auto f = [=](auto e, auto d) {
            using V = decltype(e);
            return simd::fma(V(along), d, V(V(scale) * (e - V(mean))));
        };
        for (std::size_t block = 0; block < batch_[0]; ++block) {
            const std::size_t at = (block * batch_[1] + channel) * run();
            simd::transform(run(), y + at, f, v + at, direction + at);
            clear_empty_lanes(block, y + at);
        }
    }
    template <class T>
    void clear_empty_lanes(std::size_t block, T* plane) const {
        const std::size_t lanes = batch_[4], filled = kernels::filled_lanes(batch_, block);
        for (std::size_t at = 0; filled < lanes && at < run(); at += lanes)
            std::fill(plane + at + filled, plane + at + lanes, T{0});
    }

    tensor_shape batch_;
};

/// Groups within each sample: some of its channels over all its pixels, or all channels of each pixel.
class groups_of_samples {
public:
    /// `groups` groups of consecutive channels, over all pixels. Throws argument_error unless they have as many
    /// channels each.
    static groups_of_samples of_channels(const tensor_shape& batch, std::size_t groups) {
        require(groups > 0 && batch[1] % groups == 0, "group_standardize: ", batch[1], " channels do not make ", groups,
                " groups of one size");
        const std::size_t rows = batch[1] / groups * batch[2];
        return {tensor_shape::batch(batch[0], groups, rows, batch[3], batch[4], batch.samples()),
                tensor_shape::batch(batch[0], groups, 1, 1, batch[4], batch.samples())};
    }
    /// The channels of each pixel.
    static groups_of_samples of_pixels(const tensor_shape& batch) {
        return {batch, tensor_shape::batch(batch[0], 1, batch[2], batch[3], batch[4], batch.samples())};
    }

    template <class T>
    moments_of<T> moments(const tensor<T>& x) const {
        const tensor<T> mean = means<T>(x.data(), nullptr, 1);
        const tensor<T> centered = standardized(x, mean, tensor<T>(groups_, T{1}));
        tensor<T> variance = means<T>(centered.data(), centered.data(), 1);
        for (T& v : variance) v = detail::held_variance<T>(static_cast<double>(v));
        return {mean, std::move(variance)};
    }

    template <class T>
    tensor<T> standardized(const tensor<T>& x, const tensor<T>& mean, const tensor<T>& scale) const {
        tensor<T> z = x.like();
        transform_repeated<T>(
            elements_, z.data(), [](auto e, auto m, auto s) { return (e - m) * s; }, batch_view<T>(x.data(), elements_),
            batch_view<T>(mean), batch_view<T>(scale));
        return z;
    }

    template <class T>
    tensor<T> push(const tensor<T>& v, const tensor<T>& direction, const tensor<T>& scale,
                   const tensor<T>& coefficient) const {
        const std::size_t stack = v.size() / elements_.size();
        const tensor<T> mean = means<T>(v.data(), nullptr, stack),
                        product = means<T>(v.data(), direction.data(), stack);
        tensor<T> y = v.like();
        const tensor_shape all = elements_.stacked(stack);
        transform_repeated<T>(
            all, y.data(),
            [](auto e, auto m, auto p, auto d, auto s, auto k) {
                return simd::fma(decltype(e)(k * p), d, decltype(e)(s * (e - m)));
            },
            batch_view<T>(v.data(), all), batch_view<T>(mean), batch_view<T>(product),
            batch_view<T>(direction.data(), elements_), batch_view<T>(scale), batch_view<T>(coefficient));
        return y;
    }

private:
    groups_of_samples(const tensor_shape& elements, const tensor_shape& groups)
        : elements_(elements), groups_(groups) {}

    /// The mean of each group of so many tensors, one after the other; of products with a factor where one is given.
    template <class T>
    tensor<T> means(const T* x, const T* factor, std::size_t stack) const {
        tensor<T> mean(groups_.stacked(stack));
        const batch_view<T> factors(factor, elements_);
        sum_repeated<T>({x, elements_.stacked(stack)}, factor ? &factors : nullptr, mean.shape(), mean.data(),
                        static_cast<double>(groups_.size()) / static_cast<double>(elements_.size()));
        return mean;
    }

    tensor_shape elements_, groups_;  // the batch, seen with the groups as channels or as it is; one element a group
};

}  // namespace diapir::inline DIAPIR_TARGET::ops
