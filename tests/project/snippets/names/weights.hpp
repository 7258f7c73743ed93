// Tensors of a network of two convolutions.
#include <diapir/autodiff.hpp>
#include <diapir/ops.hpp>

using namespace diapir;
auto& x = given<tensor<float>>();
auto& reference = given<tensor<float>>();
auto& v = given<tensor<float>>();
auto& w1 = given<tensor<float>>();
auto& b1 = given<tensor<float>>();
auto& w2 = given<tensor<float>>();
auto& b2 = given<tensor<float>>();
