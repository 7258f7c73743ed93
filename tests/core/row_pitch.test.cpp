#include "catch.hpp"
#include <diapir/core/row_pitch.hpp>

namespace kernels = diapir::kernels;

TEST_CASE("whole registers hold the count") {
    CHECK(kernels::whole_registers<float>(0) == 0);
    CHECK(kernels::whole_registers<float>(1) == diapir::simd::width<float>);
    CHECK(kernels::whole_registers<float>(diapir::simd::width<float>) == diapir::simd::width<float>);
}

TEST_CASE("rows are an odd number of cache lines apart") {
    CHECK(kernels::odd_lines<float>(1) == 16);
    CHECK(kernels::odd_lines<float>(17) == 48);
    CHECK(kernels::odd_lines<float>(1024) == 1040);
    CHECK(kernels::odd_lines<double>(24) == 24);
}
