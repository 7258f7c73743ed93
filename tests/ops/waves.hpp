// Comparison with values that torch 1.13 computed in double from inputs that both can write down: element i of an input
// {n, rows, cols, channels} is sin(i), and of the cotangent cos(2 i).
#pragma once

#include "catch.hpp"
#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>

#include <cmath>
#include <functional>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// A batch of an array of that shape whose element i is sin(i), or cos(2 i).
template <class T>
tensor<T> sine_batch(const shape& s) {
    auto a = make_array<T>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(std::sin(static_cast<double>(i)));
    return pack(a);
}
template <class T>
tensor<T> cosine_batch(const shape& s) {
    auto a = make_array<T>(s);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(std::cos(2 * static_cast<double>(i)));
    return pack(a);
}
/// A plain tensor whose element i is sin(3 i).
template <class T>
tensor<T> sine_tensor(const shape& s) {
    tensor<T> t(s);
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = static_cast<T>(std::sin(3 * static_cast<double>(i)));
    return t;
}

/// Some elements, by their numbers in the array, of what torch has.
struct picked {
    std::vector<std::size_t> elements;
    std::vector<double> values;
};

template <class T>
void check_picked(const array<T>& a, const picked& expected) {
    REQUIRE(expected.elements.size() == expected.values.size());
    for (std::size_t i = 0; i < expected.elements.size(); ++i) {
        INFO("element " << expected.elements[i]);
        REQUIRE(expected.elements[i] < a.size());
        CHECK(static_cast<double>(a.data()[expected.elements[i]]) ==
              Approx(expected.values[i]).epsilon(sizeof(T) == 4 ? 2e-5 : 1e-10).margin(sizeof(T) == 4 ? 2e-6 : 1e-11));
    }
}

/// Compares f at sines, and the gradient of <cosines, f> there, with elements that torch has.
template <class T>
void check_against_torch(const std::function<variable<point<T>>(const variable<point<T>>&)>& f, const tensor<T>& x,
                         const picked& values, const picked& gradient) {
    const auto map = linearize(f, point<T>(x));
    const auto y = unpack(*map.value().x);
    check_picked(y, values);
    check_picked(unpack(map.pull(cosine_batch<T>(shape_of(y)))), gradient);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
