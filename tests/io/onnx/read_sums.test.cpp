// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_sums.hpp>

TEST_CASE("dense layers and normalizations of other programs compute what ONNX Runtime computes") {
    diapir::testing::check_operations(diapir::testing::sum_operations());
}
