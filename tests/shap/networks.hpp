// Networks that the tests of this layer explain.
#pragma once

#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/unet.hpp>
#include <diapir/ops.hpp>

#include <cstdint>

namespace diapir::testing {

/// The U-Net of shap_deep.npz with its inputs {2, 12, 12, 4} and its background {8, 12, 12, 4}.
template <class T>
struct reference_network {
    io::npz_archive archive = reference("shap_deep");
    array<std::size_t> config = archive.get<std::size_t>("config");
    nn::unet<T> net{{.channels = config(0), .filters = config(1), .kernel = config(2)}};
    array<T> x = archive.get<T>("x"), background = archive.get<T>("background");

    reference_network() { load_reference_weights(archive, "", net.parameters()); }
};

/// {n, inputs, outputs} from {n, outputs, inputs...}, as the archives have it.
inline array<double> inputs_first(const array<double>& a) {
    const std::size_t n = a.shape()[0], outputs = a.shape()[1], inputs = a.size() / n / outputs;
    array<double> t = make_array<double>({n, inputs, outputs});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t o = 0; o < outputs; ++o)
            for (std::size_t e = 0; e < inputs; ++e) t(i, e, o) = a.data()[(i * outputs + o) * inputs + e];
    return t;
}

/// Standard normal numbers.
inline array<double> normal(const shape& s, std::uint64_t seed) {
    random_stream random(seed);
    array<double> a = make_array<double>(s);
    for (double& e : a) e = random.normal();
    return a;
}

enum class activation { sigmoid, relu, none };

/// {n, features} -> {n, outputs} with one hidden layer of normal weights, written with operations.
struct small_network {
    tensor<double> w1, b1, w2, b2;
    activation hidden;

    small_network(std::size_t features, std::size_t width, std::size_t outputs, activation a)
        : w1(to_tensor(normal({1, 1, features, width}, 1))),
          b1(to_tensor(normal({width}, 2))),
          w2(to_tensor(normal({1, 1, width, outputs}, 3))),
          b2(to_tensor(normal({outputs}, 4))),
          hidden(a) {}

    template <operand X>
    auto operator()(const X& x) const {
        const auto h = conv2d(x, w1, b1);
        if (hidden == activation::none) return conv2d(h, w2, b2);
        return sigmoid(conv2d(hidden == activation::relu ? relu(h) : sigmoid(h), w2, b2));
    }
};

}  // namespace diapir::testing
