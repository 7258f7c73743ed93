// Makes each channel of a data set as normal as a power transform can: sklearn.preprocessing.PowerTransformer,
// scikit-learn 1.2, method Yeo-Johnson, exponents of maximum likelihood.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/data/brent.hpp>
#include <diapir/data/channel_values.hpp>
#include <diapir/data/yeo_johnson.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

namespace detail {

/// Mean and mean squared deviation.
struct moments {
    double mean = 0, variance = 0;
};

/// The moments of f(values[i]), the same for any number of threads.
template <class F>
moments transformed_moments(std::span<const double> values, const F& f) {
    constexpr std::size_t run = 2048;
    std::vector<moments> runs(divide_up(values.size(), run));
    parallel_ranges(values.size(), run, [&](std::size_t first, std::size_t last) {
        using V = simd::pack<double>;
        double y[run];
        const std::size_t count = last - first, whole = count - count % simd::width<double>;
        simd::transform(count, y, f, values.data() + first);
        const auto mean_of = [&](const auto& g) {
            V sums(0.0);
            for (std::size_t i = 0; i < whole; i += simd::width<double>) sums = sums + g(simd::load(y + i));
            double sum = simd::sum(sums);
            for (std::size_t i = whole; i < count; ++i) sum += g(y[i]);
            return sum / static_cast<double>(count);
        };
        moments& m = runs[first / run];
        m.mean = mean_of([](const auto& x) { return x; });
        m.variance = mean_of([&](const auto& x) {
            const auto d = x - std::remove_cvref_t<decltype(x)>(m.mean);
            return d * d;
        });
    });
    moments all;
    double count = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const double added = static_cast<double>(std::min(run, values.size() - i * run)),
                     share = added / (count + added);
        const double step = runs[i].mean - all.mean;
        all.mean += step * share;
        all.variance += (runs[i].variance - all.variance + step * step * (1 - share)) * share;
        count += added;
    }
    return all;
}

}  // namespace detail

struct power_transform_options {
    bool standardize = true;  ///< shift and scale the transformed channels to mean 0 and variance 1
};

/// A fitted transform of the last axis: channel c becomes (yeo_johnson(x, lambdas[c]) - means[c]) / scales[c].
struct power_transform {
    std::vector<double> lambdas, means, scales;

    /// Finds the exponents of samples {..., channels} and returns *this. NaN are left out. A channel whose values are
    /// equal up to rounding gets lambda 1 and becomes 0. Computed in double. Throws argument_error for infinite values
    /// and for those so large that every power of them overflows; the fit from before is then kept.
    template <array_expression E>
    power_transform& fit(const E& samples, const power_transform_options& options = {}) {
        using T = real_t<E>;
        decltype(auto) in = evaluated<T>(samples);
        const shape s = shape_of(in);
        require(s.axes() > 0 && s.back() > 0, "power_transform: expected samples {..., channels}, got ", s);
        const std::size_t channels = s.back();
        power_transform fitted;  // this stays as it is where one of the channels cannot be fitted
        fitted.lambdas.assign(channels, 1.0);
        fitted.means.assign(channels, 0.0);
        fitted.scales.assign(channels, 1.0);
        // A thread takes a channel at a time; what is left over is shared out within.
        parallel_chunks(channels, [&](std::size_t channel) {
            fitted.fit_channel(channel, detail::channel_values<T>(in.data() + channel, in.size() / channels, channels),
                               options);
        });
        *this = std::move(fitted);
        return *this;
    }

    /// Samples {..., channels} transformed; NaN stay. Throws argument_error for another number of channels, and for
    /// lambdas, means or scales of no fit: not finite, or scales not above 0.
    template <array_expression E>
    array<real_t<E>> transform(const E& samples) const {
        return by_channel("transform", samples, [this](std::size_t channel) {
            return [f = yeo_johnson(lambdas[channel]), mean = means[channel], scale = scales[channel]](const auto& x) {
                using V = std::remove_cvref_t<decltype(x)>;
                return V(V(f(x) - V(mean)) / V(scale));
            };
        });
    }

    /// Undoes transform. NaN where no value has that transform, as rounding may leave it of values far beyond the
    /// others.
    template <array_expression E>
    array<real_t<E>> inverse_transform(const E& samples) const {
        return by_channel("inverse_transform", samples, [this](std::size_t channel) {
            return [f = yeo_johnson(lambdas[channel]), mean = means[channel], scale = scales[channel]](const auto& y) {
                using V = std::remove_cvref_t<decltype(y)>;
                return f.inverse(V(y * V(scale) + V(mean)));
            };
        });
    }

