// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py; planes of known dip.
#include "reference_volume.hpp"
#include <diapir/attributes/volume/dip.hpp>

#include <cmath>
#include <numbers>

namespace vol = diapir::attributes::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::reference_difference;

TEST_CASE("dips of a volume are those of NumPy's eigenvectors") {
    const auto v = diapir::testing::reference_volume<double>();
    const auto single = diapir::testing::reference_volume<float>();
    for (const auto& [window, cube] : {std::pair{"odd", vol::cube{3, 5, 9}}, std::pair{"even", vol::cube{4, 2, 6}}}) {
        INFO(window);
        const vol::dip_options options{.tensor = {.window = cube},
                                       .spacing = {.inlines = 25, .crosslines = 12.5, .samples = 4}};
        const std::string name = std::string("dip_") + window;
        const auto both = vol::dips(v, options);
        CHECK(reference_difference(name + "_inline", both.along_inlines) < 1e-9);
        CHECK(reference_difference(name + "_crossline", both.along_crosslines) < 1e-9);
        const auto p = vol::inline_dip(v, options), q = vol::crossline_dip(v, options);
        CHECK(std::equal(p.begin(), p.end(), both.along_inlines.begin()));
        CHECK(std::equal(q.begin(), q.end(), both.along_crosslines.begin()));
        CHECK(reference_difference(name + "_inline", vol::inline_dip(single, options)) < 1e-4);
        const auto steepest = vol::dip(v, options), azimuth = vol::azimuth(v, options);
        for (std::size_t k = 0; k < v.size(); ++k) {
            REQUIRE(steepest.data()[k] == Approx(std::hypot(p.data()[k], q.data()[k])));
            REQUIRE(azimuth.data()[k] == Approx(std::atan2(q.data()[k], p.data()[k]) * 180 / std::numbers::pi));
        }
    }
}

TEMPLATE_TEST_CASE("a plane has its dip and azimuth, in the units of the spacing", "", float, double) {
    using T = TestType;
    for (const auto& [per_inline, per_crossline] :
         {std::pair{0.0, 0.0}, {0.4, 0.0}, {-0.4, 0.0}, {0.0, 0.7}, {0.3, -0.9}, {3.0, 1.0}}) {
        INFO(per_inline << " samples an inline, " << per_crossline << " a crossline");
        array<T> v = make_array<T>({24, 24, 48});
        for (std::size_t i = 0; i < 24; ++i)
            for (std::size_t x = 0; x < 24; ++x)
                for (std::size_t s = 0; s < 48; ++s)
                    v(i, x, s) = static_cast<T>(static_cast<double>(s) - per_inline * static_cast<double>(i) -
                                                per_crossline * static_cast<double>(x));
        const vol::dip_options options{.spacing = {.inlines = 20, .crosslines = 10, .samples = 5}};
        const double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-12;
        const auto both = vol::dips(v, options);
        const double p = per_crossline * 5 / 10, q = per_inline * 5 / 20;
        CHECK(both.along_inlines(12, 12, 24) == Approx(p).margin(tolerance));
        CHECK(both.along_crosslines(12, 12, 24) == Approx(q).margin(tolerance));
        CHECK(vol::dip(v, options)(12, 12, 24) == Approx(std::hypot(p, q)).margin(tolerance));
        if (p != 0 || q != 0)
            CHECK(vol::azimuth(v, options)(12, 12, 24) ==
                  Approx(std::atan2(q, p) * 180 / std::numbers::pi).margin(100 * tolerance));
    }
}

TEST_CASE("a plane wave has its dip whatever its wavelength, in slopes and directions") {
    for (const double wavelength : {4.0, 8.0, 30.0})
        for (const auto& [per_inline, per_crossline] : {std::pair{0.4, -0.3}, {0.0, 1.2}, {-0.7, 0.7}}) {
            INFO(wavelength << ": " << per_inline << " samples an inline, " << per_crossline << " a crossline");
            array<double> v = make_array<double>({24, 24, 60});
            for (std::size_t i = 0; i < 24; ++i)
                for (std::size_t x = 0; x < 24; ++x)
                    for (std::size_t s = 0; s < 60; ++s)
                        v(i, x, s) = std::sin(2 * std::numbers::pi / wavelength *
                                              (static_cast<double>(s) - per_inline * static_cast<double>(i) -
                                               per_crossline * static_cast<double>(x)));
            const auto both = vol::dips(v, {.tensor = {.window = {5, 5, 31}}});
            CHECK(both.along_inlines(12, 12, 30) == Approx(per_crossline).margin(2e-3));
            CHECK(both.along_crosslines(12, 12, 30) == Approx(per_inline).margin(2e-3));
            if (wavelength > 4 || per_inline != 0.4) continue;
            CHECK(vol::dip(v, {.tensor = {.smoothed = false}})(12, 12, 30) > 2 * std::hypot(per_inline, per_crossline));
        }
}

TEST_CASE("horizontal layers have azimuth 0, vertical ones no finite dip, and none has the value that is asked for") {
    array<double> horizontal = make_array<double>({9, 9, 30}), vertical = horizontal;
    for (std::size_t k = 0; k < horizontal.size(); ++k) {
        horizontal.data()[k] = static_cast<double>(k % 30);
        vertical.data()[k] = static_cast<double>(k / 30 % 9);
    }
    CHECK(vol::azimuth(horizontal)(4, 4, 15) == 0);
    CHECK(vol::dip(horizontal)(4, 4, 15) == 0);
    CHECK(std::isinf(vol::inline_dip(vertical)(4, 4, 15)));
    CHECK(vol::crossline_dip(vertical)(4, 4, 15) == 0);
    CHECK(std::isinf(vol::dip(vertical)(4, 4, 15)));
    CHECK(std::abs(std::remainder(vol::azimuth(vertical)(4, 4, 15), 180)) == 0);
    const auto flat = make_array<double>({5, 5, 5}, 3);
    CHECK(std::isnan(vol::dip(flat)(2, 2, 2)));
    CHECK(vol::azimuth(flat, {.tensor = {.undefined = 0.5}})(2, 2, 2) == 0.5);
    // The same slope along all three axes in turn: all eigenvalues are equal.
    array<double> isotropic = make_array<double>({33, 33, 33}, 0);
    isotropic(16, 16, 16) = 1;
    CHECK(vol::azimuth(isotropic, {.tensor = {.window = {11, 11, 11}, .undefined = 0.5}})(16, 16, 16) == 0.5);
}
