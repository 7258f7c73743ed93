// Against semblance along the samples, that of sections, plain search over given dips, and planes of known dip.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/steered_semblance.hpp>
#include <diapir/attributes/volume/semblance.hpp>
#include <diapir/attributes/volume/steered_semblance.hpp>

#include <cmath>
#include <limits>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::noise;
using vol::dip_components;

namespace {

dip_components<double> everywhere(const diapir::shape& s, double along_inlines, double along_crosslines) {
    return {make_array<double>(s, along_inlines), make_array<double>(s, along_crosslines)};
}

/// Planes that dip by 1.5 samples from crossline to crossline, and by -0.5 from inline to inline.
array<double> planes() {
    array<double> v = make_array<double>({9, 11, 60});
    for (std::size_t i = 0; i < 9; ++i)
        for (std::size_t x = 0; x < 11; ++x)
            for (std::size_t s = 0; s < 60; ++s)
                v(i, x, s) = std::sin(
                    0.5 * (static_cast<double>(s) - 1.5 * static_cast<double>(x) + 0.5 * static_cast<double>(i)));
    return v;
}

}  // namespace

TEST_CASE("in volumes it is Marfurt's semblance without dips to try") {
    const auto v = noise({5, 6, 13}, 9);
    for (const vol::cube window : {vol::cube{3, 3, 9}, {2, 4, 4}, {1, 1, 1}, {12, 13, 31}}) {
        const auto expected = vol::semblance(v, {.window = window, .method = vol::semblance_method::marfurt});
        CHECK(max_difference(vol::steered_semblance(v, vol::steered_options{.window = window, .max_dip = 0}),
                             expected) < 1e-12);
        CHECK(max_difference(vol::steered_semblance(v, everywhere({5, 6, 13}, 0, 0), {.window = window}), expected) <
              1e-12);
    }
}

TEST_CASE("of one inline it is that of the section") {
    const auto v = noise({1, 13, 19}, 9);
    const array<double> section = xt::transpose(xt::view(v, 0));
    const auto expected = attr::steered_semblance(section, {.samples = 5, .traces = 4, .max_dip = 1, .dip_step = 0.5});
    const auto found =
        vol::steered_semblance(v, vol::steered_options{.window = {1, 4, 5}, .max_dip = 1, .dip_step = 0.5});
    CHECK(max_difference(array<double>(xt::transpose(xt::view(found, 0))), expected) < 1e-12);
}

TEST_CASE("in volumes the best of the trial dips is the best of those that are given") {
    const diapir::shape s{4, 5, 12};
    const auto v = noise(s, 9);
    const vol::steered_options options{.window = {3, 2, 5}, .max_dip = 1, .dip_step = 0.5};
    array<double> best = make_array<double>(s, -1.0), p = best, q = best;
    for (const auto& dip : vol::detail::trial_dips(1, 0.5)) {
        const auto along = vol::steered_semblance(v, everywhere(s, dip.along_inlines, dip.along_crosslines), options);
        for (std::size_t k = 0; k < v.size(); ++k)
            if (along.data()[k] > best.data()[k] + 1e-12) {
                best.data()[k] = along.data()[k];
                p.data()[k] = dip.along_inlines;
                q.data()[k] = dip.along_crosslines;
            }
    }
    CHECK(max_difference(vol::steered_semblance(v, options), best) < 1e-12);
    const auto found = vol::browsed_dips(v, options);
    CHECK(max_difference(found.along_inlines, p) == 0);
    CHECK(max_difference(found.along_crosslines, q) == 0);
}

TEST_CASE("dipping planes are coherent along their dip, whether it is found or given") {
    const auto v = planes();
    const vol::steered_options options{.max_dip = 2};
    CHECK(vol::semblance(v, {.method = vol::semblance_method::marfurt})(4, 5, 30) < 0.8);
    const auto found = vol::browsed_dips(v, options);
    CHECK(found.along_inlines(4, 5, 30) == 1.5);
    CHECK(found.along_crosslines(4, 5, 30) == -0.5);
    CHECK(vol::steered_semblance(v, options)(4, 5, 30) == Approx(1).epsilon(0.01));
    CHECK(vol::steered_semblance(v, vol::dips(v))(4, 5, 30) == Approx(1).epsilon(0.02));
}

TEMPLATE_TEST_CASE("in volumes zeros have none, units do not count, and NaN stay in their windows", "", float, double) {
    using T = TestType;
    const auto zeros = make_array<T>({3, 3, 9}, T(0));
    CHECK(vol::steered_semblance(zeros)(1, 1, 4) == 0);
    CHECK(vol::browsed_dips(zeros).along_inlines(1, 1, 4) == 0);
    const array<T> v = xt::cast<T>(noise({6, 7, 40}, 9));
    const auto before = vol::steered_semblance(v), scaled = vol::steered_semblance(array<T>(v * T(1e-25)));
    for (std::size_t k = 0; k < v.size(); ++k) REQUIRE(scaled.data()[k] == Approx(before.data()[k]).margin(1e-5));
    array<T> missing = v;
    missing(3, 3, 20) = std::numeric_limits<T>::quiet_NaN();
    const auto after = vol::steered_semblance(missing);
    CHECK(std::isnan(after(3, 4, 20)));
    CHECK(std::isnan(vol::browsed_dips(missing).along_crosslines(2, 3, 21)));
    CHECK(after(1, 3, 20) == before(1, 3, 20));
    CHECK(after(3, 3, 33) == before(3, 3, 33));
    dip_components<T> dips{make_array<T>({6, 7, 40}, T(0)), make_array<T>({6, 7, 40}, T(0))};
    dips.along_crosslines(2, 2, 5) = std::numeric_limits<T>::infinity();
    const auto along = vol::steered_semblance(v, dips);
    CHECK(std::isnan(along(2, 2, 5)));
    CHECK_FALSE(std::isnan(along(2, 2, 6)));
    dips.along_inlines = make_array<T>({6, 7, 41}, T(0));
    CHECK_THROWS_WITH(vol::steered_semblance(v, dips),
                      "volume::steered_semblance: expected a dip for each amplitude of {6, 7, 40}, got {6, 7, 41}");
}

TEST_CASE("given dips belong to their volume of a batch") {
    const auto batch = noise({2, 3, 4, 9}, 9);
    const dip_components<double> dips{noise({2, 3, 4, 9}, 9), noise({2, 3, 4, 9}, 9)};
    const auto all = vol::steered_semblance(batch, dips);
    const dip_components<double> second{xt::view(dips.along_inlines, 1), xt::view(dips.along_crosslines, 1)};
    const auto alone = vol::steered_semblance(array<double>(xt::view(batch, 1)), second);
    CHECK(std::equal(alone.begin(), alone.end(), all.data() + alone.size()));
}
