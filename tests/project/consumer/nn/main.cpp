// Trains a network for one step.
#include <diapir/nn.hpp>

namespace nn = diapir::nn;

int main() {
    nn::unet<float> net({.channels = 1, .filters = 2, .levels = 1, .kernel = 3});
    auto x = diapir::tensor<float>::batch(2, 1, 4, 4), y = x.like();
    std::fill(x.begin(), x.end(), 1.0f);
    std::fill(y.begin(), y.end(), 0.0f);
    auto state = nn::initial_state(net, nn::adam{});
    return nn::train_on_batch(net, x, y, {nn::binary_crossentropy{}, nn::adam{}}, state).loss > 0 ? 0 : 1;
}
