// The best kernels that a processor has are chosen, or those that are asked for.
#include "catch.hpp"
#include <diapir/kernels/kernel_set.hpp>

#include <string>
#include <vector>

using namespace diapir;
using Catch::Matchers::Message;
using common::carried_kernels;
using common::chosen_kernels;

namespace {

/// Three sets, of which the first `usable` can be used.
std::vector<carried_kernels> sets(std::size_t usable) {
    return {{"small", usable > 0, nullptr}, {"middle", usable > 1, nullptr}, {"large", usable > 2, nullptr}};
}

}  // namespace

TEST_CASE("the last set of kernels that the processor has is the best") {
    CHECK(chosen_kernels(sets(3), nullptr).name == "large");
    CHECK(chosen_kernels(sets(2), nullptr).name == "middle");
    CHECK(chosen_kernels(sets(1), nullptr).name == "small");
    CHECK(chosen_kernels(sets(3), "").name == "large");  // a variable that is empty asks for nothing
}

TEST_CASE("a set of kernels is chosen by its name") {
    CHECK(chosen_kernels(sets(3), "small").name == "small");
    CHECK(chosen_kernels(sets(3), "large").name == "large");
}

TEST_CASE("a set of kernels that is not there or cannot be used is refused, and those that can are named") {
    CHECK_THROWS_MATCHES(chosen_kernels(sets(3), "Large"), argument_error,
                         Message("DIAPIR_INSTRUCTION_SET: expected one of small, middle, large, got 'Large'"));
    CHECK_THROWS_MATCHES(
        chosen_kernels(sets(2), "large"), argument_error,
        Message("DIAPIR_INSTRUCTION_SET: expected one that this processor has (small, middle), got large"));
}
