// What the tests of optimizers share.
#pragma once

#include "catch.hpp"
#include "larger.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Runs five steps on `size` numbers and compares each with rule(step, w, g, state), which changes one number w.
template <class T, class F>
void check_steps(const nn::optimizer& o, std::size_t size, const F& rule) {
    random_stream random(1);
    tensor<T> w(shape{size}), g(shape{size});
    for (T& e : w) e = static_cast<T>(random.normal());
    std::vector<double> expected(w.begin(), w.end()), state(3 * size, 0.0);
    std::vector<tensor<T>> slots;
    for (std::size_t s = 0; s < nn::slots(o); ++s) slots.emplace_back(shape{size}, T{0});
    double worst = 0;
    for (std::size_t step = 1; step <= 5; ++step) {
        for (T& e : g) e = static_cast<T>(random.normal());
        nn::update(o, step, 0.05, w, g, std::span(slots));
        for (std::size_t i = 0; i < size; ++i) {
            rule(step, expected[i], static_cast<double>(g[i]), &state[3 * i]);
            worst = larger(worst, std::abs(static_cast<double>(w[i]) - expected[i]));
        }
    }
    INFO(size << " numbers");
    CHECK(worst < (sizeof(T) == 4 ? 2e-5 : 1e-12));
}

/// Takes three steps at a rate of 0.1 from w = {1, -2, 0.5} with gradients sin(1 + step + 3 i): what torch 1.13 was
/// given for the literals of the tests.
inline void check_literals(const nn::optimizer& o, const std::vector<double>& expected) {
    tensor<double> w(shape{3}), g(shape{3});
    const double start[] = {1, -2, 0.5};
    std::copy(start, start + 3, w.begin());
    std::vector<tensor<double>> state(nn::slots(o), tensor<double>(shape{3}, 0.0));
    for (std::size_t step = 0; step < 3; ++step) {
        for (std::size_t i = 0; i < 3; ++i) g[i] = std::sin(static_cast<double>(1 + step + 3 * i));
        nn::update(o, step + 1, 0.1, w, g, std::span(state));
    }
    for (std::size_t i = 0; i < 3; ++i) CHECK(w[i] == Approx(expected[i]).epsilon(1e-13).margin(1e-15));
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
