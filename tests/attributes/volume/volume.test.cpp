#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/dip.hpp>
#include <diapir/attributes/gradient_magnitude.hpp>
#include <diapir/attributes/variance.hpp>
#include <diapir/attributes/volume/curvature.hpp>
#include <diapir/attributes/volume/semblance.hpp>
#include <diapir/attributes/volume/similarity.hpp>
#include <diapir/attributes/volume/steered_semblance.hpp>
#include <diapir/attributes/volume/variance.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::noise;

namespace {

template <class T>
struct attribute {
    const char* name;
    std::function<array<T>(const array<T>&, vol::cube)> of;
};

/// Every attribute of volumes, with a given window.
template <class T>
std::vector<attribute<T>> attributes() {
    using V = const array<T>&;
    return {
        {"gradient", [](V v, vol::cube) { return vol::gradient(v, vol::axis::samples); }},
        {"gradient_magnitude", [](V v, vol::cube) { return vol::gradient_magnitude(v); }},
        {"structure_tensor_eigenvalues",
         [](V v, vol::cube w) { return vol::structure_tensor_eigenvalues(v, {.window = w})[1]; }},
        {"gst", [](V v, vol::cube w) { return vol::gst(v, vol::gst_measure::fault, {.window = w}); }},
        {"chaos", [](V v, vol::cube w) { return vol::chaos(v, {.window = w}); }},
        {"dips", [](V v, vol::cube w) { return vol::dips(v, {.tensor = {.window = w}}).along_crosslines; }},
        {"dip", [](V v, vol::cube w) { return vol::dip(v, {.tensor = {.window = w}}); }},
        {"azimuth", [](V v, vol::cube w) { return vol::azimuth(v, {.tensor = {.window = w}}); }},
        {"curvature",
         [](V v, vol::cube w) {
             return vol::curvature(v, vol::curvature_measure::maximum, {.dip = {.tensor = {.window = w}}});
         }},
        {"semblance",
         [](V v, vol::cube w) { return vol::semblance(v, {.window = w, .method = vol::semblance_method::marfurt}); }},
        {"steered_semblance",
         [](V v, vol::cube w) { return vol::steered_semblance(v, vol::steered_options{.window = w, .dip_step = 1}); }},
        {"browsed_dips",
         [](V v, vol::cube w) { return vol::browsed_dips(v, {.window = w, .dip_step = 1}).along_crosslines; }},
        {"similarity",
         [](V v, vol::cube w) {
             const bool none = w.inlines == 0 || w.crosslines == 0;
             return vol::similarity(v, {.samples = w.samples,
                                        .inlines = none ? 0 : w.inlines / 2,
                                        .crosslines = none ? 0 : w.crosslines / 2,
                                        .pairs = vol::similarity_pairs::center});
         }},
        {"variance", [](V v, vol::cube w) { return vol::variance(v, {.window = w}); }},
        {"variance",
         [](V v, vol::cube w) { return vol::variance(v, {.window = w, .form = vol::variance_form::traces}); }},
    };
}

}  // namespace

TEMPLATE_TEST_CASE("a volume has the same bits for any number of threads", "", float, double) {
    const auto v = noise<TestType>({2, 33, 70, 61}, 3, 10);
    for (const auto& [name, of] : attributes<TestType>())
        for (const vol::cube window : {vol::cube{3, 4, 5}, {9, 2, 11}}) {
            INFO(name);
            const auto with = [&, f = of](std::size_t threads) {
                const diapir::thread_limit limit(threads);
                return f(v, window);
            };
            const auto alone = with(1);
            for (const std::size_t threads : {2, 5}) {
                const auto shared = with(threads);
                CHECK(std::equal(alone.begin(), alone.end(), shared.begin()));
            }
        }
}

TEST_CASE("a wide volume is computed in runs of crosslines, with the same bits") {
    const auto v = noise<float>({3, 90, 9000}, 3, 10);
    REQUIRE(vol::detail::crossline_runs<float>({3, 90, 9000}, {.window = {3, 3, 9}, .quantities = 6}) > 1);
    const auto whole = vol::gst(v);
    for (const std::size_t from : {0, 66}) {
        const array<float> part = xt::view(v, xt::all(), xt::range(from, from + 24), xt::all());
        REQUIRE(vol::detail::crossline_runs<float>({3, 24, 9000}, {.window = {3, 3, 9}, .quantities = 6}) == 1);
        const auto some = vol::gst(part);
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t x = 6; x < 18; ++x)
                REQUIRE(std::equal(&some(i, x, 0), &some(i, x, 0) + 9000, &whole(i, from + x, 0)));
    }
}

