// Gradient descent, with or without momentum, with the semantics of Keras 2.8.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/nn/optimizers/optimizer_rule.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Stochastic gradient descent: u = momentum u - lr g; w += u, or w += momentum u - lr g with Nesterov's momentum. With
/// weight decay g stands for g + weight_decay w (PyTorch 1.13).
struct sgd {
    double learning_rate = 1e-2, momentum = 0;
    bool nesterov = false;
    double weight_decay = 0;

    static constexpr std::size_t slots = 1;  // the velocity u
    std::string name() const { return "sgd"; }
    void check() const {
        detail::check_kept_share("sgd", "momentum", momentum);
        detail::check_not_negative("sgd", "weight_decay", weight_decay);
        require(!nesterov || momentum > 0, "sgd: expected momentum above 0 for Nesterov's, got 0");
        detail::check_not_negative("sgd", "learning_rate", learning_rate);
    }

    template <class T>
    void update(std::size_t, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const T mu = static_cast<T>(momentum), r = static_cast<T>(rate), decay = static_cast<T>(weight_decay);
        T* u = state[0];
        simd::transform(
            count, u,
            [&](auto ui, auto wi, auto gi) {
                using V = decltype(ui);
                return V(ui * V(mu) - (gi + V(decay) * wi) * V(r));
            },
            u, w, g);
        simd::transform(
            count, w,
            [&](auto wi, auto ui, auto gi) {
                using V = decltype(wi);
                return nesterov ? V(wi + V(mu) * ui - V(r) * (gi + V(decay) * wi)) : V(wi + ui);
            },
            w, u, g);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
