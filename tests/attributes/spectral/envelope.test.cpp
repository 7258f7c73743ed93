#include "attributes/compare.hpp"
#include "attributes/spectral/trace_attributes.hpp"
#include <diapir/attributes/spectral/envelope.hpp>

namespace attr = diapir::attributes;
using namespace diapir::testing;

TEST_CASE("the envelope is that of bruges, whichever axis is that of time") {
    const auto images = {"normal", "layered", "nonsquare", "const", "zero"};
    compare_attribute("envelope_ax0", images, [](const auto& x) { return attr::envelope(x); });
    compare_attribute("envelope_ax1", images,
                      [](const auto& x) { return attr::envelope(x, {.along = attr::axis::trace}); });
}

TEST_CASE("the quadrature is that of bruges") {
    compare_attribute("quadrature_ax1", {"nonsquare"},
                      [](const auto& x) { return attr::quadrature(x, {.along = attr::axis::trace}); });
}

TEST_CASE("a sine has a constant envelope, and the quadrature of a cosine is a sine") {
    for (const std::size_t samples : {100, 101}) {
        const double w = 2 * std::numbers::pi * 7 / static_cast<double>(samples);
        const auto x = trace_of(samples, 1, [&](double t) { return 3 * std::cos(w * t); });
        const auto e = attr::envelope(x), q = attr::quadrature(x);
        for (std::size_t i = 0; i < samples; ++i) {
            CHECK(e(i, 0) == Approx(3));
            CHECK(q(i, 0) == Approx(3 * std::sin(w * static_cast<double>(i))).margin(1e-12));
        }
    }
}