TEST_CASE("every volume of a batch is treated as if it were alone, views and whole numbers included") {
    const auto batch = noise<double>({2, 2, 5, 4, 9}, 3, 10);
    for (const auto& [name, of] : attributes<double>()) {
        INFO(name);
        const array<double> all = of(batch, {});
        REQUIRE(diapir::shape_of(all) == diapir::shape_of(batch));
        for (std::size_t n = 0; n < 2; ++n)
            for (std::size_t m = 0; m < 2; ++m) {
                const array<double> one = of(array<double>(xt::view(batch, n, m)), {});
                CHECK(std::equal(one.begin(), one.end(), &all(n, m, 0, 0, 0)));
            }
    }
    CHECK(std::is_same_v<decltype(vol::gst(array<float>())), array<float>>);
    CHECK(std::is_same_v<decltype(vol::gst(array<short>())), array<double>>);
    CHECK(vol::gst(xt::view(batch, 0)).dimension() == 4);
}

TEMPLATE_TEST_CASE("what attributes cannot work with is named, and what is small or large has a result", "", float,
                   double) {
    using T = TestType;
    for (const auto& [name, of] : attributes<T>()) {
        INFO(name);
        CHECK_THROWS_AS(of(make_array<T>({5, 5}, T(0)), {}), diapir::argument_error);
        if (std::string(name).rfind("gradient", 0) != 0)
            for (const vol::cube window : {vol::cube{0, 3, 3}, {3, 0, 3}, {3, 3, 0}})
                CHECK_THROWS_AS(of(noise<T>({3, 3, 3}, 3, 10), window), diapir::argument_error);
        for (const diapir::shape& empty : {diapir::shape{0, 4, 5}, {4, 0, 5}, {4, 5, 0}, {0, 2, 2, 2}})
            CHECK(diapir::shape_of(of(make_array<T>(empty), {})) == empty);
        for (const diapir::shape& small : {diapir::shape{1, 1, 1}, {1, 1, 7}, {7, 1, 1}, {1, 7, 1}, {2, 2, 2}})
            for (const vol::cube window : {vol::cube{3, 3, 3}, {4, 4, 4}, {31, 32, 33}})
                CHECK(diapir::shape_of(of(noise<T>(small, 3, 10), window)) == small);
        array<T> missing = noise<T>({9, 9, 40}, 3, 10);
        missing(4, 4, 4) = T(NAN);
        const array<T> result = of(missing, {});
        CHECK(std::isfinite(result(4, 4, 35)));
        CHECK(std::isnan(of(missing, {11, 11, 11})(4, 4, 6)));
        const array<T> all_missing = of(make_array<T>({3, 3, 3}, T(NAN)), {});
        for (const T x : all_missing) CHECK(std::isnan(x));
    }
    const auto v = noise<T>({3, 3, 3}, 3, 10);
    CHECK_THROWS_WITH(vol::gst(v, vol::gst_measure::plane, {.window = {0, 3, 9}}),
                      "volume::gst: expected a window of at least 1 inline, 1 crossline and 1 sample, got 0 x 3 x 9");
    CHECK_THROWS_WITH(vol::gst(make_array<T>({5, 5}, T(0))),
                      "volume::gst: expected volumes {..., inlines, crosslines, samples}, got {5, 5}");
    CHECK_THROWS_AS(vol::gst(v, vol::gst_measure::plane, {.sigma = 0}), diapir::argument_error);
    CHECK_THROWS_AS(vol::gradient(v, vol::axis::samples, {.sigma = -1}), diapir::argument_error);
    CHECK_THROWS_AS(vol::gradient(v, vol::axis::samples, {.spacing = {.samples = 0}}), diapir::argument_error);
    CHECK_THROWS_AS(vol::dip(v, {.spacing = {.inlines = 0}}), diapir::argument_error);
    CHECK_THROWS_AS(vol::dips(v, {.spacing = {.crosslines = -1}}), diapir::argument_error);
    CHECK_THROWS_AS(vol::curvature(v, vol::curvature_measure::mean, {.sigma = -1}), diapir::argument_error);
}

TEMPLATE_TEST_CASE("volumes with axes of one entry are those of sections", "", float, double) {
    using T = TestType;
    const auto section = noise<T>({20, 15}, 3, 10);  // {samples, traces}
    array<T> volume = make_array<T>({1, 15, 20});
    for (std::size_t s = 0; s < 20; ++s)
        for (std::size_t x = 0; x < 15; ++x) volume(0, x, s) = section(s, x);
    const auto check = [](const array<T>& flat, const array<T>& deep) {
        for (std::size_t s = 0; s < 20; ++s)
            for (std::size_t x = 0; x < 15; ++x)
                REQUIRE(deep(0, x, s) ==
                        Approx(flat(s, x)).epsilon(1e-3).margin(std::is_same_v<T, float> ? 1e-4 : 1e-9));
    };
    const vol::cube window{1, 5, 7};
    check(attr::semblance(section, {.samples = 7, .traces = 5}),
          vol::gst(volume, vol::gst_measure::plane, {.window = window, .smoothed = false}));
    check(attr::dip(section, {.samples = 7, .traces = 5, .sample_interval = 3, .trace_spacing = 2}),
          vol::inline_dip(volume, {.tensor = {.window = window}, .spacing = {.crosslines = 2, .samples = 3}}));
    check(attr::variance(section, {.samples = 7, .traces = 5}), vol::variance(volume, {.window = window}));
    check(attr::gradient_magnitude(section), vol::gradient_magnitude(volume));
}
