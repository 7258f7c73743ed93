#include "catch.hpp"
#include <diapir/nn/layers/summary.hpp>

using namespace diapir;

namespace {

struct two_layer_network {
    std::vector<nn::layer_description> layers(std::size_t rows, std::size_t cols) const {
        nn::layer_lister lister;
        const auto x = lister.input(rows, cols, 1);
        const auto y = lister.conv2d(x, 32, 100, nn::activation::relu);
        lister.concatenate(y, x);
        return lister.layers();
    }
};

}  // namespace

TEST_CASE("a summary lists layers with their shapes, parameters and inputs, in columns") {
    CHECK(nn::summary(two_layer_network{}, 8, 16) ==
          "Layer (type)               Output Shape       Param #  Connected to\n"
          "========================================================================\n"
          "input_1 (InputLayer)       (None, 8, 16, 1)   0\n"
          "conv2d (Conv2D)            (None, 8, 16, 32)  320,032  input_1\n"
          "concatenate (Concatenate)  (None, 8, 16, 33)  0        conv2d, input_1\n"
          "========================================================================\n"
          "Total params: 320,032\n");
}

TEST_CASE("numbers are grouped by thousands") {
    struct many {
        std::size_t size;
        std::vector<nn::layer_description> layers(std::size_t, std::size_t) const {
            return {{"a", "A", {1, 1, 1}, {{size}}, {}}};
        }
    };
    for (const auto& [size, text] :
         {std::pair{7, "7"}, {999, "999"}, {1000, "1,000"}, {123456, "123,456"}, {1234567, "1,234,567"}})
        CHECK_THAT(nn::summary(many{static_cast<std::size_t>(size)}),
                   Catch::Contains(std::string("Total params: ") + text + "\n"));
}
