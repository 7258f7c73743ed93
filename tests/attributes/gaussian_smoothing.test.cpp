#include "attributes/compare.hpp"
#include <diapir/attributes/gaussian_smoothing.hpp>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

TEST_CASE("gaussian_smoothing is scipy.ndimage.gaussian_filter") {
    const auto x = reference("attributes").get<double>("img_nonsquare");
    const auto archive = reference("trace_filters");
    const auto expected = archive.get<double>("gaussian_2_1.5"), nearest = archive.get<double>("gaussian_1_3_nearest");
    const attr::gaussian_smoothing_options options{.samples = 2, .traces = 1.5};
    CHECK(max_difference(attr::gaussian_smoothing(x, options), expected) <= 1e-12 * max_magnitude(expected));
    CHECK(max_difference(attr::gaussian_smoothing(array<float>(xt::cast<float>(x)), options), expected) <=
          2e-6 * max_magnitude(expected));
    CHECK(max_difference(
              attr::gaussian_smoothing(x, {.samples = 1, .traces = 3, .truncate = 3, .edge = attr::edge::nearest}),
              nearest) <= 1e-12 * max_magnitude(nearest));
}

TEST_CASE("a standard deviation of 0 leaves its axis as it is") {
    const auto x = reference("attributes").get<double>("img_nonsquare");
    CHECK(same(attr::gaussian_smoothing(x, {.samples = 0, .traces = 0}), x));
    CHECK(same(attr::gaussian_smoothing(x, {.samples = 2, .traces = 0}), attr::gaussian_filter(x, {.sigma = 2})));
    CHECK(same(attr::gaussian_smoothing(x, {.samples = 0, .traces = 2}),
               attr::gaussian_filter(x, {.sigma = 2, .along = attr::axis::trace})));
}

TEST_CASE("what smoothing makes of constants, NaN, small sections and wrong options") {
    for (const double y : attr::gaussian_smoothing(make_array<double>({5, 1}, 3), {.samples = 40}))
        CHECK(y == Approx(3));
    auto x = make_array<double>({20, 20}, 1);
    x(10, 10) = NAN;
    const auto y = attr::gaussian_smoothing(x);
    CHECK(std::isnan(y(14, 14)));
    CHECK(y(15, 10) == Approx(1));
    CHECK(shape_of(attr::gaussian_smoothing(make_array<double>({0, 3}))) == shape{0, 3});
    CHECK_THROWS_WITH(
        attr::gaussian_smoothing(x, {.samples = -1}),
        Contains("gaussian_smoothing: expected standard deviations of at least 0, got -1 samples and 1 traces"));
    CHECK_THROWS_WITH(attr::gaussian_smoothing(x, {.truncate = -1}), Contains("expected truncate >= 0, got -1"));
    CHECK_THROWS_WITH(attr::gaussian_smoothing(make_array<double>({3}), {.samples = 0, .traces = 0}),
                      Contains("gaussian_smoothing: expected sections {..., samples, traces}, got {3}"));
}
