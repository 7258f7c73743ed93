#include "catch.hpp"
#include <diapir/attributes/registry/attribute_function.hpp>

using namespace diapir::attributes;
using diapir::array;

namespace {

array<double> ramp() {
    return diapir::make_array<double>({2, 3}, 0.1);
}

}  // namespace

TEST_CASE("a template is called in the precision of its argument") {
    const attribute_function f([](const auto& a) { return a * 3; });
    CHECK(f(ramp(), "f")(0, 0) == 0.1 * 3);
    const array<float> single = xt::cast<float>(ramp());
    CHECK(f(single, "f")(1, 2) == 0.1f * 3);
}

TEST_CASE("a function of arrays of one type is called with any") {
    const attribute_function f([](const array<double>& a) { return array<double>(a + 1); });
    const array<float> single = xt::cast<float>(ramp());
    CHECK(f(ramp(), "f")(0, 0) == 1.1);
    CHECK(f(single, "f")(0, 0) == Approx(1.1f));
}

TEST_CASE("a result of another shape is refused by name") {
    const attribute_function f([](const auto& a) { return xt::view(a, xt::all(), xt::range(0, 2)); });
    CHECK_THROWS_WITH(f(ramp(), "mine"), "mine: expected values {2, 3} for amplitudes of that shape, got {2, 2}");
    CHECK_FALSE(attribute_function());
    CHECK(f);
}
