// What a network is trained for: how it has to end, which loss is usual, and which metrics say how good it is.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/metrics/any_metrics.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// name(); loss(), which training takes unless told otherwise; metrics() to add batches to; check(output, end), which
/// throws argument_error where a network with that output {rows, cols, channels} or {channels} and that activation at
/// its end cannot do it.
template <class K>
concept task = std::copy_constructible<K> && requires(const K& t, const shape& output, activation end) {
    { t.name() } -> std::convertible_to<std::string>;
    { t.loss() } -> std::convertible_to<any_loss>;
    { t.metrics() } -> std::convertible_to<any_metrics>;
    t.check(output, end);
};

/// Any task.
class any_task {
public:
    template <class K>
    requires(!std::same_as<K, any_task> && task<K>) any_task(K t) : task_(std::make_shared<model<K>>(std::move(t))) {}

    std::string name() const { return task_->name(); }
    any_loss loss() const { return task_->loss(); }
    any_metrics metrics() const { return task_->metrics(); }
    void check(const shape& output, activation end) const { task_->check(output, end); }

private:
    struct erased {
        virtual ~erased() = default;
        virtual std::string name() const = 0;
        virtual any_loss loss() const = 0;
        virtual any_metrics metrics() const = 0;
        virtual void check(const shape& output, activation end) const = 0;
    };
    template <class K>
    struct model final : erased {
        K task;

        explicit model(K t) : task(std::move(t)) {}
        std::string name() const override { return task.name(); }
        any_loss loss() const override { return task.loss(); }
        any_metrics metrics() const override { return task.metrics(); }
        void check(const shape& output, activation end) const override { task.check(output, end); }
    };

    shared_object<const erased> task_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
