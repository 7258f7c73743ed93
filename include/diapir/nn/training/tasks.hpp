// The usual tasks.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/categorical_crossentropy.hpp>
#include <diapir/nn/losses/mean_squared_error.hpp>
#include <diapir/nn/metrics/classification_metrics.hpp>
#include <diapir/nn/metrics/multiclass_segmentation_metrics.hpp>
#include <diapir/nn/metrics/regression_metrics.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>
#include <diapir/nn/training/task.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Which pixels are of something, each 0 or 1: a sigmoid, binary cross-entropy, segmentation_metrics.
struct binary_segmentation {
    metrics_options options{};

    std::string name() const { return "binary_segmentation"; }
    any_loss loss() const { return binary_crossentropy{}; }
    any_metrics metrics() const { return segmentation_metrics(options); }
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }
};

/// Which of several classes a pixel is of, targets one-hot {n, rows, cols, classes}: a softmax, categorical
/// cross-entropy, multiclass_segmentation_metrics.
struct segmentation {
    std::string name() const { return "segmentation"; }
    any_loss loss() const { return categorical_crossentropy{}; }
    any_metrics metrics() const { return multiclass_segmentation_metrics(); }
    void check(const shape& output, activation end) const {
        detail::require_end(name(), activation::softmax, end);
        require(output.back() > 1, name(), ": expected at least two classes, got an output ", output);
    }
};

/// Which of several classes a sample is of, targets one-hot {n, classes}: a softmax, categorical cross-entropy,
/// classification_metrics.
struct classification {
    classification_options options{};

    std::string name() const { return "classification"; }
    any_loss loss() const { return categorical_crossentropy{}; }
    any_metrics metrics() const { return classification_metrics(options); }
    void check(const shape& output, activation end) const {
        detail::require_end(name(), activation::softmax, end);
        require(output.size() == output.back() && output.back() > 1, name(),
                ": expected an output of at least two classes for a sample, got ", output);
        require(options.top_k <= output.back(), name(), ": expected top_k of at most ", output.back(), " classes, got ",
                options.top_k);
    }
};

/// Numbers of a sample or of its pixels: no activation that gives probabilities, the mean squared error,
/// regression_metrics.
struct regression {
    std::string name() const { return "regression"; }
    any_loss loss() const { return mean_squared_error{}; }
    any_metrics metrics() const { return regression_metrics(); }
    void check(const shape&, activation end) const { detail::require_end(name(), activation::none, end); }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