    template <array_expression E>
    array<real_t<E>> fit_transform(const E& samples, const power_transform_options& options = {}) {
        return fit(samples, options).transform(samples);
    }

private:
    template <class T>
    void fit_channel(std::size_t channel, const detail::channel_values<T>& values,
                     const power_transform_options& options) {
        if (values.count() == 0) return;
        require(std::isfinite(values.low()) && std::isfinite(values.high()), "power_transform: channel ", channel,
                " has infinite values");
        const double low = values.low(), high = values.high();
        const double spread = high - low, magnitude = std::max(std::abs(low), std::abs(high));
        const buffer<double> memory = values.logs();
        const std::span<const double> logs(memory.get(), values.count());
        const minimum best =
            spread <= 1e-12 * magnitude ? minimum{1, std::numeric_limits<double>::infinity()} : likeliest(logs);
        if (!std::isfinite(best.value)) {  // no lambda tells the values apart
            require(spread <= 1e-6 * std::max(1.0, magnitude), "power_transform: channel ", channel,
                    ": expected values that some power keeps finite, got ", low, " to ", high);
            if (!options.standardize) return;
            using V = simd::pack<double>;  // the transform to the last bit, so that equal values become exactly 0
            means[channel] = simd::sum(yeo_johnson(1)(V(low))) / static_cast<double>(simd::width<double>);
            return;
        }
        lambdas[channel] = best.place;
        if (!options.standardize) return;
        const detail::moments m = moments_at(logs, best.place);
        means[channel] = m.mean;
        scales[channel] = std::sqrt(m.variance);
    }

    static detail::moments moments_at(std::span<const double> logs, double lambda) {
        return detail::transformed_moments(logs, [f = yeo_johnson(lambda)](const auto& l) { return f.of_log(l); });
    }

    /// The lambda of maximum likelihood for values given by their signed_log1p. The cost is infinite where none is
    /// usable.
    static minimum likeliest(std::span<const double> logs) {
        const double mean_log = detail::transformed_moments(logs, [](const auto& l) { return l; }).mean;
        // Negative log likelihood over the number of values; infinite where the transform overflows, or squeezes the
        // values so closely together that a double keeps fewer than four digits of their differences.
        const auto cost = [&](double lambda) {
            const auto [mean, variance] = moments_at(logs, lambda);
            const bool usable = std::isfinite(variance) && std::sqrt(variance) > 1e-12 * std::abs(mean);
            return usable ? std::log(variance) / 2 - (lambda - 1) * mean_log : std::numeric_limits<double>::infinity();
        };
        return minimize(cost, -2, 2);
    }

    template <array_expression E, class F>
    array<real_t<E>> by_channel(const char* name, const E& samples, const F& function_of) const {
        using T = real_t<E>;
        decltype(auto) in = evaluated<T>(samples);
        const shape s = shape_of(in);
        const std::size_t channels = lambdas.size();
        require(means.size() == channels && scales.size() == channels, "power_transform: ", channels, " lambdas but ",
                means.size(), " means and ", scales.size(), " scales");
        for (std::size_t c = 0; c < channels; ++c)
            require(std::isfinite(lambdas[c]) && std::isfinite(means[c]) && std::isfinite(scales[c]) && scales[c] > 0,
                    "power_transform: channel ", c, ": expected a finite lambda and mean and a scale above 0, got ",
                    lambdas[c], ", ", means[c], " and ", scales[c]);
        require(s.axes() > 0 && s.back() == channels, "power_transform: ", name, " expected samples {..., ", channels,
                "}, got ", s);
        array<T> out = make_array<T>(s);
        if (out.size() == 0) return out;
        constexpr std::size_t run = 1024;
        parallel_ranges(in.size() / channels, run, [&](std::size_t first, std::size_t last) {
            // Whole registers only, so that a value's transform does not depend on its place.
            double values[run] = {};
            const std::size_t count = last - first, padded = (count + 63) / 64 * 64;
            for (std::size_t channel = 0; channel < channels; ++channel) {
                const T* from = in.data() + first * channels + channel;
                T* to = out.data() + first * channels + channel;
                for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<double>(from[i * channels]);
                simd::transform(padded, values, function_of(channel), values);
                for (std::size_t i = 0; i < count; ++i) to[i * channels] = static_cast<T>(values[i]);
            }
        });
        return out;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::data
