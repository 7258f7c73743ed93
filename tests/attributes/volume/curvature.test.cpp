// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py; surfaces of known curvature.
#include "reference_volume.hpp"
#include <diapir/attributes/volume/curvature.hpp>

#include <cmath>
#include <numbers>

namespace vol = diapir::attributes::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::reference_difference;
using vol::curvature_measure;

namespace {

const std::pair<const char*, curvature_measure> curvature_measures[] = {
    {"mean", curvature_measure::mean},
    {"gaussian", curvature_measure::gaussian},
    {"maximum", curvature_measure::maximum},
    {"minimum", curvature_measure::minimum},
    {"most_positive", curvature_measure::most_positive},
    {"most_negative", curvature_measure::most_negative},
    {"curvedness", curvature_measure::curvedness},
    {"shape_index", curvature_measure::shape_index}};

/// The dips of z(x, y) {inlines, crosslines, 1}: x along the crosslines' number, y along the inlines'.
template <class Dx, class Dy>
vol::dip_components<double> dips_of(std::size_t n, const Dx& dx, const Dy& dy) {
    vol::dip_components<double> dips{make_array<double>({n, n, 1}), make_array<double>({n, n, 1})};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t x = 0; x < n; ++x) {
            const double half = static_cast<double>(n / 2), y = static_cast<double>(i) - half;
            dips.along_inlines(i, x, 0) = dx(static_cast<double>(x) - half, y);
            dips.along_crosslines(i, x, 0) = dy(static_cast<double>(x) - half, y);
        }
    return dips;
}

double at_center(const vol::dip_components<double>& dips, curvature_measure m, double sigma = 0) {
    const auto c = vol::curvature(dips, m, {.sigma = sigma});
    return c(c.shape(0) / 2, c.shape(1) / 2, 0);
}

}  // namespace

TEST_CASE("the curvature of a volume is that of NumPy's dips") {
    const auto v = diapir::testing::reference_volume<double>();
    const vol::curvature_options options{
        .dip = {.tensor = {.window = {3, 5, 9}}, .spacing = {.inlines = 25, .crosslines = 12.5, .samples = 4}}};
    const auto dips = vol::dips(v, options.dip);
    for (const auto& [name, measure] : curvature_measures) {
        INFO(name);
        CHECK(reference_difference(std::string("curvature_") + name, vol::curvature(dips, measure, options)) < 1e-9);
    }
    CHECK(reference_difference("curvature_most_positive",
                               vol::curvature(v, curvature_measure::most_positive, options)) < 1e-9);
    const auto single = diapir::testing::reference_volume<float>();
    CHECK(reference_difference("curvature_mean", vol::curvature(single, curvature_measure::mean, options)) < 1e-3);
}

TEST_CASE("a sphere has the curvature of its radius everywhere, and a saddle two opposite ones") {
    constexpr double radius = 200;
    const auto depth = [](double x, double y) { return std::sqrt(radius * radius - x * x - y * y); };
    // An anticline: the top of a sphere, z = - depth, downwards.
    const auto dome = dips_of(
        61, [&](double x, double y) { return x / depth(x, y); }, [&](double x, double y) { return y / depth(x, y); });
    for (const double sigma : {0.0, 1.0}) {
        for (const auto m : {curvature_measure::mean, curvature_measure::curvedness}) {
            const auto c = vol::curvature(dome, m, {.sigma = sigma});
            for (const std::size_t i : {10, 30, 45})
                for (const std::size_t x : {8, 30, 52}) CHECK(c(i, x, 0) == Approx(1 / radius).epsilon(1e-3));
        }
        CHECK(at_center(dome, curvature_measure::gaussian, sigma) == Approx(1 / (radius * radius)).epsilon(1e-3));
        CHECK(at_center(dome, curvature_measure::maximum, sigma) == Approx(1 / radius).epsilon(1e-3));
        CHECK(at_center(dome, curvature_measure::minimum, sigma) == Approx(1 / radius).epsilon(1e-3));
        CHECK(at_center(dome, curvature_measure::shape_index, sigma) == Approx(1).epsilon(1e-3));
    }
    // z = 0.01 x^2 - 0.01 y^2 + 0.03 x y: the eigenvalues of {{0.02, 0.03}, {0.03, -0.02}}.
    const auto saddle = dips_of(
        21, [](double x, double y) { return 0.02 * x + 0.03 * y; },
        [](double x, double y) { return 0.03 * x - 0.02 * y; });
    const double strongest = std::sqrt(0.02 * 0.02 + 0.03 * 0.03);
    CHECK(at_center(saddle, curvature_measure::maximum) == Approx(strongest));
    CHECK(at_center(saddle, curvature_measure::minimum) == Approx(-strongest));
    CHECK(at_center(saddle, curvature_measure::most_positive) == Approx(strongest));
    CHECK(at_center(saddle, curvature_measure::most_negative) == Approx(-strongest));
    CHECK(at_center(saddle, curvature_measure::shape_index) == Approx(0).margin(1e-12));
}

TEST_CASE("layers on spheres have the curvature of their radius, from amplitudes") {
    constexpr double radius = 150;
    array<double> v = make_array<double>({41, 41, 40});
    for (std::size_t i = 0; i < 41; ++i)
        for (std::size_t x = 0; x < 41; ++x)
            for (std::size_t s = 0; s < 40; ++s) {
                const double y = static_cast<double>(i) - 20, c = static_cast<double>(x) - 20;
                const double z = radius + 20 - static_cast<double>(s);  // of the center, upwards
                v(i, x, s) = std::sin(std::numbers::pi / 9 * std::sqrt(c * c + y * y + z * z));
            }
    const auto mean = vol::curvature(v, curvature_measure::mean);
    CHECK(mean(20, 20, 20) == Approx(1 / radius).epsilon(0.02));
    CHECK(mean(14, 28, 20) == Approx(1 / radius).epsilon(0.03));
    for (double& a : v) a *= 1e-30;
    CHECK(vol::curvature(v, curvature_measure::mean)(14, 28, 20) == Approx(mean(14, 28, 20)).epsilon(1e-10));
}

TEST_CASE("undefined dips make curvatures undefined as far as derivatives reach") {
    auto dips = dips_of(
        21, [](double x, double) { return 0.02 * x; }, [](double, double) { return 0.0; });
    dips.along_inlines(0, 10, 0) = NAN;
    const auto c = vol::curvature(dips, curvature_measure::mean, {.sigma = 1});
    CHECK(std::isnan(c(4, 10, 0)));
    CHECK_FALSE(std::isnan(c(5, 10, 0)));
    CHECK(std::isnan(c(0, 14, 0)));
    CHECK_FALSE(std::isnan(c(0, 15, 0)));
    CHECK_FALSE(std::isnan(c(20, 10, 0)));
    dips.along_crosslines = make_array<double>({21, 20, 1}, 0);
    CHECK_THROWS_WITH(vol::curvature(dips, curvature_measure::mean),
                      "volume::curvature: expected two dips of one shape, got {21, 21, 1} and {21, 20, 1}");
}
