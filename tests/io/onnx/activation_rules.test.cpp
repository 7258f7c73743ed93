// How activations are written, alone and behind a convolution.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/activation_rules.hpp>

using namespace diapir;
using testing::nodes_of;

TEST_CASE("every activation has its nodes") {
    const std::pair<nn::activation, const char*> all[]{{nn::activation::relu, "Relu()"},
                                                       {nn::activation::leaky_relu, "LeakyRelu(alpha)"},
                                                       {nn::activation::elu, "Elu(alpha)"},
                                                       {nn::activation::gelu, "Mul() Erf() Add() Mul() Mul()"},
                                                       {nn::activation::silu, "Sigmoid() Mul()"},
                                                       {nn::activation::softplus, "Softplus()"},
                                                       {nn::activation::sigmoid, "Sigmoid()"},
                                                       {nn::activation::tanh, "Tanh()"},
                                                       {nn::activation::softmax, "Softmax(axis 1)"}};
    CHECK(nodes_of({5}, nn::dense{.units = 2}) == "Gemm()");
    for (const auto& [f, nodes] : all)
        CHECK(nodes_of({5}, nn::dense{.units = 2, .activation = f}) == std::string("Gemm() ") + nodes);
    CHECK(nodes_of({5}, nn::leaky_relu{}) == "LeakyRelu(alpha)");
    CHECK(nodes_of({5}, nn::clamp{0, 6}) == "Clip()");
    CHECK(nodes_of({5}, nn::gelu{}) == all[3].second);
}
