// What the tests of optimizers share.
#pragma once

#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>

#include <cmath>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Runs five steps on `size` numbers and compares each with rule(step, w, g, state), which changes one number w.
template <class T, class F>
void check_steps(const nn::optimizer& o, std::size_t size, const F& rule) {
    random_stream random(1);
    tensor<T> w(shape{size}), g(shape{size});
    for (T& e : w) e = static_cast<T>(random.normal());
    std::vector<double> expected(w.begin(), w.end()), state(2 * size, 0.0);
    std::vector<tensor<T>> slots;
    for (std::size_t s = 0; s < nn::slots(o); ++s) slots.emplace_back(shape{size}, T{0});
    double worst = 0;
    for (std::size_t step = 1; step <= 5; ++step) {
        for (T& e : g) e = static_cast<T>(random.normal());
        nn::update(o, step, 0.05, w, g, std::span(slots));
        for (std::size_t i = 0; i < size; ++i) {
            rule(step, expected[i], static_cast<double>(g[i]), &state[2 * i]);
            worst = std::max(worst, std::abs(static_cast<double>(w[i]) - expected[i]));
        }
    }
    INFO(size << " numbers");
    CHECK(worst < (sizeof(T) == 4 ? 2e-5 : 1e-12));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
