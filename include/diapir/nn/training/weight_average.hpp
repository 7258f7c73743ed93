// Averages of a network's weights over the steps or epochs of its training, which often predict better than the last
// weights.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/parameter.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The exponential moving average: `decay` of it is kept, the rest is new (Polyak and Juditsky 1992). Few weights would
/// leave it near the first ones, so that it starts with less: min(decay, (1 + n) / (10 + n)) where it warms up, as
/// TensorFlow's ExponentialMovingAverage with num_updates, or else with the correction of Adam for its start from 0.
struct exponential_average {
    double decay = 0.999;
    bool warm_up = true;

    /// The share that is kept of an average of n weights when one more comes.
    double operator()(std::size_t n) const {
        require(decay >= 0 && decay < 1, "exponential_average: expected decay in 0 ... 1, less than 1, got ", decay);
        const auto count = static_cast<double>(n);
        if (warm_up) return std::min(decay, (1 + count) / (10 + count));
        return decay * (1 - std::pow(decay, count)) / (1 - std::pow(decay, count + 1));
    }
};

/// The mean of all weights (stochastic weight averaging, Izmailov et al. 2018).
struct equal_average {
    double operator()(std::size_t n) const { return static_cast<double>(n) / static_cast<double>(n + 1); }
};

/// A running average of weights, one tensor for each parameter. The first weights are its first value.
template <class T>
class weight_average {
public:
    /// `kept(n)` is the share that is kept of an average of n weights when one more comes: exponential_average,
    /// equal_average, or a function of one's own.
    /// Throws argument_error where that is not in 0 ... 1, also in updates.
    explicit weight_average(std::function<double(std::size_t)> kept = exponential_average{}) : kept_(std::move(kept)) {
        require(static_cast<bool>(kept_), "weight_average: expected a function of the share that is kept, got none");
        share_of(1);  // so that what can be no share is found before the first step
    }
    weight_average(const weight_average&) = default;  // and no moves, which would leave one behind without a function
    weight_average& operator=(const weight_average&) = default;
    ~weight_average() = default;

    /// Throws argument_error where the weights are not of the shapes that the first had.
    void update(std::span<const tensor<T>> weights) {
        add(weights.size(), [&](std::size_t i) -> const tensor<T>& { return weights[i]; });
    }
    void update(const nn::parameters<T>& parameters) {
        add(parameters.size(), [&](std::size_t i) -> const tensor<T>& { return parameters[i].value; });
    }

    /// None before the first update.
    const std::vector<tensor<T>>& weights() const { return average_; }
    /// How many weights went into the average.
    std::size_t updates() const { return updates_; }

    /// Gives the average to a network, and keeps what the network had: called once more it undoes that. Throws
    /// argument_error where shapes differ or there is no average.
    void exchange(nn::parameters<T>& parameters) {
        require(updates_ > 0, "weight_average: there is no average before the first update");
        require_fits(parameters.size(), [&](std::size_t i) -> const tensor<T>& { return parameters[i].value; });
        for (std::size_t i = 0; i < average_.size(); ++i) std::swap(average_[i], parameters[i].value);
    }
    /// Goes on from an average of so many weights.
    void restore(std::vector<tensor<T>> average, std::size_t updates) {
        require((updates == 0) == average.empty(), "weight_average: expected an average of ", updates, " weights, got ",
                average.size(), " tensors");
        average_ = std::move(average);
        updates_ = updates;
    }

private:
    double share_of(std::size_t n) const {
        const double share = kept_(n);
        require(share >= 0 && share <= 1, "weight_average: expected a share that is kept in 0 ... 1, got ", share,
                " of an average of ", n);
        return share;
    }
    template <class At>
    void add(std::size_t count, const At& at) {
        if (updates_ == 0) {
            average_.clear();
            for (std::size_t i = 0; i < count; ++i) average_.push_back(at(i));
        } else {
            require_fits(count, at);
            const T fresh = static_cast<T>(1 - share_of(updates_));
            for (std::size_t i = 0; i < count; ++i) move_towards(average_[i], at(i), fresh);
        }
        updates_ += !average_.empty();
    }
    template <class At>
    void require_fits(std::size_t count, const At& at) const {
        require(count == average_.size(), "weight_average: expected ", average_.size(), " tensors, got ", count);
        for (std::size_t i = 0; i < count; ++i)
            require(at(i).shape() == average_[i].shape(), "weight_average: expected weights ", average_[i].shape(),
                    ", got ", at(i).shape());
    }
    static void move_towards(tensor<T>& average, const tensor<T>& weights, T share) {
        parallel_ranges(average.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
            simd::transform(
                end - begin, average.data() + begin,
                [&](auto a, auto w) { return decltype(a)(a + (w - a) * decltype(a)(share)); }, average.data() + begin,
                weights.data() + begin);
        });
    }

    std::function<double(std::size_t)> kept_;
    std::vector<tensor<T>> average_;
    std::size_t updates_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
