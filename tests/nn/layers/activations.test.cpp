#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/sequential.hpp>

#include <cmath>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;

namespace {

/// f of every element.
template <class L, class F>
void check_values(const L& l, const F& f) {
    const nn::network<double> net({3, 4, 2}, l);
    const array<double> x = random_samples(3, {3, 4, 2}), y = net(x);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y.data()[i] == Approx(f(x.data()[i])).epsilon(1e-13));
}

}  // namespace

TEST_CASE("activation layers compute the functions of their names") {
    check_values(nn::relu{}, [](double x) { return x > 0 ? x : 0; });
    check_values(nn::leaky_relu{}, [](double x) { return x > 0 ? x : 0.3 * x; });
    check_values(nn::leaky_relu{.slope = 0.01}, [](double x) { return x > 0 ? x : 0.01 * x; });
    check_values(nn::elu{}, [](double x) { return x > 0 ? x : std::exp(x) - 1; });
    check_values(nn::elu{.alpha = 2}, [](double x) { return x > 0 ? x : 2 * (std::exp(x) - 1); });
    check_values(nn::clamp{}, [](double x) { return x < 0 ? 0 : x > 1 ? 1 : x; });
    check_values(nn::clamp{.low = -0.3, .high = 0.2}, [](double x) { return x < -0.3 ? -0.3 : x > 0.2 ? 0.2 : x; });
    check_values(nn::gelu{}, [](double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); });
    check_values(nn::silu{}, [](double x) { return x / (1 + std::exp(-x)); });
    check_values(nn::softplus{}, [](double x) { return std::log1p(std::exp(x)); });
    check_values(nn::sigmoid{}, [](double x) { return 1 / (1 + std::exp(-x)); });
    check_values(nn::tanh{}, [](double x) { return std::tanh(x); });
}

TEST_CASE("a softmax layer gives each pixel shares that add up to 1") {
    const nn::network<double> net({2, 3, 4}, nn::softmax{});
    const array<double> x = random_samples(5, {2, 3, 4}), y = net(x);
    for (std::size_t pixel = 0; pixel < y.size(); pixel += 4) {
        double sum = 0;
        for (std::size_t c = 0; c < 4; ++c) sum += std::exp(x.data()[pixel + c]);
        for (std::size_t c = 0; c < 4; ++c)
            CHECK(y.data()[pixel + c] == Approx(std::exp(x.data()[pixel + c]) / sum).epsilon(1e-13));
    }
}

TEST_CASE("activation layers keep the laws of layers, for images and for features") {
    for (const shape& input : {shape{3, 4, 2}, {5}}) {
        check_layer(input, nn::relu{});
        check_layer(input, nn::leaky_relu{.slope = 0.1});
        check_layer(input, nn::elu{.alpha = 1.5});
        check_layer(input, nn::clamp{.low = -0.5, .high = 0.5});
        check_layer(input, nn::gelu{});
        check_layer(input, nn::silu{});
        check_layer(input, nn::softplus{});
        check_layer(input, nn::sigmoid{});
        check_layer(input, nn::tanh{});
        check_layer(input, nn::softmax{});
    }
}

TEST_CASE("activations are named as Keras names types") {
    CHECK(listed({2, 2, 1},
                 nn::sequential{nn::relu{}, nn::leaky_relu{}, nn::elu{}, nn::gelu{}, nn::relu{}, nn::clamp{}}) ==
          "input_1 InputLayer {2, 2, 1}\n"
          "re_lu ReLU {2, 2, 1} <- input_1\n"
          "leaky_re_lu LeakyReLU {2, 2, 1} <- re_lu\n"
          "elu ELU {2, 2, 1} <- leaky_re_lu\n"
          "gelu GELU {2, 2, 1} <- elu\n"
          "re_lu_1 ReLU {2, 2, 1} <- gelu\n"
          "clamp Clamp {2, 2, 1} <- re_lu_1\n");
}
