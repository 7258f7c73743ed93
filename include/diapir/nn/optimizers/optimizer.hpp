// Rules by which gradients change parameters, with the semantics of Keras 2.8.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace diapir::nn {

/// Adam (Kingma and Ba 2015) as Keras 2.8 has it: lr_t = lr sqrt(1 - beta_2^t) / (1 - beta_1^t), w -= lr_t m / (sqrt(v)
/// + eps).
struct adam {
    double learning_rate = 1e-3, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;

    static constexpr std::size_t slots = 2;  // m and v
    std::string name() const { return "adam"; }

    template <class T>
    void update(std::size_t step, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const double t = static_cast<double>(step);
        const double rate_t = rate * std::sqrt(1 - std::pow(beta_2, t)) / (1 - std::pow(beta_1, t));
        const T b1 = static_cast<T>(beta_1), b2 = static_cast<T>(beta_2), a1 = static_cast<T>(1 - beta_1),
                a2 = static_cast<T>(1 - beta_2), r = static_cast<T>(rate_t), e = static_cast<T>(epsilon);
        T *m = state[0], *v = state[1];
        simd::transform(
            count, m, [&](auto mi, auto gi) { return mi * decltype(mi)(b1) + gi * decltype(mi)(a1); }, m, g);
        simd::transform(
            count, v, [&](auto vi, auto gi) { return vi * decltype(vi)(b2) + gi * gi * decltype(vi)(a2); }, v, g);
        simd::transform(
            count, w,
            [&](auto wi, auto mi, auto vi) {
                using V = decltype(wi);
                return wi - V(r) * mi / (simd::sqrt(vi) + V(e));
            },
            w, m, v);
    }
};

/// Stochastic gradient descent: u = momentum u - lr g; w += u, or w += momentum u - lr g with Nesterov's momentum.
struct sgd {
    double learning_rate = 1e-2, momentum = 0;
    bool nesterov = false;

    static constexpr std::size_t slots = 1;  // the velocity u
    std::string name() const { return "sgd"; }

    template <class T>
    void update(std::size_t, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const T mu = static_cast<T>(momentum), r = static_cast<T>(rate);
        T* u = state[0];
        simd::transform(
            count, u, [&](auto ui, auto gi) { return ui * decltype(ui)(mu) - gi * decltype(ui)(r); }, u, g);
        simd::transform(
            count, w,
            [&](auto wi, auto ui, auto gi) {
                using V = decltype(wi);
                return nesterov ? V(wi + V(mu) * ui - V(r) * gi) : V(wi + ui);
            },
            w, u, g);
    }
};

/// One of the optimizers above.
using optimizer = std::variant<adam, sgd>;

inline double learning_rate(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.learning_rate; }, o);
}
inline std::string name(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.name(); }, o);
}
/// How many tensors of state an optimizer keeps for each parameter.
inline std::size_t slots(const optimizer& o) {
    return std::visit([](const auto& rule) { return rule.slots; }, o);
}

/// Changes a parameter w by its gradient g, and the optimizer's state for it, in step number `step` (from 1).
template <class T>
void update(const optimizer& o, std::size_t step, double rate, tensor<T>& w, const tensor<T>& g,
            std::span<tensor<T>> state) {
    std::visit(
        [&](const auto& rule) {
            constexpr std::size_t count = std::remove_cvref_t<decltype(rule)>::slots;
            parallel_ranges(w.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
                std::array<T*, count> at;
                for (std::size_t s = 0; s < count; ++s) at[s] = state[s].data() + begin;
                rule.update(step, rate, end - begin, w.data() + begin, g.data() + begin, at);
            });
        },
        o);
}

}  // namespace diapir::nn
