// The outputs that are counted are those that are listed.
#include "catch.hpp"
#include <diapir/nn/layers/activation_counter.hpp>
#include <diapir/nn/networks/unet.hpp>

using namespace diapir;

TEST_CASE("a network's activations are the outputs of the layers that it lists") {
    for (const nn::unet_options& o : {nn::unet_options{}, {.filters = 3, .levels = 4, .kernel = 3, .outputs = 2}}) {
        const nn::unet<double> net(o);
        for (const std::size_t rows : {16, 48}) {
            std::size_t elements = 0;
            for (const auto& layer : net.layers(rows, 32)) elements += layer.output.size();
            CHECK(net.activation_bytes(rows, 32) == elements * sizeof(double));
        }
    }
}
