// Comparison of an attribute with the arrays of attributes.npz, in double and in single precision.
#pragma once

#include "catch.hpp"
#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Checks attribute(image) against the array PREFIX_IMAGE for every image, in float64 and float32; both tolerances are
/// relative to the largest magnitude of the expected array, or absolute where `absolute`.
template <class Attribute>
void compare_attribute(const std::string& prefix, std::initializer_list<const char*> images, const Attribute& attribute,
                       double tolerance = 1e-9, double single_tolerance = 2e-6, bool absolute = false) {
    const auto archive = reference("attributes");
    for (const std::string image : images) {
        INFO(prefix << "_" << image);
        const array<double> expected = archive.get<double>(prefix + "_" + image);
        const double scale = absolute ? 1 : max_magnitude(expected);
        CHECK(max_difference(attribute(archive.get<double>("img_" + image)), expected) <= tolerance * scale);
        CHECK(max_difference(attribute(archive.get<float>("img_" + image)), expected) <= single_tolerance * scale);
    }
}

/// The same bits; NaN is NaN.
template <class T>
bool same(const array<T>& a, const array<T>& b) {
    return shape_of(a) == shape_of(b) && std::equal(a.begin(), a.end(), b.begin(), [](T x, T y) {
               return x == y || (std::isnan(x) && std::isnan(y));
           });
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
