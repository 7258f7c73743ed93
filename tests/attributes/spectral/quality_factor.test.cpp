#include "attributes/spectral/trace_attributes.hpp"
#include "catch.hpp"
#include <diapir/attributes/spectral/quality_factor.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;

TEST_CASE("the quality factor by its three formulas") {
    const auto x = noisy_sections<double>({21, 4});
    const auto f = attr::instantaneous_frequency(x);
    const auto change = attr::relative_amplitude_change(x);
    const auto q = attr::quality_factor(x);
    const auto growth = attr::quality_factor(x, {.definition = attr::quality_definition::growth});
    const auto magnitude = attr::quality_factor(x, {.definition = attr::quality_definition::magnitude});
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = -std::numbers::pi * f.data()[i] / change.data()[i];
        CHECK(q.data()[i] == Approx(expected));
        CHECK(growth.data()[i] == Approx(-expected));
        CHECK(magnitude.data()[i] == Approx(-std::numbers::pi * f.data()[i] / std::abs(change.data()[i])));
    }
}

TEST_CASE("an oscillation that decays by Q shows it") {
    // exp(-pi f t / Q) cos(2 pi f t), for Q = 30 at 50 Hz; its ends, where it is taken for periodic, are left out.
    const auto x = trace_of(500, 0.001, [](double t) {
        return std::exp(-std::numbers::pi * 50 * t / 30) * std::cos(2 * std::numbers::pi * 50 * t);
    });
    const auto q =
        attr::quality_factor(x, {.trace = {.sample_interval = 0.001, .padding = 400, .edge = attr::edge::mirror}});
    for (std::size_t i = 150; i < 350; ++i) CHECK(q(i, 0) == Approx(30).epsilon(0.15));
}

TEST_CASE("a constant trace has no quality factor") {
    for (const double q : attr::quality_factor(make_array<double>({16, 2}, 3), {.trace = {.undefined = -1}}))
        CHECK(q == -1);
}
