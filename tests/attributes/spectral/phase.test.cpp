#include "attributes/compare.hpp"
#include "attributes/spectral/trace_attributes.hpp"
#include "larger.hpp"
#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/phase.hpp>
#include <diapir/attributes/spectral/response.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;

namespace {

/// The largest difference of angles modulo a turn, where the envelope is above a part of its maximum.
template <class T>
double angle_between(const array<T>& a, const array<double>& b, const array<double>& envelope, double part) {
    const double least = part * max_magnitude(envelope);
    double largest = 0;
    for (std::size_t i = 0; i < b.size(); ++i)
        if (envelope.data()[i] >= least)
            largest = testing::larger(largest, std::abs(std::remainder(static_cast<double>(a.data()[i]) - b.data()[i],
                                                                       2 * std::numbers::pi)));
    return largest;
}

}  // namespace

TEST_CASE("the phase is that of bruges modulo a turn") {
    const auto archive = reference("attributes");
    for (const attr::axis along : {attr::axis::sample, attr::axis::trace})
        for (const std::string image : {"normal", "layered", "nonsquare", "const", "zero"}) {
            const std::string axis = along == attr::axis::sample ? "_ax0_" : "_ax1_";
            INFO(axis << image);
            const auto expected = archive.get<double>("phase" + axis + image);
            const auto envelope = archive.get<double>("envelope" + axis + image);
            const attr::phase_options options{.trace = {.along = along}};
            const auto phase = attr::phase(archive.get<double>("img_" + image), options);
            const auto single = attr::phase(archive.get<float>("img_" + image), options);
            REQUIRE(shape_of(phase) == shape_of(expected));
            CHECK(angle_between(phase, expected, envelope, 1e-6) <= 1e-8);
            CHECK(angle_between(single, expected, envelope, 1e-2) <= 1e-4);
            CHECK(max_error(single) <= 3.1415928);
        }
}

TEST_CASE("the cosine of the phase is the trace over its envelope") {
    const auto x = noisy_sections<double>({31, 6});
    const auto phase = attr::phase(x), cosine = attr::cosine_phase(x), envelope = attr::envelope(x);
    const auto degrees = attr::phase(x, {.degrees = true});
    for (std::size_t i = 0; i < x.size(); ++i) {
        CHECK(cosine.data()[i] == Approx(std::cos(phase.data()[i])).margin(1e-12));
        CHECK(cosine.data()[i] * envelope.data()[i] == Approx(x.data()[i]));
        CHECK(degrees.data()[i] == Approx(phase.data()[i] * 180 / std::numbers::pi));
    }
}

TEST_CASE("a rotated wavelet has the other phase, and goes back") {
    const auto x = trace_of(128, 0.002, [](double t) { return ricker(t - 0.128, 30); });
    for (const double degrees : {-90.0, 25.0, 90.0, 180.0}) {
        const auto turned = attr::rotate_phase(x, {.degrees = degrees});
        CHECK(std::remainder(attr::phase(turned, {.degrees = true})(64, 0) - degrees, 360) == Approx(0).margin(1e-6));
        const auto back = attr::rotate_phase(turned, {.degrees = -degrees});
        for (std::size_t i = 0; i < 128; ++i) CHECK(back(i, 0) == Approx(x(i, 0)).margin(1e-9));
        const auto before = attr::envelope(x), after = attr::envelope(turned);
        for (std::size_t i = 0; i < 128; ++i) CHECK(after(i, 0) == Approx(before(i, 0)).margin(1e-9));
    }
    CHECK(same(attr::rotate_phase(x, {.degrees = 0}), x));
}

TEMPLATE_TEST_CASE("the phase of a trough is pi, whatever the sign of its quadrature of 0", "", float, double) {
    using T = TestType;
    const attr::complex_trace<T> z{make_array<T>({9, 4}, T(-1)), make_array<T>({9, 4}, T(-0.0)), attr::axis::sample};
    for (const T angle : attr::phase(z)) CHECK(angle == Approx(std::numbers::pi));
    for (const T angle : attr::response_phase(z)) CHECK(angle == Approx(std::numbers::pi));
}
