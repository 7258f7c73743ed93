// A network, and what reads and writes it.
#include <diapir/io.hpp>
#include <diapir/io/onnx.hpp>
#include <diapir/nn.hpp>
#include <diapir/ops.hpp>
#include <diapir/shap.hpp>

#include <iostream>
#include <string>

using namespace diapir;
auto& net = given<nn::network<float>>();
auto& background = given<array<float>>();
auto& x = given<array<float>>();
