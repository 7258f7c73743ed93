// How normalizations are written.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/normalization_rules.hpp>

using namespace diapir;
using testing::nodes_of;

TEST_CASE("normalizations have the operators of ONNX, or what PyTorch makes of them") {
    CHECK(nodes_of({4, 4, 6}, nn::batch_normalization{}) == "BatchNormalization(epsilon)");
    CHECK(nodes_of({4, 4, 6}, nn::group_normalization{.groups = 2}) ==
          "Reshape() InstanceNormalization(epsilon) Shape() Reshape() Mul() Add()");
    CHECK(nodes_of({4, 4, 6}, nn::layer_normalization{}) ==
          "Transpose(perm 0 2 3 1) LayerNormalization(axis -1, epsilon) Transpose(perm 0 3 1 2)");
    CHECK(nodes_of({6}, nn::layer_normalization{}) == "LayerNormalization(axis -1, epsilon)");
}
