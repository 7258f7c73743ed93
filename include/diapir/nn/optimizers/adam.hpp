// Adam: steps by running means of the gradient and its square.
#pragma once

#include <diapir/core/simd.hpp>
#include <diapir/nn/optimizers/moments.hpp>
#include <diapir/nn/optimizers/optimizer_rule.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Adam (Kingma and Ba 2015) as Keras 2.8 has it: lr_t = lr sqrt(1 - beta_2^t) / (1 - beta_1^t), w -= lr_t m / (sqrt(v)
/// + eps).
struct adam {
    double learning_rate = 1e-3, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-7;

    static constexpr std::size_t slots = 2;  // m and v
    std::string name() const { return "adam"; }
    void check() const {
        detail::check_kept_share("adam", "beta_1", beta_1);
        detail::check_kept_share("adam", "beta_2", beta_2);
        detail::check_epsilon("adam", epsilon);
        detail::check_not_negative("adam", "learning_rate", learning_rate);
    }

    template <class T>
    void update(std::size_t step, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const double t = static_cast<double>(step);
        const double rate_t = rate * std::sqrt(1 - std::pow(beta_2, t)) / (1 - std::pow(beta_1, t));
        const T r = static_cast<T>(rate_t), e = detail::held_epsilon<T>("adam", epsilon);
        T *m = state[0], *v = state[1];
        detail::update_moments(beta_1, beta_2, count, g, m, v);
        simd::transform(
            count, w,
            [&](auto wi, auto mi, auto vi) {
                using V = decltype(wi);
                return wi - V(r) * mi / (simd::sqrt(vi) + V(e));
            },
            w, m, v);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
