// RMSprop against the formulas of Keras 2.8 and of TensorFlow's ApplyRMSProp, which it calls where there is momentum.
#include "nn/optimizers/support.hpp"

using namespace diapir;

TEMPLATE_TEST_CASE("RMSprop follows its formula, with and without momentum, centered and not", "", float, double) {
    for (const bool centered : {false, true})
        for (const double momentum : {0.0, 0.7}) {
            const nn::rmsprop o{.rho = 0.8, .momentum = momentum, .epsilon = 1e-2, .centered = centered};
            const auto rule = [&](std::size_t, double& w, double g, double* s) {
                s[0] = o.rho * s[0] + (1 - o.rho) * g * g;
                s[1] = o.rho * s[1] + (1 - o.rho) * g;
                const double spread = centered ? s[0] - s[1] * s[1] : s[0];
                if (momentum == 0) {
                    w -= 0.05 * g / (std::sqrt(spread) + o.epsilon);
                } else {
                    s[2] = momentum * s[2] + 0.05 * g / std::sqrt(spread + o.epsilon);
                    w -= s[2];
                }
            };
            for (std::size_t size : {1, 37, 20000}) testing::check_steps<TestType>(o, size, rule);
        }
}

TEST_CASE("RMSprop takes the step that the documentation of Keras shows") {
    tensor<double> w(shape{1}, 10.0), g(shape{1}, 10.0);
    std::vector<tensor<double>> state(3, tensor<double>(shape{1}, 0.0));
    nn::update(nn::optimizer(nn::rmsprop{}), 1, 0.1, w, g, std::span(state));
    CHECK(w[0] == Approx(9.683772).margin(5e-7));
}

TEST_CASE("gradients that never change have no spread, and steps stay finite") {
    const std::size_t size = 1001;
    tensor<float> w(shape{size}, 1.f), g(shape{size});
    for (std::size_t i = 0; i < size; ++i) g[i] = 0.3f + 0.01f * static_cast<float>(i);
    std::vector<tensor<float>> state(3, tensor<float>(shape{size}, 0.f));
    bool below = false;
    for (std::size_t step = 1; step <= 200; ++step) {
        nn::update(nn::optimizer(nn::rmsprop{.centered = true}), step, 1e-9, w, g, std::span(state));
        for (std::size_t i = 0; i < size; ++i) below = below || state[0][i] < state[1][i] * state[1][i];
    }
    CHECK(below);  // by rounding
    bool finite = true;
    for (const float e : w) finite = finite && std::isfinite(e);
    CHECK(finite);
}

TEST_CASE("the defaults of RMSprop are those of Keras") {
    const nn::rmsprop keras;
    CHECK(keras.learning_rate == 1e-3);
    CHECK(keras.rho == 0.9);
    CHECK(keras.momentum == 0);
    CHECK(keras.epsilon == 1e-7);
    CHECK_FALSE(keras.centered);
}
