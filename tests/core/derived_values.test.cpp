// Values that are made once: by type, by what they fit, and by one of several threads.
#include "catch.hpp"
#include <diapir/core/derived_values.hpp>
#include <diapir/core/parallel.hpp>

#include <atomic>
#include <stdexcept>

using namespace diapir;

namespace {

auto is(int number) {
    return [number](int value) { return value == number; };
}

}  // namespace

TEST_CASE("a derived value is made once for what it fits, and by type") {
    const derived_values derived;
    int made = 0;
    const auto make = [&](int value) { return [&made, value] { return ++made, make_kept<const int>(value); }; };
    const auto first = derived.find_or_make<int>(is(3), make(3));
    CHECK(derived.find_or_make<int>(is(3), make(3)) == first);
    CHECK(*derived.find_or_make<int>(is(4), make(4)) == 4);
    CHECK(made == 2);
    const auto half =
        derived.find_or_make<double>([](double) { return true; }, [] { return make_kept<const double>(0.5); });
    CHECK(*half == 0.5);
    CHECK(derived.find_or_make<int>(is(3), make(3)) == first);
}

TEST_CASE("what could not be made is asked for again") {
    const derived_values derived;
    const auto fail = []() -> std::shared_ptr<const int> { throw std::runtime_error("no"); };
    CHECK_THROWS_AS(derived.find_or_make<int>(is(1), fail), std::runtime_error);
    CHECK(*derived.find_or_make<int>(is(1), [] { return make_kept<const int>(1); }) == 1);
}

TEST_CASE("threads that ask for one value get the same") {
    const thread_limit four(4);
    const derived_values derived;
    std::atomic<int> made = 0, right = 0;  // Catch counts in one thread only
    parallel_for(100, [&](std::size_t i) {
        const int wanted = static_cast<int>(i % 3);
        right += *derived.find_or_make<int>(is(wanted), [&] { return ++made, make_kept<const int>(wanted); }) == wanted;
    });
    CHECK(made == 3);
    CHECK(right == 100);
}
