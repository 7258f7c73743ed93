// The decisions between classes that truths and predictions with a number for each class stand for, counted.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/class_scores.hpp>
#include <diapir/nn/metrics/confusion_matrix.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// What the metrics of classes share. The number of classes is given, or that of the first samples.
class class_decisions {
public:
    class_decisions(const char* name, std::size_t classes, std::size_t top_k)
        : name_(name), top_k_(top_k), matrix_(classes) {}

    /// Truths and predictions {..., classes}. What is of no class, its truths all 0, does not count, as the loss has
    /// it. Throws argument_error where sizes do not fit.
    template <class T>
    void add(std::span<const T> truth, std::span<const T> prediction, std::size_t classes) {
        require_classes(classes);
        for (std::size_t i = 0; i + classes <= truth.size(); i += classes) {
            const std::span<const T> truths = truth.subspan(i, classes);
            if (std::all_of(truths.begin(), truths.end(), [](T y) { return y == T{0}; })) continue;
            const std::size_t wanted = largest_class(truths);
            const std::span<const T> scores = prediction.subspan(i, classes);
            matrix_.add(wanted, largest_class(scores));
            if (top_k_ > 0) in_top_k_ += among_largest(scores, wanted, top_k_);
        }
    }
    /// Arrays {n, ..., classes}.
    template <class T>
    void add(const array<T>& truth, const array<T>& prediction) {
        require_equal(shape_of(truth), shape_of(prediction));
        add(std::span<const T>(truth.data(), truth.size()), std::span<const T>(prediction.data(), prediction.size()),
            shape_of(truth).back());
    }
    /// Batches whose channels are the classes.
    template <class T>
    void add(const tensor<T>& truth, const tensor<T>& prediction) {
        require(truth.is_batch(), name_, ": expected batches, got a plain tensor ", truth.shape());
        require_equal(truth.shape(), prediction.shape());
        std::vector<T> t(truth.channels() * truth.rows() * truth.cols()), p(t.size());
        for (std::size_t i = 0; i < truth.samples(); ++i) {
            unpack_sample(truth, i, t.data());
            unpack_sample(prediction, i, p.data());
            add(std::span<const T>(t), std::span<const T>(p), truth.channels());
        }
    }

    const confusion_matrix& matrix() const { return matrix_; }
    /// The share of the truths that are among the k classes predicted highest; 0 of none.
    double top_k_accuracy() const {
        const std::uint64_t all = matrix_.total();
        return all == 0 ? 0 : static_cast<double>(in_top_k_) / static_cast<double>(all);
    }

private:
    void require_classes(std::size_t classes) {
        if (matrix_.classes() == 0) matrix_ = confusion_matrix(classes);
        require(classes > 0 && classes == matrix_.classes(), name_, ": expected ", matrix_.classes(), " classes, got ",
                classes);
    }
    template <class S>
    void require_equal(const S& truth, const S& prediction) const {
        require(truth == prediction && truth.axes() > 1 && truth.size() > 0, name_,
                ": expected truth and prediction of one shape {n, ..., classes}, got ", truth, " and ", prediction);
    }

    const char* name_;
    std::size_t top_k_;
    confusion_matrix matrix_;
    std::uint64_t in_top_k_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
