// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_pixels.hpp>

TEST_CASE("padding and slices of other programs compute what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::pixel_operations());
}
