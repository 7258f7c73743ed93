// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py.
#include "../compare.hpp"
#include "reference_volume.hpp"
#include <diapir/attributes/volume/gst.hpp>

#include <limits>

namespace vol = diapir::attributes::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::reference_difference;
using vol::gst_measure;

namespace {

const std::pair<const char*, gst_measure> measures[] = {{"plane", gst_measure::plane},
                                                        {"line", gst_measure::line},
                                                        {"fault", gst_measure::fault},
                                                        {"chaos", gst_measure::chaos}};

}  // namespace

TEST_CASE("gst of a volume is that of NumPy's eigenvalues") {
    const auto v = diapir::testing::reference_volume<double>();
    const auto single = diapir::testing::reference_volume<float>();
    for (const auto& [window, cube] : {std::pair{"odd", vol::cube{3, 5, 9}}, std::pair{"even", vol::cube{4, 2, 6}}})
        for (const auto& [name, measure] : measures) {
            INFO(window << ' ' << name);
            const std::string array = std::string("gst_") + window + '_' + name;
            CHECK(reference_difference(array, vol::gst(v, measure, {.window = cube})) < 1e-9);
            CHECK(reference_difference(array, vol::gst(single, measure, {.window = cube})) < 5e-4);
            if (measure != gst_measure::plane) continue;
            const auto rough = vol::gst(v, measure, {.window = cube, .smoothed = false});
            CHECK(reference_difference(std::string("gst_") + window + "_rough", rough) < 1e-9);
        }
}

TEST_CASE("gst of a volume of one inline is that of bruges, with its undefined samples") {
    const auto bruges = [](std::size_t duration, std::size_t step_out, double sigma) {
        return [=](const auto& image) {
            auto volume = image;
            volume.reshape({1, image.shape(0), image.shape(1)});
            auto g = vol::gst(volume, gst_measure::plane, vol::tensor_options::bruges_0_5_4(duration, step_out, sigma));
            g.reshape(image.shape());
            return g;
        };
    };
    using diapir::testing::compare_attribute;
    compare_attribute("gst_d5_s3", {"normal", "layered", "nonsquare", "layered_ns", "halfconst", "const", "zero"},
                      bruges(5, 3, 1), 1e-8, 1e-5, true);
    compare_attribute("gst_d3_s1", {"normal", "layered", "nonsquare", "const"}, bruges(3, 1, 1), 1e-8, 1e-5, true);
    compare_attribute("gst_d9_s2_sig2", {"normal", "layered", "nonsquare", "const"}, bruges(9, 2, 2), 1e-8, 1e-5, true);
}

TEST_CASE("plane layers are planes, lines are lines, and neither is chaotic") {
    array<double> layers = make_array<double>({20, 20, 40}), lines = layers;
    for (std::size_t i = 0; i < 20; ++i)
        for (std::size_t x = 0; x < 20; ++x)
            for (std::size_t s = 0; s < 40; ++s) {
                const double di = static_cast<double>(i), dx = static_cast<double>(x), ds = static_cast<double>(s);
                layers(i, x, s) = std::sin(0.5 * (ds - 0.3 * di + 0.8 * dx));
                lines(i, x, s) = std::sin(0.6 * dx) * std::sin(0.6 * ds);  // constant along the inlines' number
            }
    const vol::tensor_options options{.window = {7, 7, 11}};
    CHECK(vol::gst(layers, gst_measure::plane, options)(10, 10, 20) == Approx(1).epsilon(1e-6));
    CHECK(vol::chaos(layers, options)(10, 10, 20) < 1e-6);
    CHECK(vol::gst(lines, gst_measure::line, options)(10, 10, 20) == Approx(1).epsilon(1e-12));
    CHECK(vol::gst(lines, gst_measure::plane, options)(10, 10, 20) < 0.5);
    const double plane = vol::gst(lines, gst_measure::plane, options)(10, 10, 20);
    CHECK(vol::gst(lines, gst_measure::fault, options)(10, 10, 20) == Approx(1 - plane).epsilon(1e-12));
}

TEMPLATE_TEST_CASE("flat windows have the value that is asked for, and NaN stay in the windows that hold them", "",
                   float, double) {
    using T = TestType;
    array<T> v = diapir::testing::reference_volume<T>();
    for (std::size_t x = 0; x < 64; ++x)
        for (std::size_t s = 0; s < 64; ++s)
            for (std::size_t i = 0; i < 20; ++i) v(i, x, s) = T(128);
    const array<T> undefined = vol::gst(v), filled = vol::gst(v, gst_measure::plane, {.undefined = 0.25});
    for (std::size_t k = 0; k < v.size(); ++k)
        REQUIRE(filled.data()[k] == (std::isnan(undefined.data()[k]) ? T(0.25) : undefined.data()[k]));
    CHECK(std::isnan(undefined(14, 30, 30)));  // derivatives reach 4 inlines, windows one more
    CHECK_FALSE(std::isnan(undefined(15, 30, 30)));
    v(40, 30, 30) = std::numeric_limits<T>::quiet_NaN();
    const array<T> missing = vol::gst(v);
    CHECK(std::isnan(missing(40, 30, 30)));
    CHECK(std::isnan(missing(45, 30, 30)));
    CHECK(missing(46, 30, 30) == undefined(46, 30, 30));
    CHECK(missing(40, 36, 30) == undefined(40, 36, 30));
    CHECK(missing(40, 30, 39) == undefined(40, 30, 39));
}

TEST_CASE("a cube without preferred direction is as chaotic as can be") {
    CHECK(vol::chaos(make_array<double>({3, 3, 3}, 1.0), {.undefined = 2})(1, 1, 1) == 2);
    array<double> v = make_array<double>({1, 1, 9}, 0);
    v(0, 0, 4) = 1;  // a single trace has gradients down it only
    CHECK(vol::chaos(v)(0, 0, 4) == Approx(0).margin(1e-15));
    CHECK(vol::gst(v)(0, 0, 4) == Approx(1).epsilon(1e-15));
    CHECK(vol::gst(v, gst_measure::line)(0, 0, 4) == 0);
}
