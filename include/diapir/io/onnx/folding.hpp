// Operators of ONNX on constants: the arithmetic by which files say shapes.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/lasting.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/node_view.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// What is made of constants, null where one is left out. Throws file_error where they do not fit.
using folding = std::function<constant(const node_view&, const std::vector<const constant*>&)>;

namespace detail {

/// What text says how a number came about from others; long ones are cut, and then equal no other.
inline std::string made(const char* operation, const std::string& a, const std::string& b = {}) {
    const std::string text = operation + ("(" + a + (b.empty() ? "" : "," + b) + ")");
    return text.size() <= 200 ? text : "?";
}
inline std::string how_or_number(const constant& c, std::size_t i) {
    return c.origin(i).empty() ? std::to_string(static_cast<std::int64_t>(std::clamp(c.numbers[i], -9e15, 9e15)))
                               : c.origin(i);
}

inline constant unary(const node_view& n, const char* name, const constant& c, double (*f)(double)) {
    require_few(n, c.numbers.size(), !c.how.empty());
    constant out = c;
    for (double& v : out.numbers) v = f(v);
    for (std::string& how : out.how)
        if (!how.empty()) how = made(name, how);
    return out;
}

/// Of constants of one shape, or one of which holds a single number.
inline constant binary(const node_view& n, const char* name, const constant& a, const constant& b,
                       double (*f)(double, double)) {
    const bool one_a = a.numbers.size() == 1, one_b = b.numbers.size() == 1;
    n.require(one_a || one_b || a.dims == b.dims, "expected constants of one shape, got ", a.dims, " and ", b.dims);
    const constant& larger = one_a && (!one_b || b.dims.axes() > a.dims.axes()) ? b : a;
    require_few(n, larger.numbers.size(), !a.how.empty() || !b.how.empty());
    constant out{larger.dims, {}, a.whole && b.whole};
    for (std::size_t i = 0; i < larger.numbers.size(); ++i) {
        const std::size_t p = one_a ? 0 : i, q = one_b ? 0 : i;
        out.numbers.push_back(f(a.numbers[p], b.numbers[q]));
        const bool depends = !a.origin(p).empty() || !b.origin(q).empty();
        if (!a.how.empty() || !b.how.empty())
            out.how.push_back(depends ? made(name, how_or_number(a, p), how_or_number(b, q)) : std::string());
    }
    return out;
}

/// Of any number of constants.
inline constant folded_over(const node_view& n, const char* name, const std::vector<const constant*>& in,
                            double (*f)(double, double)) {
    constant all = needed(n, in, 0);
    for (std::size_t i = 1; i < in.size(); ++i) all = binary(n, name, all, needed(n, in, i), f);
    return all;
}

/// The nearest floating point number with so many binary digits, of which none is below 2^least; infinite where it is
/// above the largest.
inline double rounded(double v, int digits, int least, double largest) {
    if (v == 0 || !std::isfinite(v)) return v;
    const int last = std::max(std::ilogb(v) - digits + 1, least);
    const double result = std::ldexp(std::nearbyint(std::ldexp(v, -last)), last);
    return std::abs(result) > largest ? std::copysign(HUGE_VAL, v) : result;
}

inline constant cast(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    const std::int64_t to = n.whole("to", 1);
    const auto floating = [&](const char* name, int digits, int least, double largest) {
        constant out = c;
        out.whole = false;
        for (std::size_t i = 0; i < out.numbers.size(); ++i) {
            out.numbers[i] = rounded(c.numbers[i], digits, least, largest);
            if (!c.origin(i).empty() && out.numbers[i] != c.numbers[i]) out.how[i] = made(name, c.how[i]);
        }
        return out;
    };
    const auto whole = [&](double least, double most) {
        constant out = c.whole ? c : unary(n, "trunc", c, [](double v) { return std::trunc(v); });
        for (const double v : out.numbers)
            n.require(v >= least && v <= most, "expected numbers from ", least, " to ", most, ", got ", v);
        out.whole = true;
        return out;
    };
    switch (to) {
        case tensor_proto::DOUBLE:
            return floating("double", 53, -1074, std::numeric_limits<double>::max());
        case tensor_proto::FLOAT:
            return floating("float", 24, -149, 0x1.fffffep127);
        case tensor_proto::FLOAT16:
            return floating("half", 11, -24, 65504);
        case tensor_proto::BFLOAT16:
            return floating("bfloat", 8, -133, 0x1.fep127);
        case tensor_proto::BOOL: {
            constant out = unary(n, "bool", c, [](double v) { return v != 0 ? 1.0 : 0.0; });
            out.whole = true;
            return out;
        }
        case tensor_proto::INT64:
            return whole(-0x1p63, 0x1p63);
        case tensor_proto::UINT64:
            return whole(0, 0x1p64);
        case tensor_proto::INT32:
            return whole(-0x1p31, 0x1p31 - 1);
        case tensor_proto::UINT32:
            return whole(0, 0x1p32 - 1);
        case tensor_proto::INT16:
            return whole(-32768, 32767);
        case tensor_proto::UINT16:
            return whole(0, 65535);
        case tensor_proto::INT8:
            return whole(-128, 127);
        case tensor_proto::UINT8:
            return whole(0, 255);
        default:
            n.require(false, "expected a cast to numbers, got type ", to);
            return c;
    }
}

/// The remainder with the sign of the divisor, or with fmod 1 with that of what is divided.
inline constant remainder(const node_view& n, const std::vector<const constant*>& in) {
    const constant &a = needed(n, in, 0), &b = needed(n, in, 1);
    for (const double v : b.numbers) n.require(v != 0, "expected no division by 0");
    if (n.whole("fmod", 0) != 0) return binary(n, "fmod", a, b, [](double p, double q) { return std::fmod(p, q); });
    return binary(n, "mod", a, b, [](double p, double q) { return p - q * std::floor(p / q); });
}

}  // namespace detail

