// Expected values: NumPy 1.24.2 and SciPy 1.10.1, tests/data/window_attributes.py.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/chaos.hpp>

#include <cmath>
#include <string>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::testing::max_difference;
using diapir::testing::reference;

TEST_CASE("chaos is twice the smaller of NumPy's eigenvalues over their sum, and 1 less gst") {
    for (const std::string name : {"layered", "nonsquare"}) {
        const auto expected = reference("window_attributes").get<double>("section_chaos_" + name);
        const auto image = reference("attributes").get<double>("img_" + name);
        const auto chaos = attr::chaos(image);
        CHECK(max_difference(chaos, expected) < 1e-9);
        CHECK(max_difference(chaos, array<double>(1 - attr::semblance(image))) < 1e-12);
        CHECK(max_difference(attr::chaos(reference("attributes").get<float>("img_" + name)), expected) < 1e-5);
    }
}

TEST_CASE("flat windows have the chaos that is asked for") {
    const auto image = reference("attributes").get<double>("img_halfconst");
    const auto undefined = attr::chaos(image), filled = attr::chaos(image, {.undefined = 1});
    CHECK(std::count_if(undefined.begin(), undefined.end(), [](double x) { return std::isnan(x); }) == 72);
    for (std::size_t k = 0; k < image.size(); ++k)
        CHECK(filled.data()[k] == (std::isnan(undefined.data()[k]) ? 1 : undefined.data()[k]));
}
