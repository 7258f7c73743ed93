// Running metrics as values: of whatever task.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/metric_accumulator.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Any metric_accumulator; the loss, where one was given, is the first of its results.
class any_metrics {
public:
    template <class M>
    requires(!std::same_as<M, any_metrics> && metric_accumulator<M>) any_metrics(M metrics)
        : metrics_(std::make_unique<model<M>>(std::move(metrics))) {}

    /// Adds the samples of a batch.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        own().update(truth, prediction, loss);
    }
    metric_values result() const { return own().result(); }

private:
    struct running {
        virtual ~running() = default;
        virtual void update(const tensor<float>&, const tensor<float>&, std::optional<double>) = 0;
        virtual void update(const tensor<double>&, const tensor<double>&, std::optional<double>) = 0;
        virtual metric_values result() const = 0;
    };
    template <class M>
    struct model final : running {
        M metrics;

        explicit model(M m) : metrics(std::move(m)) {}
        void update(const tensor<float>& y, const tensor<float>& p, std::optional<double> loss) override {
            metrics.update(y, p, loss);
        }
        void update(const tensor<double>& y, const tensor<double>& p, std::optional<double> loss) override {
            metrics.update(y, p, loss);
        }
        metric_values result() const override { return metrics.result(); }
    };

    running& own() const {
        require(metrics_ != nullptr, "any_metrics: expected metrics, got what they were moved from");
        return *metrics_;
    }

    std::unique_ptr<running> metrics_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
