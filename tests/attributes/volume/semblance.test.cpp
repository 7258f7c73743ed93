// Expected values: NumPy 1.24.2, tests/data/window_attributes.py; bruges 0.5.4 on volumes of one inline.
#include "../compare.hpp"
#include "reference_volume.hpp"
#include <diapir/attributes/volume/semblance.hpp>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::testing::reference_difference;
using vol::semblance_method;

TEST_CASE("marfurt and gersztenkorn of a volume are those of NumPy") {
    const auto v = diapir::testing::reference_volume<double>();
    const auto single = diapir::testing::reference_volume<float>();
    for (const auto& [window, cube] : {std::pair{"odd", vol::cube{3, 5, 9}}, std::pair{"even", vol::cube{4, 2, 6}}}) {
        INFO(window);
        const std::string name = window;
        const vol::semblance_options marfurt{.window = cube, .method = semblance_method::marfurt};
        CHECK(reference_difference("marfurt_" + name, vol::semblance(v, marfurt)) < 1e-12);
        CHECK(reference_difference("marfurt_" + name, vol::semblance(single, marfurt)) < 5e-6);
        // Of the others only the planes that have kept results.
        const vol::semblance_options gersztenkorn{.window = cube, .method = semblance_method::gersztenkorn};
        if (name == "even") CHECK(reference_difference("gersztenkorn_even", vol::semblance(v, gersztenkorn)) < 1e-9);
        if (name == "even")
            CHECK(reference_difference("gersztenkorn_even", vol::semblance(single, gersztenkorn)) < 5e-6);
    }
}

TEST_CASE("all three of a volume of one inline are those of bruges") {
    for (const auto& [name, method, tolerance] : {std::tuple{"gst", semblance_method::gst, 1e-8},
                                                  {"marfurt", semblance_method::marfurt, 1e-9},
                                                  {"gersztenkorn", semblance_method::gersztenkorn, 1e-9}}) {
        const auto bruges = [m = method](const auto& image) {
            auto volume = image;
            volume.reshape({1, image.shape(0), image.shape(1)});
            vol::semblance_options options = vol::semblance_options::bruges_0_5_4(5, 3, m);
            if (m == semblance_method::gersztenkorn) options.window.inlines = 1;  // repeats of one inline cancel
            auto g = vol::semblance(volume, options);
            g.reshape(image.shape());
            return g;
        };
        diapir::testing::compare_attribute(std::string(name) + "_d5_s3", {"normal", "layered", "nonsquare", "zero"},
                                           bruges, tolerance, 1e-5, true);
    }
}

TEMPLATE_TEST_CASE("semblance does not depend on the unit of the amplitudes", "", float, double) {
    using T = TestType;
    const array<T> v = xt::view(diapir::testing::reference_volume<T>(), xt::range(0, 8), xt::range(0, 9), xt::all());
    for (const auto m : {semblance_method::gst, semblance_method::marfurt, semblance_method::gersztenkorn}) {
        const auto before = vol::semblance(v, {.method = m});
        for (const double exponent : {-25.0, 25.0}) {
            const auto after = vol::semblance(array<T>(v * static_cast<T>(std::pow(10, exponent))), {.method = m});
            CHECK(diapir::testing::max_difference(before, after) < (std::is_same_v<T, float> ? 1e-4 : 1e-10));
        }
        const auto doubled = vol::semblance(array<T>(v * T(1024)), {.method = m});
        CHECK(std::equal(before.begin(), before.end(), doubled.begin()));
    }
}
