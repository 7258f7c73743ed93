// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py; planes of known dip.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/dip.hpp>

#include <cmath>
#include <numbers>
#include <string>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::reference;

TEST_CASE("the dip of a section is that of NumPy's eigenvectors") {
    const attr::dip_options options{.samples = 5, .traces = 7, .sample_interval = 4, .trace_spacing = 12.5};
    for (const std::string name : {"layered", "nonsquare"}) {
        const auto expected = reference("window_attributes").get<double>("section_dip_" + name);
        const auto image = reference("attributes").get<double>("img_" + name);
        CHECK(max_difference(attr::dip(image, options), expected) < 1e-9 * diapir::testing::max_magnitude(expected));
    }
}

TEMPLATE_TEST_CASE("a plane has its dip, as a slope or an angle, in any unit of the amplitudes", "", float, double) {
    using T = TestType;
    for (const double samples_per_trace : {0.0, 0.3, -0.3, 1.0, -2.5, 40.0}) {
        INFO(samples_per_trace);
        array<T> section = make_array<T>({50, 40});
        for (std::size_t s = 0; s < 50; ++s)
            for (std::size_t x = 0; x < 40; ++x)
                section(s, x) =
                    static_cast<T>(1e-20 * (static_cast<double>(s) - samples_per_trace * static_cast<double>(x)));
        const double slope = samples_per_trace * 5 / 20;
        attr::dip_options options{.sample_interval = 5, .trace_spacing = 20};
        CHECK(attr::dip(section, options)(25, 20) == Approx(slope).epsilon(1e-4).margin(1e-6));
        options.unit = attr::dip_unit::degrees;
        CHECK(attr::dip(section, options)(25, 20) ==
              Approx(std::atan(slope) * 180 / std::numbers::pi).epsilon(1e-4).margin(1e-4));
    }
}

TEST_CASE("a plane wave has its dip whatever its wavelength") {
    for (const double wavelength : {4.0, 8.0, 30.0})
        for (const double samples_per_trace : {0.0, 0.4, -1.3}) {
            INFO(wavelength << ": " << samples_per_trace);
            array<double> section = make_array<double>({60, 40});
            for (std::size_t s = 0; s < 60; ++s)
                for (std::size_t x = 0; x < 40; ++x)
                    section(s, x) = std::sin(2 * std::numbers::pi / wavelength *
                                             (static_cast<double>(s) - samples_per_trace * static_cast<double>(x)));
            CHECK(attr::dip(section)(30, 20) == Approx(samples_per_trace).margin(5e-3));
        }
}

TEST_CASE("vertical layers have no finite slope, and windows without direction what is asked for") {
    array<double> vertical = make_array<double>({20, 30}), peak = make_array<double>({21, 21}, 0);
    for (std::size_t k = 0; k < vertical.size(); ++k) vertical.data()[k] = static_cast<double>(k % 30);
    CHECK(std::isinf(attr::dip(vertical)(10, 15)));
    CHECK(std::abs(attr::dip(vertical, {.unit = attr::dip_unit::degrees})(10, 15)) == Approx(90));
    CHECK(attr::dip(make_array<double>({9, 9}, 2), {.undefined = -1})(4, 4) == -1);
    peak(10, 10) = 1;
    CHECK(attr::dip(peak, {.undefined = -1})(10, 10) == -1);
    CHECK(std::isnan(attr::dip(peak)(10, 10)));
}
