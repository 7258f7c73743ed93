// The attributes of the library of compiled attributes, with which these tests are linked.
#include "catch.hpp"
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gaussian_smoothing.hpp>
#include <diapir/attributes/registry/dispatch.hpp>
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/volume/variance.hpp>
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

using namespace diapir::attributes;
using diapir::array;

namespace {

template <class T>
array<T> amplitudes(const diapir::shape& s) {
    auto a = diapir::make_array<T>(s);
    diapir::random_stream random(7, 1);
    for (T& x : a) x = static_cast<T>(random.normal());
    return a;
}

/// The largest difference over the largest value.
template <class T>
double difference(const array<T>& a, const array<T>& b) {
    double most = 0, largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        REQUIRE(std::isnan(a.data()[i]) == std::isnan(b.data()[i]));
        if (std::isnan(a.data()[i])) continue;
        most = std::max(most, std::abs(static_cast<double>(a.data()[i]) - static_cast<double>(b.data()[i])));
        largest = std::max(largest, std::abs(static_cast<double>(a.data()[i])));
    }
    return most / largest;
}

}  // namespace

TEMPLATE_TEST_CASE("registered attributes are those of the functions, on any instruction set", "[dispatched]", float,
                   double) {
    const auto section = amplitudes<TestType>({40, 33});
    const auto volume = amplitudes<TestType>({5, 6, 20});
    const auto chosen = [&](const char* text) { return attributes_of(text)[0]; };
    const auto close = [](const array<TestType>& a, const array<TestType>& b) {
        return difference(a, b) < (std::is_same_v<TestType, float> ? 1e-5 : 1e-13);
    };
    UNSCOPED_INFO("computed on " << diapir::instruction_set());
    CHECK(close(chosen("energy(window=5)").sections(section), energy(section, {.window = 5})));
    CHECK(close(chosen("sobel").sections(section), sobel(section)));
    CHECK(close(chosen("semblance").sections(section), semblance(section)));
    CHECK(close(chosen("gaussian_smoothing(traces=3)").sections(section), gaussian_smoothing(section, {.traces = 3})));
    CHECK(close(chosen("variance").volume(volume), volume::variance(volume)));
}

TEST_CASE("what registered attributes refuse is refused in the same words, on any instruction set", "[dispatched]") {
    CHECK_THROWS_AS(attributes_of("energy(window=0)")(amplitudes<double>({8, 8})), diapir::argument_error);
    CHECK_THROWS_WITH(attributes_of("energy(window=0)")(amplitudes<double>({8, 8})),
                      "energy: expected a window of at least 1 sample, got 0");
    CHECK_THROWS_WITH(attributes_of("azimuth")(amplitudes<double>({8, 8})),
                      "azimuth: expected a volume, got sections, for which it has no definition");
}

TEST_CASE("registered attributes run on the threads of the program, with the same values", "[dispatched]") {
    const auto section = amplitudes<float>({300, 200});
    array<float> one, three;
    {
        const diapir::thread_limit limit(1);
        one = attributes_of("semblance,sobel")(section);
    }
    const diapir::thread_limit limit(3);
    three = attributes_of("semblance,sobel")(section);
    CHECK((one == three));
}
