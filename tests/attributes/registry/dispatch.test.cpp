// The attributes of the library of compiled attributes, with which these tests are linked.
#include "attributes/compare.hpp"
#include "attributes/noise.hpp"
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gaussian_smoothing.hpp>
#include <diapir/attributes/registry/dispatch.hpp>
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/volume/variance.hpp>
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/parallel.hpp>

#include <type_traits>

using namespace diapir::attributes;
using namespace diapir::testing;
using diapir::array;

TEMPLATE_TEST_CASE("registered attributes are those of the functions, on any instruction set", "[dispatched]", float,
                   double) {
    const auto section = noise<TestType>({40, 33}, 7);
    const auto volume = noise<TestType>({5, 6, 20}, 7);
    const auto chosen = [&](const char* text) { return attributes_of(text)[0]; };
    const auto close = [](const array<TestType>& a, const array<TestType>& b) {
        return max_difference(a, b) < (std::is_same_v<TestType, float> ? 1e-5 : 1e-13) * max_magnitude(b);
    };
    UNSCOPED_INFO("computed on " << diapir::instruction_set());
    CHECK(close(chosen("energy(window=5)").sections(section), energy(section, {.window = 5})));
    CHECK(close(chosen("sobel").sections(section), sobel(section)));
    CHECK(close(chosen("semblance").sections(section), semblance(section)));
    CHECK(close(chosen("gaussian_smoothing(traces=3)").sections(section), gaussian_smoothing(section, {.traces = 3})));
    CHECK(close(chosen("variance").volume(volume), volume::variance(volume)));
}

TEST_CASE("what registered attributes refuse is refused in the same words, on any instruction set", "[dispatched]") {
    CHECK_THROWS_AS(attributes_of("energy(window=0)")(noise<double>({8, 8}, 7)), diapir::argument_error);
    CHECK_THROWS_WITH(attributes_of("energy(window=0)")(noise<double>({8, 8}, 7)),
                      "energy: expected a window of at least 1 sample, got 0");
    CHECK_THROWS_WITH(attributes_of("azimuth")(noise<double>({8, 8}, 7)),
                      "azimuth: expected a volume, got sections, for which it has no definition");
}

TEST_CASE("registered attributes run on the threads of the program, with the same values", "[dispatched]") {
    const auto section = noise<float>({300, 200}, 7);
    array<float> one, three;
    {
        const diapir::thread_limit limit(1);
        one = attributes_of("semblance,sobel")(section);
    }
    const diapir::thread_limit limit(3);
    three = attributes_of("semblance,sobel")(section);
    CHECK((one == three));
}
