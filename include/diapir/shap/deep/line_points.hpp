// Points on the lines from references to inputs, and the sums over them that make values.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// The point r + at (x - r) on the line from a reference to the input, and what it counts in a value.
struct line_point {
    std::size_t reference;
    double at = 1, weight = 1;
};

/// An anchor for points of the lines from references r to one input: the points themselves, or the chords to the input,
/// for which `at` is 1. Sample i of r is the reference of points[first + i].
template <class A, class T>
A anchor_on(tensor<T> input, tensor<T> r, std::span<const line_point> points, std::size_t first) {
    if constexpr (std::same_as<A, chord<T>>) {
        return A::to_sample(std::move(input), std::move(r));
    } else {
        tensor<T> x = repeated(input, r.shape());
        const std::size_t block = x.block_size(), lanes = x.lanes();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t sample = i / block * lanes + i % lanes;
            const T at = sample < x.samples() ? static_cast<T>(points[first + sample].at) : T{0};
            x[i] = r[i] + at * (x[i] - r[i]);
        }
        return A(std::move(x));
    }
}

/// Sums of contributions over the points of inputs: item i is point i % points of input i / points.
class point_sums {
public:
    point_sums() = default;
    /// Sums for `inputs` inputs, from number `first_input` on.
    point_sums(std::size_t first_input, std::size_t inputs, std::size_t points, std::size_t players,
               std::size_t outputs, bool squares)
        : first_input_(first_input),
          points_(points),
          players_(players),
          outputs_(outputs),
          sums_(inputs * players * outputs, 0.0),
          squares_(squares ? sums_.size() : 0, 0.0) {}

    /// Adds the contributions of a player to an output for items `first` to `last`, one after the other.
    template <class T>
    void add(const T* contributions, std::size_t first, std::size_t last, std::size_t player, std::size_t output) {
        for (std::size_t item = first; item < last;) {
            const std::size_t input = item / points_, stop = std::min(last, (input + 1) * points_);
            double sum = 0, squares = 0;
            for (; item < stop; ++item) {
                const double one = static_cast<double>(*contributions++);
                sum += one;
                squares += one * one;
            }
            const std::size_t at = ((input - first_input_) * players_ + player) * outputs_ + output;
            sums_[at] += sum;
            if (!squares_.empty()) squares_[at] += squares;
        }
    }
    /// Adds the sums of inputs that are among these.
    void add(const point_sums& part) {
        const std::size_t first = (part.first_input_ - first_input_) * players_ * outputs_;
        for (std::size_t i = 0; i < part.sums_.size(); ++i) sums_[first + i] += part.sums_[i];
        for (std::size_t i = 0; i < part.squares_.size(); ++i) squares_[first + i] += part.squares_[i];
    }
    /// The values {players, outputs} of one input.
    std::span<const double> values(std::size_t input) const {
        return std::span(sums_).subspan((input - first_input_) * players_ * outputs_, players_ * outputs_);
    }
    /// Their standard errors where squares are summed, for points of equal weight; else nothing.
    std::vector<double> standard_errors(std::size_t input) const {
        std::vector<double> errors(squares_.empty() ? 0 : players_ * outputs_);
        const double count = static_cast<double>(points_);
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const double sum = values(input)[i], square = squares_[(input - first_input_) * errors.size() + i];
            errors[i] = std::sqrt(std::max(square - sum * sum / count, 0.0) * count / (count - 1));
        }
        return errors;
    }

private:
    std::size_t first_input_ = 0, points_ = 1, players_ = 0, outputs_ = 0;
    std::vector<double> sums_, squares_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
