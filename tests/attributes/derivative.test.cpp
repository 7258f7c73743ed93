#include "compare.hpp"
#include <diapir/attributes/derivative.hpp>

namespace attr = diapir::attributes;
using diapir::testing::compare_attribute;

TEST_CASE("sobel is scipy.ndimage.sobel along its axis") {
    const auto images = {"normal", "layered", "nonsquare", "layered_ns", "halfconst", "const", "zero"};
    compare_attribute("sobel0", images, [](const auto& x) { return attr::sobel(x, attr::axis::sample); });
    compare_attribute("sobel1", images, [](const auto& x) { return attr::sobel(x, attr::axis::trace); });
    compare_attribute("sobel1", images, [](const auto& x) { return attr::sobel(x); });
}

TEST_CASE("laplace is scipy.ndimage.laplace") {
    compare_attribute("laplace", {"normal", "layered", "nonsquare", "const"},
                      [](const auto& x) { return attr::laplace(x); });
}

TEST_CASE("derivatives of planes are their slopes") {
    auto plane = diapir::make_array<double>({8, 9});
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 9; ++j) plane(i, j) = 2.0 * static_cast<double>(i) - 3.0 * static_cast<double>(j);
    CHECK(attr::sobel(plane, attr::axis::sample)(4, 4) == Approx(8 * 2));
    CHECK(attr::sobel(plane, attr::axis::trace)(4, 4) == Approx(8 * -3));
    CHECK(attr::laplace(plane)(4, 4) == Approx(0).margin(1e-12));
}
