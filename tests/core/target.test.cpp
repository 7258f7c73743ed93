// Names bear the target that they are compiled for, and are found without it.
#include "catch.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

namespace diapir::inline DIAPIR_TARGET::testing {
struct computes {};
}  // namespace diapir::inline DIAPIR_TARGET::testing

namespace {

template <class T>
std::string name_of() {
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(typeid(T).name(), nullptr, nullptr, nullptr), std::free);
    return name.get();
}

}  // namespace

TEST_CASE("what computes is named by its target, what all share is not") {
    CHECK(name_of<diapir::testing::computes>() ==
          "diapir::" + std::string(diapir::instruction_set()) + "::testing::computes");
    CHECK(name_of<diapir::tensor<float>>() == "diapir::tensor<float>");
    CHECK(name_of<diapir::argument_error>() == "diapir::argument_error");
}

TEST_CASE("targets differ where registers do") {
    const std::string name(diapir::instruction_set());
    const auto is = [&](const char* part) { return name.find(part) != std::string::npos; };
    const std::size_t bytes = is("avx512") ? 64 : is("avx") ? 32 : is("generic") ? sizeof(float) : 16;
    CHECK(diapir::simd::width<float> * sizeof(float) == bytes);
    CHECK((diapir::simd::registers == 32) == (is("avx512") || is("neon64")));
}
