// What an absent player looks like: a weighted set of reference inputs, over which a model's outputs are averaged. The
// set is the same for all inputs, or made for each of them, as a blurred image is.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/real_number.hpp>
#include <diapir/core/shared_object.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Reference inputs {b, input...} with weights that sum to one. The set is used as it is, never subsampled. Copies, as
/// explainers keep them, share the inputs.
template <class T>
class background {
    static_assert(real_number<T>, "background: explanations are computed in float or double");

public:
    using value_type = T;
    /// From one input {input...} to its reference inputs {b, input...}.
    using maker = std::function<array<T>(const array<T>&)>;

    /// Equal weights. Throws argument_error for an empty set.
    background(array<T> samples) : background(std::move(samples), std::vector<double>()) {}
    /// Weights need not be normalized. Throws argument_error where they do not fit, are negative, or sum to zero
    /// or to infinity.
    background(array<T> samples, std::vector<double> weights)
        : samples_(std::make_shared<const array<T>>(std::move(samples))), weights_(std::move(weights)) {
        const shape s = shape_of(*samples_);
        require(s.axes() >= 2 && s.size() > 0, "background: expected a non-empty array {b, input...}, got ", s);
        if (weights_.empty()) weights_.assign(s[0], 1.0);
        require(weights_.size() == s[0], "background: expected a weight for each of ", s[0], " samples, got ",
                weights_.size());
        input_ = s.drop(1);
        normalize();
    }
    /// A set that is made for every input of that shape: `of_input` must return as many references as there are
    /// weights.
    background(const shape& input, maker of_input, std::vector<double> weights = {1.0})
        : input_(input), weights_(std::move(weights)), of_input_(std::move(of_input)) {
        require(of_input_ != nullptr && !weights_.empty() && input.size() > 0,
                "background: expected inputs, not of shape ", input, ", a function of them and at least one weight");
        normalize();
    }

    background(const background&) = default;  // and no moves, which would leave half a set behind
    background& operator=(const background&) = default;
    ~background() = default;

    /// The number of references.
    std::size_t size() const { return weights_.size(); }
    /// The shape of one input, without the batch axis.
    const shape& input() const { return input_; }
    const std::vector<double>& weights() const { return weights_; }

    /// Whether the set is made for every input; it then has samples only after at(input).
    bool depends_on_input() const { return of_input_ != nullptr; }
    /// The set for one input. Throws argument_error where a maker returns another shape than it should.
    background at(std::span<const T> input) const {
        if (!depends_on_input()) return *this;
        array<T> one = make_array<T>(input_);
        require(input.size() == one.size(), "background: expected an input ", input_, ", got ", input.size(),
                " elements");
        std::copy(input.begin(), input.end(), one.data());
        array<T> made = of_input_(one);
        require(shape_of(made) == shape{size()}.then(input_), "background: expected references ",
                shape{size()}.then(input_), " of an input, got ", shape_of(made));
        return {std::move(made), weights_};
    }

    /// {b, input...}. Throws argument_error where the set depends on the input.
    const array<T>& samples() const {
        require(!depends_on_input(),
                "background: this set is made for each input, and this explainer needs a fixed one");
        return *samples_;
    }
    const T* sample(std::size_t i) const { return samples().data() + i * input_.size(); }

private:
    void normalize() {
        double sum = 0;
        for (double w : weights_) {
            require(w >= 0 && std::isfinite(w), "background: weights must be finite and not negative, got ", w);
            sum += w;
        }
        require(sum > 0, "background: all weights are zero");
        require(std::isfinite(sum), "background: expected weights of a finite sum, got ", sum);
        for (double& w : weights_) w /= sum;
    }

    shape input_;
    shared_object<const array<T>> samples_;  // none where the set is made for every input
    std::vector<double> weights_;
    maker of_input_;
};

/// Integers are taken as doubles: a mean of them is no integer.
template <class T>
background(array<T>) -> background<real_t<array<T>>>;
template <class T>
background(array<T>, std::vector<double>) -> background<real_t<array<T>>>;
template <array_expression E>
background(const E&) -> background<real_t<E>>;
template <array_expression E>
background(const E&, std::vector<double>) -> background<real_t<E>>;

namespace detail {

template <class B>
struct is_background : std::false_type {};
template <class T>
struct is_background<background<T>> : std::true_type {};

}  // namespace detail

/// What explainers take as their background: an array {b, input...} or a background.
template <class B>
concept background_source = array_expression<B> || detail::is_background<std::remove_cvref_t<B>>::value;

/// The background with elements of T. Throws argument_error where a set that is made for each input has other elements.
template <class T, background_source B>
background<T> as_background(const B& b) {
    if constexpr (array_expression<B>) {
        return {evaluated<T>(b)};
    } else if constexpr (std::is_same_v<B, background<T>>) {
        return b;
    } else {
        return {evaluated<T>(b.samples()), b.weights()};
    }
}

namespace backgrounds {

/// `count` different rows of x {n, input...}, drawn by the seed alone. Throws argument_error where there are fewer.
template <array_expression E>
background<real_t<E>> sample(const E& x, std::size_t count, std::uint64_t seed) {
    const auto& rows = evaluated<real_t<E>>(x);
    require(rows.dimension() >= 2, "backgrounds::sample: expected an array {n, input...}, got ", shape_of(rows));
    require(count > 0 && count <= rows.shape()[0], "backgrounds::sample: cannot draw ", count, " of ", rows.shape()[0],
            " rows");
    auto order = random_stream(seed, 0xb9).permutation(rows.shape()[0]);
    order.resize(count);
    return {take(rows, order)};
}

/// One reference: the mean of x {n, input...}.
template <array_expression E>
background<real_t<E>> mean(const E& x) {
    using T = real_t<E>;
    const auto& rows = evaluated<T>(x);
    shape s = shape_of(rows);
    require(s.axes() >= 2 && s.size() > 0, "backgrounds::mean: expected a non-empty array {n, input...}, got ", s);
    require_finite(rows, "backgrounds::mean");
    const std::size_t count = std::exchange(s[0], 1), inner = s.size();
    array<T> one = make_array<T>(s);
    for (std::size_t e = 0; e < inner; ++e) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(rows.data()[i * inner + e]);
        double mean = sum / static_cast<double>(count);
        if (!std::isfinite(sum)) {  // where the sum is too large for a double
            mean = 0;
            for (std::size_t i = 0; i < count; ++i)
                mean += static_cast<double>(rows.data()[i * inner + e]) / static_cast<double>(count);
        }
        one.data()[e] = static_cast<T>(mean);
    }
    return {std::move(one)};
}

/// One reference with the same value everywhere, for inputs of that shape.
template <class V>
auto constant(const shape& input, V value) {
    using T = real_t<array<V>>;
    return background<T>(make_array<T>(shape{1}.then(input), static_cast<T>(value)));
}

}  // namespace backgrounds

}  // namespace diapir::inline DIAPIR_TARGET::shap
