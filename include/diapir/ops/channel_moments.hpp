// Mean and variance of each channel over the samples and pixels of a batch.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/sample_runs.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET {

/// What standardization takes from a group: here for each channel, mean {channels} and variance {channels}.
template <class T>
struct moments_of {
    tensor<T> mean, variance;
};

namespace ops::detail {

/// Number, mean and sum of squares about the mean of what was taken, in double.
struct running_moments {
    double count = 0, mean = 0, squares = 0;

    /// Takes another set (Chan, Golub and LeVeque 1979).
    void merge(double n, double mean_of_n, double squares_of_n) {
        const double all = count + n, step = mean_of_n - mean;
        mean += step * (n / all);
        squares += squares_of_n + step * step * (count * n / all);
        count = all;
    }
};

/// A variance as T holds it, or NaN where it is larger, as it is of an infinity: all that is divided by the root of an
/// infinite one would be 0.
template <class T>
T held_variance(double variance) {
    const T held = static_cast<T>(variance);
    return std::isinf(held) ? std::numeric_limits<T>::quiet_NaN() : held;
}

}  // namespace ops::detail

/// The mean and the biased variance of each channel of x {n, rows, cols, channels} over all samples and pixels. Each
/// run of a few thousand elements is read twice, and the sums of runs are kept in double. A channel with a NaN or an
/// infinity, or a variance that T does not hold, has the variance NaN. Throws argument_error unless x is a batch.
template <class T>
moments_of<T> channel_moments(const tensor<T>& x) {
    require(x.is_batch(), "channel_moments: expected a batch of activations, got a plain tensor ", x.shape());
    const std::size_t channels = x.channels();
    moments_of<T> m{tensor<T>(shape{channels}), tensor<T>(shape{channels})};
    parallel_for(
        channels,
        [&](std::size_t channel) {
            ops::detail::running_moments all;
            kernels::for_each_run(x.shape(), channel, std::array{x.data()}, [&](std::size_t count, const auto& runs) {
                const double n = static_cast<double>(count);
                const double mean = kernels::sum_of_run<T>(
                                        count, [](const auto& e) { return e; }, runs[0]) /
                                    n;
                const auto squared_step = [at = static_cast<T>(mean)](const auto& e) {
                    const auto step = e - std::remove_cvref_t<decltype(e)>(at);
                    return step * step;
                };
                // About `mean` as T holds it: what that is off by is taken off again.
                const double off = mean - static_cast<double>(static_cast<T>(mean));
                all.merge(n, mean, kernels::sum_of_run<T>(count, squared_step, runs[0]) - n * off * off);
            });
            m.mean[channel] = static_cast<T>(all.mean);
            m.variance[channel] = ops::detail::held_variance<T>(std::max(all.squares, 0.0) / all.count);  // NaN stays
        },
        4 * x.size() / channels);
    return m;
}

}  // namespace diapir::inline DIAPIR_TARGET
