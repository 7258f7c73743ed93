// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_windows.hpp>

TEST_CASE("convolutions and poolings of other programs compute what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::window_operations());
}
