// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_resize.hpp>

TEST_CASE("resizing of other programs computes what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::resize_operations());
}
