// Samples and what is to be found in them, in memory, for training and evaluation.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Samples x {n, rows, cols, channels} or {n, features}, their targets y {n, rows, cols, outputs} or {n, outputs}, and,
/// if wanted, factors of their losses {n} or {n, rows, cols, 1}. Elements may be changed; the shapes belong together.
template <class T>
struct dataset : sample_source<T> {
    array<T> x, y, weights;

    /// No samples: what stands for a validation set that there is not.
    dataset() = default;
    /// Throws argument_error unless there are as many samples as targets and weights, at least one, and targets and
    /// weights that are images have the rows and columns of the samples.
    dataset(array<T> samples, array<T> targets, array<T> factors = array<T>())
        : x(std::move(samples)), y(std::move(targets)), weights(std::move(factors)) {
        check("dataset");
    }

    std::size_t size() const override { return x.dimension() > 0 && x.size() > 0 ? x.shape()[0] : 0; }
    std::size_t channels() const { return size() > 0 ? shape_of(x).back() : 0; }
    std::size_t outputs() const { return size() > 0 ? shape_of(y).back() : 0; }
    shape input() const override { return shape_of(x).drop(1); }
    shape target() const override { return shape_of(y).drop(1); }
    shape weight() const override {
        if (weights.dimension() == 0) return {};
        return weights.dimension() == 1 ? shape{1, 1, 1} : shape_of(weights).drop(1);
    }
    /// Throws argument_error for samples that are not there.
    void read(std::span<const std::size_t> indexes, T* to_x, T* to_y, T* to_weights) const override {
        copy_rows(x, indexes, to_x);
        copy_rows(y, indexes, to_y);
        if (weights.dimension() > 0) copy_rows(weights, indexes, to_weights);
    }

    /// What the constructor promises, for those who could be given a set whose arrays were replaced since.
    void check(const char* who) const override {
        const shape a = shape_of(x), b = shape_of(y), w = shape_of(weights);
        const auto samples = [](const shape& s) { return s.axes() == 4 || s.axes() == 2; };
        const auto fits = [&](const shape& s) {
            return s.axes() != 4 || a.axes() != 4 || (s[1] == a[1] && s[2] == a[2]);
        };
        require(
            samples(a) && samples(b) && a.size() > 0 && b.size() > 0 && a[0] == b[0] && (fits(b) || b[1] * b[2] == 1),
            who, ": expected samples {n, rows, cols, channels} or {n, features} and as many targets {n, rows, cols, ",
            "outputs} or {n, outputs}, got ", a, " and ", b);
        require(w.axes() == 0 || (w[0] == a[0] && (w.axes() == 1 || (w.axes() == 4 && w[3] == 1 && fits(w)))), who,
                ": expected weights {", a[0], "} or {", a[0], ", rows, cols, 1} for samples ", a, ", got ", w);
    }

private:
    static void copy_rows(const array<T>& from, std::span<const std::size_t> indexes, T* to) {
        const shape s = shape_of(from);
        const std::size_t inner = s.drop(1).size(), count = s.axes() > 0 ? s[0] : 0;
        for (const std::size_t i : indexes) {
            require(i < count, "dataset: index ", i, " is outside an axis of ", count, " entries");
            to = std::copy_n(from.data() + i * inner, inner, to);
        }
    }
};

/// `count` samples of that shape, {rows, cols, channels} or {features}, that lie one after the other, as a batch.
template <class T>
tensor<T> pack_dense(const T* samples, std::size_t count, const shape& sample) {
    const bool image = sample.axes() == 3;
    return pack_samples<T>(count, image ? sample[0] : 1, image ? sample[1] : 1, sample.back(),
                           [&](std::size_t i) { return samples + i * sample.size(); });
}
/// The entries of an array {n, rows, cols, channels} or {n, features} from `first` to `last` (exclusive), as a batch.
template <class T>
tensor<T> pack_rows(const array<T>& a, std::size_t first, std::size_t last) {
    const shape sample = shape_of(a).drop(1);
    return pack_dense(a.data() + first * sample.size(), last - first, sample);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
