#include "compare.hpp"
#include <diapir/attributes/gaussian.hpp>

namespace attr = diapir::attributes;
using diapir::testing::compare_attribute;

TEST_CASE("gaussian_filter is scipy.ndimage.gaussian_filter1d") {
    for (const attr::axis along : {attr::axis::sample, attr::axis::trace})
        compare_attribute(along == attr::axis::sample ? "gauss1_axis0" : "gauss1_axis1",
                          {"normal", "layered", "nonsquare", "const"},
                          [&](const auto& x) { return attr::gaussian_filter(x, {.along = along, .order = 1}); });
    compare_attribute("gauss1_sigma2_axis1", {"layered"}, [](const auto& x) {
        return attr::gaussian_filter(x, {.sigma = 2, .along = attr::axis::trace, .order = 1});
    });
    compare_attribute("gauss0_axis0", {"layered"},
                      [](const auto& x) { return attr::gaussian_filter(x, {.sigma = 2}); });
}

TEST_CASE("smoothing keeps the sum of a section with reflected edges") {
    const auto x = diapir::testing::reference("attributes").get<double>("img_nonsquare");
    const auto y = attr::gaussian_filter(x, {.sigma = 2.5});
    CHECK(std::accumulate(y.begin(), y.end(), 0.0) == Approx(std::accumulate(x.begin(), x.end(), 0.0)));
}
