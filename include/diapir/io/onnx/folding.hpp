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
    const auto same = [](const node_view& n, const inputs& in) { return detail::needed(n, in, 0); };
    static const auto& all = lasting([&] {
        return std::map<std::string, folding>{
            {"Identity", same},
            {"Cast",
             [](const node_view& n, const inputs& in) {
                 constant c = detail::needed(n, in, 0);
                 const std::int64_t to = n.whole("to", 1);
                 const bool floating =
                     to == tensor_proto::FLOAT || to == tensor_proto::DOUBLE || to == tensor_proto::FLOAT16;
                 if (!floating && !c.whole) c = detail::unary(n, "trunc", c, [](double v) { return std::trunc(v); });
                 c.whole = !floating;
                 return c;
             }},
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
            {"Mod", two("mod", [](double a, double b) { return b == 0 ? 0 : a - b * std::floor(a / b); })},
            {"Max", two("max", [](double a, double b) { return std::max(a, b); })},
            {"Min", two("min", [](double a, double b) { return std::min(a, b); })},
        };
    });
    return all;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
