#include "nn/optimizers/support.hpp"

using namespace diapir;

TEST_CASE("AdamW takes the steps of torch 1.13") {
    testing::check_literals(nn::adamw{.beta_1 = 0.8, .beta_2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.2},
                            {0.6662010048883045, -1.600953404303114, 0.1850956678192734});
}

TEMPLATE_TEST_CASE("AdamW follows its formula, for any number of parameters", "", float, double) {
    const nn::adamw o{.beta_1 = 0.8, .beta_2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.5};
    const auto rule = [&](std::size_t t, double& w, double g, double* s) {
        s[0] = o.beta_1 * s[0] + (1 - o.beta_1) * g;
        s[1] = o.beta_2 * s[1] + (1 - o.beta_2) * g * g;
        const double step = static_cast<double>(t);
        const double m = s[0] / (1 - std::pow(o.beta_1, step)), v = s[1] / (1 - std::pow(o.beta_2, step));
        w -= 0.05 * (o.weight_decay * w + m / (std::sqrt(v) + o.epsilon));
    };
    for (std::size_t size : {1, 37, 40001}) testing::check_steps<TestType>(o, size, rule);
}

TEST_CASE("the defaults of AdamW are those of torch") {
    const nn::adamw torch;
    CHECK(torch.learning_rate == 1e-3);
    CHECK(torch.beta_1 == 0.9);
    CHECK(torch.beta_2 == 0.999);
    CHECK(torch.epsilon == 1e-8);
    CHECK(torch.weight_decay == 1e-2);
}
