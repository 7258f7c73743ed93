#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/sweetness.hpp>

namespace attr = diapir::attributes;
using namespace diapir::testing;
using Catch::Contains;

TEST_CASE("sweetness is the envelope over the root of the frequency, or over the frequency") {
    const auto x = noisy_sections<double>({30, 4});
    const auto e = attr::envelope(x), f = attr::instantaneous_frequency(x);
    const auto root = attr::sweetness(x, {.least_frequency = 20});
    const auto quotient =
        attr::sweetness(x, {.definition = attr::sweetness_definition::quotient, .least_frequency = 20});
    std::size_t low = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double bounded = std::max(20.0, f.data()[i]);
        CHECK(root.data()[i] == Approx(e.data()[i] / std::sqrt(bounded)));
        CHECK(quotient.data()[i] == Approx(e.data()[i] / bounded));
        low += f.data()[i] < 20;
    }
    CHECK(low > 0);
    CHECK_THROWS_WITH(attr::sweetness(x, {.least_frequency = 0}),
                      Contains("expected a least frequency above 0 Hz, got 0"));
}
