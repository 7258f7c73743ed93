// Images of four channels, and pairs to train with.
#include <diapir/nn.hpp>

auto& train = given<diapir::nn::dataset<float>>();
auto& valid = given<diapir::nn::dataset<float>>();
auto& background = given<diapir::array<float>>();
auto& x = given<diapir::array<float>>();
