// Running metrics as values: of whatever task.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Metrics that batches are added to, truth first; `loss` is the mean loss of a batch. result() lists them, the loss
/// first where one was given.
template <class M>
concept running_metrics = std::copy_constructible<M> &&
    requires(M& m, const M& fixed, const tensor<float>& f, const tensor<double>& d, std::optional<double> loss) {
    m.update(f, f, loss);
    m.update(d, d, loss);
    { fixed.result() } -> std::same_as<metric_values>;
};

/// Any of them.
class any_metrics {
public:
    template <class M>
    requires(!std::same_as<M, any_metrics> && running_metrics<M>) any_metrics(M metrics)
        : metrics_(std::make_unique<model<M>>(std::move(metrics))) {}

    /// Adds the samples of a batch.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        metrics_->update(truth, prediction, loss);
    }
    metric_values result() const { return metrics_->result(); }

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

    std::unique_ptr<running> metrics_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
