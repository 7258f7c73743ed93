// A program that is compiled as a whole names the target that it was compiled for.
#include "catch.hpp"
#include <diapir/core/instruction_set.hpp>

TEST_CASE("the instruction set of a program that carries only one is that of its sources") {
    const std::string_view name = diapir::instruction_set();
    CHECK(!name.empty());
    CHECK(name.find("DIAPIR") == std::string_view::npos);
#if defined(__AVX512BW__) && defined(__AVX512DQ__)
    CHECK(name == "avx512bw");
#elif defined(__AVX2__) && defined(__FMA__)
    CHECK(name == "fma3_avx2");
#elif defined(__x86_64__) && !defined(__SSE3__)
    CHECK(name == "sse2");
#elif defined(__aarch64__)
    CHECK(name == "neon64");
#endif
}
