// RMSprop: steps by the gradient over the root of the running mean of its square.
#pragma once

#include <diapir/core/simd.hpp>
#include <diapir/nn/optimizers/optimizer_rule.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// RMSprop (Tieleman and Hinton 2012) as Keras 2.8 has it: s = rho s + (1 - rho) g^2; w -= lr g / (sqrt(s) + eps). With
/// momentum u = momentum u + lr g / sqrt(s + eps); w -= u. Where it is centered, s is less the square of the running
/// mean of g.
struct rmsprop {
    double learning_rate = 1e-3, rho = 0.9, momentum = 0, epsilon = 1e-7;
    bool centered = false;

    static constexpr std::size_t slots = 3;  // the means of g^2 and of g, and the velocity u
    std::string name() const { return "rmsprop"; }
    void check() const {
        detail::check_kept_share("rmsprop", "rho", rho);
        detail::check_kept_share("rmsprop", "momentum", momentum);
        detail::check_epsilon("rmsprop", epsilon);
        detail::check_not_negative("rmsprop", "learning_rate", learning_rate);
    }

    template <class T>
    void update(std::size_t, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        const T keep = static_cast<T>(rho), take = static_cast<T>(1 - rho), r = static_cast<T>(rate),
                mu = static_cast<T>(momentum), e = detail::held_epsilon<T>("rmsprop", epsilon);
        T *square = state[0], *mean = state[1], *u = state[2];
        simd::transform(
            count, square, [&](auto s, auto gi) { return s * decltype(s)(keep) + gi * gi * decltype(s)(take); }, square,
            g);
        if (centered)
            simd::transform(
                count, mean, [&](auto m, auto gi) { return m * decltype(m)(keep) + gi * decltype(m)(take); }, mean, g);
        simd::transform(
            count, u,
            [&](auto ui, auto gi, auto s, auto m) {
                using V = decltype(ui);
                const V spread = simd::max(V(s - m * m), V(0));  // rounding may take it below 0
                if (momentum == 0) return V(V(r) * gi / (simd::sqrt(spread) + V(e)));
                return V(V(mu) * ui + V(r) * gi / simd::sqrt(V(spread + V(e))));
            },
            u, g, square, mean);
        simd::transform(
            count, w, [](auto wi, auto ui) { return wi - ui; }, w, u);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
