#include "nn/optimizers/support.hpp"

using namespace diapir;

TEMPLATE_TEST_CASE("gradient descent follows its formula, without momentum, with it, and with Nesterov's", "", float,
                   double) {
    for (const nn::sgd o : {nn::sgd{}, nn::sgd{.momentum = 0.7}, nn::sgd{.momentum = 0.7, .nesterov = true}}) {
        const auto rule = [&](std::size_t, double& w, double g, double* u) {
            *u = o.momentum * *u - 0.05 * g;
            w += o.nesterov ? o.momentum * *u - 0.05 * g : *u;
        };
        for (std::size_t size : {1, 37, 20000}) testing::check_steps<TestType>(o, size, rule);
    }
}

TEST_CASE("sgd with and without momentum follows its formula") {
    tensor<double> w(shape{1}, 1.0), g(shape{1}, 2.0);
    std::vector<tensor<double>> u{tensor<double>(shape{1}, 0.0)};
    const nn::optimizer plain = nn::sgd{.momentum = 0.5};
    nn::update(plain, 1, 0.1, w, g, std::span(u));
    CHECK(w[0] == Approx(0.8));
    nn::update(plain, 2, 0.1, w, g, std::span(u));
    CHECK(w[0] == Approx(0.5));
    const nn::optimizer nesterov = nn::sgd{.momentum = 0.5, .nesterov = true};
    nn::update(nesterov, 3, 0.1, w, g, std::span(u));
    CHECK(w[0] == Approx(0.5 + 0.5 * (0.5 * -0.3 - 0.2) - 0.2));
}

TEST_CASE("weights decay as with torch 1.13") {
    testing::check_literals(nn::sgd{.weight_decay = 0.2},
                            {0.7571539779841461, -1.6877845596137464, 0.2693300503657804});
    testing::check_literals(nn::sgd{.momentum = 0.7, .weight_decay = 0.2},
                            {0.5584842296716708, -1.4582394104325453, 0.10511313033102042});
    testing::check_literals(nn::sgd{.momentum = 0.7, .nesterov = true, .weight_decay = 0.2},
                            {0.4569855168580353, -1.3187312273347578, 4.646813013458299e-05});
}
