// Networks that the tests of this layer explain.
#pragma once

#include "catch.hpp"
#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/ops.hpp>

#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::testing {

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

/// Dummy, symmetry and linearity of what explain(network, background, x) gives for a network {n, 5} -> {n, 3} whose
/// feature 4 has no weight, whose features 0 and 1 are alike, and whose output 2 is 2 x output 0 - output 1.
template <class Explain>
void check_network_laws(const Explain& explain) {
    small_network net(5, 7, 4, activation::relu);
    for (std::size_t h = 0; h < 7; ++h) {
        net.w1[4 * 7 + h] = 0;
        net.w1[7 + h] = net.w1[h];
    }
    tensor<double> mix(shape{1, 1, 4, 3}, 0.0), none(shape{3}, 0.0);
    mix[0 * 3 + 0] = mix[1 * 3 + 1] = 1;
    mix[0 * 3 + 2] = 2;
    mix[1 * 3 + 2] = -1;
    const auto f = [&](const auto& x) { return conv2d(net(x), mix, none); };
    array<double> background = normal({6, 5}, 5), x = normal({2, 5}, 6);
    for (auto* rows : {&background, &x})
        for (std::size_t i = 0; i < rows->shape()[0]; ++i) (*rows)(i, 1) = (*rows)(i, 0);
    const auto e = explain(f, background, x);
    CHECK(max_magnitude(e.values) > 0.1);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t o = 0; o < 3; ++o) {
            CHECK(e.values(i, 4, o) == Approx(0).margin(1e-13));
            CHECK(e.values(i, 0, o) == Approx(e.values(i, 1, o)).margin(1e-13));
            for (std::size_t p = 0; p < 5; ++p)
                CHECK(e.values(i, p, 2) == Approx(2 * e.values(i, p, 0) - e.values(i, p, 1)).margin(1e-13));
        }
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
