#include "nn/optimizers/support.hpp"

using namespace diapir;

TEMPLATE_TEST_CASE("Adam follows its formula, for any number of parameters", "", float, double) {
    const nn::adam o{.beta_1 = 0.8, .beta_2 = 0.95, .epsilon = 1e-3};
    const auto rule = [&](std::size_t t, double& w, double g, double* s) {
        s[0] = o.beta_1 * s[0] + (1 - o.beta_1) * g;
        s[1] = o.beta_2 * s[1] + (1 - o.beta_2) * g * g;
        const double step = static_cast<double>(t);
        w -= 0.05 * std::sqrt(1 - std::pow(o.beta_2, step)) / (1 - std::pow(o.beta_1, step)) * s[0] /
             (std::sqrt(s[1]) + o.epsilon);
    };
    for (std::size_t size : {1, 8, 37, 16384, 40001}) testing::check_steps<TestType>(o, size, rule);
}

TEST_CASE("the defaults of Adam are those of Keras") {
    const nn::adam keras;
    CHECK(keras.learning_rate == 1e-3);
    CHECK(keras.beta_1 == 0.9);
    CHECK(keras.beta_2 == 0.999);
    CHECK(keras.epsilon == 1e-7);
}