/// The operators that constants are computed with, by their names.
inline const std::map<std::string, folding>& foldings() {
    using inputs = std::vector<const constant*>;
    const auto one = [](const char* name, double (*f)(double)) -> folding {
        return
            [=](const node_view& n, const inputs& in) { return detail::unary(n, name, detail::needed(n, in, 0), f); };
    };
    const auto two = [](const char* name, double (*f)(double, double)) -> folding {
        return [=](const node_view& n, const inputs& in) {
            return detail::binary(n, name, detail::needed(n, in, 0), detail::needed(n, in, 1), f);
        };
    };
    const auto any = [](const char* name, double (*f)(double, double)) -> folding {
        return [=](const node_view& n, const inputs& in) { return detail::folded_over(n, name, in, f); };
    };
    const auto same = [](const node_view& n, const inputs& in) { return detail::needed(n, in, 0); };
    static const auto& all = lasting([&] {
        return std::map<std::string, folding>{
            {"Identity", same},
            {"Cast", detail::cast},
            {"Gather", detail::gathered},
            {"Slice", detail::sliced},
            {"Transpose", detail::transposed},
            {"Concat", detail::joined},
            {"Reshape", detail::reshaped},
            {"Squeeze", detail::squeezed},
            {"Unsqueeze", detail::unsqueezed},
            {"ConstantOfShape", detail::filled},
            {"Neg", one("neg", [](double v) { return -v; })},
            {"Floor", one("floor", [](double v) { return std::floor(v); })},
            {"Ceil", one("ceil", [](double v) { return std::ceil(v); })},
            {"Sqrt", one("sqrt", [](double v) { return std::sqrt(v); })},
            {"Add", two("add", [](double a, double b) { return a + b; })},
            {"Sub", two("sub", [](double a, double b) { return a - b; })},
            {"Mul", two("mul", [](double a, double b) { return a * b; })},
            {"Div",
             [](const node_view& n, const inputs& in) {
                 const constant &a = detail::needed(n, in, 0), &b = detail::needed(n, in, 1);
                 for (const double v : b.numbers) n.require(v != 0, "expected no division by 0");
                 return detail::binary(
                     n, "div", a, b,
                     a.whole && b.whole ? [](double p, double q) { return std::trunc(p / q); }
                                        : [](double p, double q) { return p / q; });
             }},
            {"Mod", detail::remainder},
            {"Max", any("max", [](double a, double b) { return std::max(a, b); })},
            {"Min", any("min", [](double a, double b) { return std::min(a, b); })},
        };
    });
    return all;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
