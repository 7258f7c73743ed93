// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_elementwise.hpp>

TEST_CASE("activations, sums and products of other programs compute what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::elementwise_operations());
}
