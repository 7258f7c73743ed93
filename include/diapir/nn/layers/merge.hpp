// Layers of several inputs, as Keras' Concatenate, Add and Multiply, and how they are written for values.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/value.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/concatenate.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

/// {..., a}, {..., b}, ... -> {..., a + b + ...}
struct concatenation {
    std::string type() const { return "Concatenate"; }
    shape output(std::span<const shape> x) const {
        shape joined = x[0];
        for (const shape& s : x.subspan(1)) {
            require(s.axes() == joined.axes() && std::equal(s.begin(), s.end() - 1, joined.begin()),
                    "concatenate: expected values that differ in their channels only, got ", x[0], " and ", s);
            joined[joined.axes() - 1] += s.back();
        }
        return joined;
    }
    template <class Context, class X>
    X operator()(Context&, const layer_inputs<X>& x) const {
        if (x.size() == 1) return x[0];
        if (x.size() == 3) return diapir::concatenate(x[0], x[1], x[2]);
        if (x.size() == 5) return diapir::concatenate(x[0], x[1], x[2], x[3], x[4]);
        X joined = diapir::concatenate(x[0], x[1]);
        for (std::size_t i = 2; i < x.size(); ++i) joined = diapir::concatenate(joined, x[i]);
        return joined;
    }
};

/// The shape of a sum or product: the second may have one row and col, or one channel, and then serves all of them.
inline shape broadcast_shape(const char* layer, const shape& a, const shape& b) {
    const bool pixel = b.size() == b.back() && b.back() == a.back();
    const bool channel = b.axes() == 3 && a.axes() == 3 && b[0] == a[0] && b[1] == a[1] && b[2] == 1;
    require(a == b || pixel || channel, layer, ": expected two values of one shape, or a second one with one pixel or ",
            "one channel, got ", a, " and ", b);
    return a;
}

struct addition {
    std::string type() const { return "Add"; }
    shape output(const shape& a, const shape& b) const { return broadcast_shape("add", a, b); }
    template <class Context, class X>
    X operator()(Context&, const X& a, const X& b) const {
        return diapir::add(a, b);
    }
};
struct multiplication {
    std::string type() const { return "Multiply"; }
    shape output(const shape& a, const shape& b) const { return broadcast_shape("multiply", a, b); }
    template <class Context, class X>
    X operator()(Context&, const X& a, const X& b) const {
        return diapir::multiply(a, b);
    }
};

}  // namespace detail

/// {rows, cols, a}, {rows, cols, b}, ... -> {rows, cols, a + b + ...}
inline value concatenate(const std::vector<value>& x) {
    return merge(detail::concatenation{}, x);
}
/// a + b and a b. The second value may have one pixel, {channels}, or one channel, {rows, cols, 1}. C++ does not say
/// which side is noted first: layers with parameters stand in statements of their own, so that weights keep their
/// order.
inline value operator+(const value& a, const value& b) {
    return merge(detail::addition{}, {a, b});
}
inline value operator*(const value& a, const value& b) {
    return merge(detail::multiplication{}, {a, b});
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
