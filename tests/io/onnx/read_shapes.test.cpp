// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_shapes.hpp>

TEST_CASE("reshaping of other programs means what it means to ONNX Runtime") {
    diapir::testing::check_operations(diapir::testing::shape_operations());
}
