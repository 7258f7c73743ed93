// Optimizers as values: any rule by which gradients change parameters.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/optimizers/adam.hpp>
#include <diapir/nn/optimizers/adamw.hpp>
#include <diapir/nn/optimizers/optimizer_rule.hpp>
#include <diapir/nn/optimizers/rmsprop.hpp>
#include <diapir/nn/optimizers/sgd.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Any rule, such as adam{.learning_rate = 1e-4} or one of your own. Throws argument_error where the rule has a
/// function check() that finds an option wrong.
class optimizer {
public:
    template <class R>
    requires(!std::same_as<R, optimizer> && optimizer_rule<R>) optimizer(R rule)
        : rule_(std::make_shared<model<R>>(std::move(rule))) {
        if constexpr (requires { rule.check(); }) static_cast<const model<R>&>(*rule_).rule.check();
    }

    friend double learning_rate(const optimizer& o);
    friend std::string name(const optimizer& o);
    friend std::size_t slots(const optimizer& o);
    template <class T>
    friend void update(const optimizer& o, std::size_t step, double rate, tensor<T>& w, const tensor<T>& g,
                       std::span<tensor<T>> state);

private:
    struct range {
        std::size_t begin, end;
    };
    struct any_rule {
        virtual ~any_rule() = default;
        virtual double learning_rate() const = 0;
        virtual std::string name() const = 0;
        virtual std::size_t slots() const = 0;
        virtual void update(std::size_t step, double rate, range, float* w, const float* g,
                            std::span<tensor<float>> state) const = 0;
        virtual void update(std::size_t step, double rate, range, double* w, const double* g,
                            std::span<tensor<double>> state) const = 0;
    };
    template <class R>
    struct model final : any_rule {
        R rule;

        explicit model(R r) : rule(std::move(r)) {}
        double learning_rate() const override { return rule.learning_rate; }
        std::string name() const override { return rule.name(); }
        std::size_t slots() const override { return R::slots; }
        void update(std::size_t step, double rate, range of, float* w, const float* g,
                    std::span<tensor<float>> state) const override {
            change(step, rate, of, w, g, state);
        }
        void update(std::size_t step, double rate, range of, double* w, const double* g,
                    std::span<tensor<double>> state) const override {
            change(step, rate, of, w, g, state);
        }

        template <class T>
        void change(std::size_t step, double rate, range of, T* w, const T* g, std::span<tensor<T>> state) const {
            std::array<T*, R::slots> at{};
            for (std::size_t s = 0; s < R::slots; ++s) at[s] = state[s].data() + of.begin;
            rule.update(step, rate, of.end - of.begin, w + of.begin, g + of.begin, at);
        }
    };

    shared_object<const any_rule> rule_;
};

/// The rate to start with.
inline double learning_rate(const optimizer& o) {
    return o.rule_->learning_rate();
}
inline std::string name(const optimizer& o) {
    return o.rule_->name();
}
/// How many tensors of state an optimizer keeps for each parameter.
inline std::size_t slots(const optimizer& o) {
    return o.rule_->slots();
}

/// Changes a parameter w by its gradient g, and the optimizer's state for it, `slots` tensors like w, in step number
/// `step` (from 1). Throws argument_error where shapes or the number of tensors do not fit.
template <class T>
void update(const optimizer& o, std::size_t step, double rate, tensor<T>& w, const tensor<T>& g,
            std::span<tensor<T>> state) {
    const std::size_t count = slots(o);
    require(step > 0, name(o), ": steps count from 1, got 0");
    require(rate >= 0 && std::isfinite(rate), name(o), ": expected a rate of at least 0, got ", rate);
    require(w.shape() == g.shape(), name(o), ": expected a gradient ", w.shape(), ", got ", g.shape());
    require(state.size() == count, name(o), ": expected ", count, " tensors of state, got ", state.size());
    for (const tensor<T>& s : state)
        require(s.shape() == w.shape(), name(o), ": expected a state ", w.shape(), ", got ", s.shape());
    parallel_ranges(w.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        o.rule_->update(step, rate, {begin, end}, w.data(), g.data(), state);
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
