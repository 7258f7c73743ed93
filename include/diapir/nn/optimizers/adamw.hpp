// AdamW: Adam, and weights that decay by themselves.
#pragma once

#include <diapir/core/simd.hpp>
#include <diapir/nn/optimizers/moments.hpp>
#include <diapir/nn/optimizers/optimizer_rule.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) as PyTorch 1.13 has it: w -= lr weight_decay w; w -=
/// lr m' / (sqrt(v') + eps) with m' = m / (1 - beta_1^t), v' = v / (1 - beta_2^t). Every parameter decays, biases too.
struct adamw {
    double learning_rate = 1e-3, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8, weight_decay = 1e-2;

    static constexpr std::size_t slots = 2;  // m and v
    std::string name() const { return "adamw"; }
    void check() const {
        detail::check_kept_share("adamw", "beta_1", beta_1);
        detail::check_kept_share("adamw", "beta_2", beta_2);
        detail::check_epsilon("adamw", epsilon);
        detail::check_not_negative("adamw", "weight_decay", weight_decay);
        detail::check_not_negative("adamw", "learning_rate", learning_rate);
    }

    template <class T>
    void update(std::size_t step, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const double t = static_cast<double>(step);
        const T e = detail::held_epsilon<T>("adamw", epsilon), r = static_cast<T>(rate / (1 - std::pow(beta_1, t))),
                root = static_cast<T>(1 / std::sqrt(1 - std::pow(beta_2, t))),
                kept = static_cast<T>(1 - rate * weight_decay);
        T *m = state[0], *v = state[1];
        detail::update_moments(beta_1, beta_2, count, g, m, v);
        simd::transform(
            count, w,
            [&](auto wi, auto mi, auto vi) {
                using V = decltype(wi);
                return wi * V(kept) - V(r) * mi / (simd::sqrt(vi) * V(root) + V(e));
            },
            w, m, v);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
