// A network, what it is trained with, and how.
#include <diapir/data/augmentation.hpp>
#include <diapir/data/one_hot.hpp>
#include <diapir/data/split.hpp>
#include <diapir/data/synthetic_shapes.hpp>
#include <diapir/io.hpp>
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <iostream>

using namespace diapir;
using nn::activation;
auto& net = given<nn::network<float>>();
auto& train = given<nn::dataset<float>>();
auto& valid = given<nn::dataset<float>>();
auto& options = given<nn::fit_options>();
auto& background = given<array<float>>();
auto& x = given<array<float>>();
