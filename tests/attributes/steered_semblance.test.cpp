// Against semblance along the samples, plain loops, and layers of known dip.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/dip.hpp>
#include <diapir/attributes/steered_semblance.hpp>

#include <cmath>
#include <limits>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::noise;

TEST_CASE("without dips to try it is Marfurt's semblance") {
    const auto s = noise({19, 13}, 9);
    for (const auto& [samples, traces] : {std::pair<std::size_t, std::size_t>{9, 5}, {4, 2}, {1, 1}, {31, 40}}) {
        const auto expected =
            attr::semblance(s, {.samples = samples, .traces = traces, .method = attr::semblance_method::marfurt});
        CHECK(max_difference(attr::steered_semblance(s, {.samples = samples, .traces = traces, .max_dip = 0}),
                             expected) < 1e-12);
        CHECK(max_difference(
                  attr::steered_semblance(s, make_array<double>({19, 13}, 0), {.samples = samples, .traces = traces}),
                  expected) < 1e-12);
    }
}

TEST_CASE("the best of the trial dips is the best of those that are given") {
    const auto s = noise({19, 13}, 9);
    const attr::steered_options options{.samples = 5, .traces = 4, .max_dip = 1.5, .dip_step = 0.5};
    array<double> best = make_array<double>({19, 13}, -1), at = best;
    for (const double dip : {0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5}) {
        const auto along = attr::steered_semblance(s, make_array<double>({19, 13}, dip), options);
        for (std::size_t k = 0; k < s.size(); ++k)
            if (along.data()[k] > best.data()[k] + 1e-12) {
                best.data()[k] = along.data()[k];
                at.data()[k] = dip;
            }
    }
    CHECK(max_difference(attr::steered_semblance(s, options), best) < 1e-12);
    CHECK(max_difference(attr::browsed_dip(s, options), at) == 0);
}

TEST_CASE("dipping layers are coherent along their dip, whether it is found or given") {
    array<double> s = make_array<double>({60, 40});
    for (std::size_t i = 0; i < 60; ++i)
        for (std::size_t x = 0; x < 40; ++x)
            s(i, x) = std::sin(0.5 * (static_cast<double>(i) - 1.5 * static_cast<double>(x)));
    CHECK(attr::semblance(s, {.samples = 9, .traces = 5, .method = attr::semblance_method::marfurt})(30, 20) < 0.6);
    CHECK(attr::browsed_dip(s)(30, 20) == 1.5);
    CHECK(attr::steered_semblance(s)(30, 20) == Approx(1).epsilon(0.01));
    CHECK(attr::steered_semblance(s, attr::dip(s))(30, 20) == Approx(1).epsilon(0.02));
    CHECK(attr::browsed_dip(array<double>(xt::flip(s, 1)))(30, 20) == -1.5);
}

TEMPLATE_TEST_CASE("zeros have none, units do not count, and NaN stay in the windows that hold them", "", float,
                   double) {
    using T = TestType;
    const array<T> s = xt::cast<T>(noise({60, 40}, 9));
    CHECK(attr::steered_semblance(make_array<T>({9, 9}, T(0)))(4, 4) == 0);
    CHECK(attr::browsed_dip(make_array<T>({9, 9}, T(0)))(4, 4) == 0);
    const auto before = attr::steered_semblance(s), scaled = attr::steered_semblance(array<T>(s * T(1e-25)));
    for (std::size_t k = 0; k < s.size(); ++k) REQUIRE(scaled.data()[k] == Approx(before.data()[k]).margin(1e-5));
    array<T> missing = s, dips = make_array<T>({60, 40}, T(0));
    missing(30, 20) = std::numeric_limits<T>::quiet_NaN();
    const auto after = attr::steered_semblance(missing);
    CHECK(std::isnan(after(30, 20)));
    CHECK(std::isnan(attr::browsed_dip(missing)(30, 22)));
    CHECK(after(30, 24) == before(30, 24));
    CHECK(after(50, 20) == before(50, 20));
    dips(5, 5) = std::numeric_limits<T>::infinity();
    const auto along = attr::steered_semblance(s, dips);
    CHECK(std::isnan(along(5, 5)));
    CHECK_FALSE(std::isnan(along(5, 6)));
    CHECK_THROWS_WITH(attr::steered_semblance(s, make_array<T>({60, 41}, T(0))),
                      "steered_semblance: expected a dip for each amplitude of {60, 40}, got {60, 41}");
}
