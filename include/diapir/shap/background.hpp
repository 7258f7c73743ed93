// What an absent player looks like: a weighted set of reference inputs, over which a model's outputs are averaged.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace diapir::shap {

/// Reference inputs {b, input...} with weights that sum to one. The set is used as it is, never subsampled.
template <class T>
class background {
public:
    /// Equal weights. Throws argument_error for an empty set.
    background(array<T> samples) : background(std::move(samples), std::vector<double>()) {}
    /// Weights need not be normalised. Throws argument_error where they do not fit, are negative or sum to zero.
    background(array<T> samples, std::vector<double> weights)
        : samples_(std::move(samples)), weights_(std::move(weights)) {
        const shape s = shape_of(samples_);
        require(s.axes() >= 2 && s.size() > 0, "background: expected a non-empty array {b, input...}, got ", s);
        if (weights_.empty()) weights_.assign(s[0], 1.0);
        require(weights_.size() == s[0], "background: expected a weight for each of ", s[0], " samples, got ",
                weights_.size());
        double sum = 0;
        for (double w : weights_) {
            require(w >= 0 && std::isfinite(w), "background: weights must be finite and not negative, got ", w);
            sum += w;
        }
        require(sum > 0, "background: all weights are zero");
        for (double& w : weights_) w /= sum;
    }

    std::size_t size() const { return weights_.size(); }
    /// {b, input...}
    const array<T>& samples() const { return samples_; }
    /// Of one input, without the batch axis.
    shape input() const { return shape_of(samples_).drop(1); }
    const T* sample(std::size_t i) const { return samples_.data() + i * input().size(); }
    const std::vector<double>& weights() const { return weights_; }

private:
    array<T> samples_;
    std::vector<double> weights_;
};

namespace backgrounds {

/// `count` different rows of x {n, input...}, drawn by the seed alone. Throws argument_error where there are fewer.
template <array_expression E>
background<element_t<E>> sample(const E& x, std::size_t count, std::uint64_t seed) {
    const auto& rows = evaluated<element_t<E>>(x);
    require(count > 0 && count <= rows.shape()[0], "backgrounds::sample: cannot draw ", count, " of ", rows.shape()[0],
            " rows");
    auto order = random_stream(seed, 0xb9).permutation(rows.shape()[0]);
    order.resize(count);
    return {take(rows, order)};
}

/// One reference: the mean of x {n, input...}.
template <array_expression E>
background<element_t<E>> mean(const E& x) {
    using T = element_t<E>;
    const auto& rows = evaluated<T>(x);
    shape s = shape_of(rows);
    require(s.axes() >= 2 && s.size() > 0, "backgrounds::mean: expected a non-empty array {n, input...}, got ", s);
    const std::size_t count = std::exchange(s[0], 1), inner = s.size();
    array<T> one = make_array<T>(s);
    for (std::size_t e = 0; e < inner; ++e) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(rows.data()[i * inner + e]);
        one.data()[e] = static_cast<T>(sum / static_cast<double>(count));
    }
    return {std::move(one)};
}

/// One reference with the same value everywhere, for inputs of that shape.
template <class T>
background<T> constant(const shape& input, T value) {
    return {make_array<T>(shape{1}.then(input), value)};
}

}  // namespace backgrounds

}  // namespace diapir::shap
