// Steps of the optimizers against their formulas in Keras 2.8, number by number.
#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>

using namespace diapir;

namespace {

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

}  // namespace

TEMPLATE_TEST_CASE("Adam follows its formula, for any number of parameters", "", float, double) {
    const nn::adam o{.beta_1 = 0.8, .beta_2 = 0.95, .epsilon = 1e-3};
    const auto rule = [&](std::size_t t, double& w, double g, double* s) {
        s[0] = o.beta_1 * s[0] + (1 - o.beta_1) * g;
        s[1] = o.beta_2 * s[1] + (1 - o.beta_2) * g * g;
        const double step = static_cast<double>(t);
        w -= 0.05 * std::sqrt(1 - std::pow(o.beta_2, step)) / (1 - std::pow(o.beta_1, step)) * s[0] /
             (std::sqrt(s[1]) + o.epsilon);
    };
    for (std::size_t size : {1, 8, 37, 16384, 40001}) check_steps<TestType>(o, size, rule);
}

TEMPLATE_TEST_CASE("gradient descent follows its formula, without momentum, with it, and with Nesterov's", "", float,
                   double) {
    for (const nn::sgd o : {nn::sgd{}, nn::sgd{.momentum = 0.7}, nn::sgd{.momentum = 0.7, .nesterov = true}}) {
        const auto rule = [&](std::size_t, double& w, double g, double* u) {
            *u = o.momentum * *u - 0.05 * g;
            w += o.nesterov ? o.momentum * *u - 0.05 * g : *u;
        };
        for (std::size_t size : {1, 37, 20000}) check_steps<TestType>(o, size, rule);
    }
}

TEST_CASE("an optimizer tells its name, rate and how much state it keeps") {
    const nn::optimizer a = nn::adam{.learning_rate = 0.25}, s = nn::sgd{};
    CHECK(nn::name(a) == "adam");
    CHECK(nn::name(s) == "sgd");
    CHECK(nn::learning_rate(a) == 0.25);
    CHECK(nn::learning_rate(s) == 0.01);
    CHECK(nn::slots(a) == 2);
    CHECK(nn::slots(s) == 1);
    const nn::adam keras;
    CHECK(keras.learning_rate == 1e-3);
    CHECK(keras.beta_1 == 0.9);
    CHECK(keras.beta_2 == 0.999);
    CHECK(keras.epsilon == 1e-7);
}
