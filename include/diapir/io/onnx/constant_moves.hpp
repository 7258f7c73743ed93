// Operators of ONNX that move the numbers of constants.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/node_view.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// Files cannot make more numbers of few; a shape has far fewer than the second of these.
inline constexpr std::size_t most_folded = std::size_t{1} << 22, most_depending = std::size_t{1} << 16;

namespace detail {

inline const constant& needed(const node_view& n, const std::vector<const constant*>& in, std::size_t i) {
    n.require(i < in.size() && in[i], "expected an input number ", i, ", there is none");
    return *in[i];
}
/// Throws file_error unless a constant of so many numbers may be made; `depends` says that it keeps how each came
/// about.
inline void require_few(const node_view& n, std::size_t count, bool depends) {
    const std::size_t most = depends ? most_depending : most_folded;
    n.require(count <= most, "expected at most ", most, " numbers",
              depends ? " that depend on the sides of images" : "", ", got ", count);
}
/// Axis -1 is the last.
inline std::size_t axis_of(const node_view& n, std::int64_t axis, std::size_t axes) {
    const auto all = static_cast<std::int64_t>(axes);
    n.require(axis >= -all && axis < all, "expected an axis below ", all, ", got ", axis);
    return static_cast<std::size_t>(axis < 0 ? axis + all : axis);
}
/// The whole number that a constant holds, clamped to 64 bits.
inline std::int64_t whole_of(const node_view& n, double value) {
    n.require(value == std::floor(value), "expected a whole number, got ", value);
    return value >= 9e18 ? INT64_MAX : value <= -9e18 ? INT64_MIN : static_cast<std::int64_t>(value);
}
/// A constant that says where others go. Throws file_error where it depends on the sides of images.
inline const constant& settled(const node_view& n, const constant& c) {
    n.require(!c.depends(), "expected constants that are moved by constants, got numbers made of the sides of images");
    return c;
}
inline std::vector<std::int64_t> wholes_of(const node_view& n, const constant& c) {
    std::vector<std::int64_t> all;
    for (const double value : c.numbers) all.push_back(whole_of(n, value));
    return all;
}
/// Whole numbers of an attribute, or from `opset` on of an input.
inline std::vector<std::int64_t> wholes_of(const node_view& n, const char* attribute,
                                           const std::vector<const constant*>& in, std::size_t i,
                                           std::vector<std::int64_t> otherwise) {
    if (i < in.size() && in[i]) return wholes_of(n, *in[i]);
    return n.wholes(attribute, std::move(otherwise));
}

/// A constant of those dims whose element at an index is that of `c` at from(index).
template <class F>
constant taken(const node_view& n, const constant& c, const shape& dims, const F& from) {
    require_few(n, dims.size(), !c.how.empty());
    constant out{dims, {}, c.whole};
    shape index = dims;
    std::fill(&index[0], &index[0] + index.axes(), std::size_t{0});
    for (std::size_t i = 0; i < dims.size(); ++i) {
        const shape at = from(index);
        std::size_t flat = 0;
        for (std::size_t axis = 0; axis < at.axes(); ++axis) flat = flat * c.dims[axis] + at[axis];
        n.require(flat < c.numbers.size(), "expected an index below ", c.numbers.size(), ", got ", flat);
        out.numbers.push_back(c.numbers[flat]);
        if (!c.how.empty()) out.how.push_back(c.how[flat]);
        for (std::size_t axis = dims.axes(); axis-- > 0;) {
            if (++index[axis] < dims[axis]) break;
            index[axis] = 0;
        }
    }
    return out;
}

inline constant with_dims(const node_view& n, constant c, const shape& dims) {
    n.require(dims.size() == c.numbers.size(), "expected ", c.numbers.size(), " numbers, got the shape ", dims);
    c.dims = dims;
    return c;
}

inline constant gathered(const node_view& n, const std::vector<const constant*>& in) {
    const constant &c = needed(n, in, 0), &indexes = needed(n, in, 1);
    const std::size_t axis = axis_of(n, n.whole("axis", 0), std::max<std::size_t>(c.dims.axes(), 1));
    n.require(axis < c.dims.axes() && indexes.dims.axes() + c.dims.axes() <= shape::max_axes + 1,
              "expected an axis to gather from");
    shape dims{c.dims.begin(), c.dims.begin() + axis};
    for (const std::size_t extent : indexes.dims) dims.push_back(extent);
    for (const std::size_t extent : c.dims.drop(axis + 1)) dims.push_back(extent);
    std::vector<std::size_t> where;
    for (const std::int64_t i : wholes_of(n, settled(n, indexes))) where.push_back(axis_of(n, i, c.dims[axis]));
    return taken(n, c, dims, [&](const shape& index) {
        shape at{index.begin(), index.begin() + axis};
        std::size_t flat = 0;
        for (std::size_t i = 0; i < indexes.dims.axes(); ++i) flat = flat * indexes.dims[i] + index[axis + i];
        at.push_back(where[flat]);
        for (const std::size_t i : index.drop(axis + indexes.dims.axes())) at.push_back(i);
        return at;
    });
}

inline constant sliced(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    for (std::size_t i = 1; i < in.size(); ++i)
        if (in[i]) settled(n, *in[i]);
    const auto starts = wholes_of(n, "starts", in, 1, {}), ends = wholes_of(n, "ends", in, 2, {});
    std::vector<std::int64_t> all(starts.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
    const auto axes = wholes_of(n, "axes", in, 3, all),
               steps = wholes_of(n, "steps", in, 4, std::vector<std::int64_t>(starts.size(), 1));
    n.require(starts.size() == ends.size() && axes.size() == starts.size() && steps.size() == starts.size(),
              "expected as many starts, ends, axes and steps");
    shape dims = c.dims;
    std::vector<std::int64_t> first(dims.axes(), 0), step(dims.axes(), 1);
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::size_t axis = axis_of(n, axes[i], dims.axes());
        const auto extent = static_cast<std::int64_t>(c.dims[axis]);
        n.require(steps[i] != 0 && steps[i] >= -extent - 1 && steps[i] <= extent + 1,
                  "expected a step within the axis, got ", steps[i]);
        const bool back = steps[i] < 0;
        const auto inside = [&](std::int64_t at) {
            if (at < 0) at = at < -extent ? -1 : at + extent;
            return std::clamp<std::int64_t>(at, back ? -1 : 0, back ? extent - 1 : extent);
        };
        first[axis] = std::max<std::int64_t>(inside(starts[i]), 0);
        step[axis] = steps[i];
        const std::int64_t length = inside(ends[i]) - first[axis];
        dims[axis] = extent > 0 && length * steps[i] > 0
                         ? static_cast<std::size_t>((std::abs(length) + std::abs(steps[i]) - 1) / std::abs(steps[i]))
                         : 0;
    }
    return taken(n, c, dims, [&](const shape& index) {
        shape at = index;
        for (std::size_t axis = 0; axis < at.axes(); ++axis)
            at[axis] = static_cast<std::size_t>(first[axis] + static_cast<std::int64_t>(index[axis]) * step[axis]);
        return at;
    });
}

inline constant transposed(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    std::vector<std::int64_t> reversed;
    for (std::size_t axis = c.dims.axes(); axis-- > 0;) reversed.push_back(static_cast<std::int64_t>(axis));
    const auto perm = n.wholes("perm", reversed);
    n.require(std::is_permutation(perm.begin(), perm.end(), reversed.begin(), reversed.end()),
              "expected perm to name every axis of ", c.dims);
    shape dims;
    for (const std::int64_t axis : perm) dims.push_back(c.dims[static_cast<std::size_t>(axis)]);
    return taken(n, c, dims, [&](const shape& index) {
        shape at = index;
        for (std::size_t i = 0; i < perm.size(); ++i) at[static_cast<std::size_t>(perm[i])] = index[i];
        return at;
    });
}

/// Along the first axis.
inline constant joined(const node_view& n, const std::vector<const constant*>& in) {
    constant out = needed(n, in, 0);
    n.require(out.dims.axes() > 0 && axis_of(n, n.whole("axis", 0), out.dims.axes()) == 0,
              "expected constants to be concatenated along axis 0");
    bool depends = false;
    for (std::size_t i = 0; i < in.size(); ++i) depends = depends || !needed(n, in, i).how.empty();
    if (depends) out.how.resize(out.numbers.size());
    for (std::size_t i = 1; i < in.size(); ++i) {
        const constant& c = needed(n, in, i);
        n.require(c.dims.axes() == out.dims.axes() && c.dims.drop(1) == out.dims.drop(1),
                  "expected constants that differ in axis 0 only, got ", out.dims, " and ", c.dims);
        require_few(n, out.numbers.size() + c.numbers.size(), depends);
        out.dims[0] += c.dims[0];
        out.numbers.insert(out.numbers.end(), c.numbers.begin(), c.numbers.end());
        for (std::size_t k = 0; depends && k < c.numbers.size(); ++k) out.how.push_back(c.origin(k));
    }
    return out;
}

inline constant reshaped(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    const auto target = wholes_of(n, settled(n, needed(n, in, 1)));
    n.require(target.size() <= shape::max_axes, "expected at most ", shape::max_axes, " axes");
    shape dims;
    std::size_t known = 1;
    for (std::size_t i = 0; i < target.size(); ++i) {
        n.require(target[i] >= -1 && target[i] <= static_cast<std::int64_t>(most_folded), "expected a shape");
        const bool copied = target[i] == 0 && i < c.dims.axes();
        dims.push_back(target[i] == -1 ? 1 : copied ? c.dims[i] : static_cast<std::size_t>(target[i]));
        known = std::min(known * dims.back(), most_folded + 1);
    }
    for (std::size_t i = 0; i < target.size(); ++i)
        if (target[i] == -1 && known > 0) dims[i] = c.numbers.size() / known;
    return with_dims(n, c, dims);
}

inline constant squeezed(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    const auto axes = wholes_of(n, "axes", in, 1, {});
    shape dims;
    for (std::size_t i = 0; i < c.dims.axes(); ++i) {
        bool out = axes.empty() && c.dims[i] == 1;
        for (const std::int64_t axis : axes) out = out || axis_of(n, axis, c.dims.axes()) == i;
        if (!out) dims.push_back(c.dims[i]);
    }
    return with_dims(n, c, dims);
}
inline constant unsqueezed(const node_view& n, const std::vector<const constant*>& in) {
    const constant& c = needed(n, in, 0);
    const auto axes = wholes_of(n, "axes", in, 1, {});
    const std::size_t rank = c.dims.axes() + axes.size();
    n.require(rank <= shape::max_axes, "expected at most ", shape::max_axes, " axes");
    shape dims;
    std::size_t from = 0;
    for (std::size_t i = 0; i < rank; ++i) {
        bool added = false;
        for (const std::int64_t axis : axes) added = added || axis_of(n, axis, rank) == i;
        n.require(added || from < c.dims.axes(), "expected axes that differ");
        dims.push_back(added ? 1 : c.dims[from++]);
    }
    return with_dims(n, c, dims);
}

inline constant filled(const node_view& n, const std::vector<const constant*>& in) {
    shape dims;
    std::size_t count = 1;
    for (const std::int64_t extent : wholes_of(n, settled(n, needed(n, in, 0)))) {
        n.require(dims.axes() < shape::max_axes, "expected at most ", shape::max_axes, " axes");
        n.require(extent >= 0 && extent <= static_cast<std::int64_t>(most_folded), "expected a shape, got ", extent);
        dims.push_back(static_cast<std::size_t>(extent));
        count *= dims.back();
        n.require(count <= most_folded, "expected at most ", most_folded, " numbers");
    }
    const tensor_proto* value = n.tensor("value");
    const constant one = value ? read_constant(*value, n.origin()) : constant{{1}, {0}};
    n.require(one.numbers.size() == 1, "expected one value, got ", one.numbers.size());
    return {dims, std::vector<double>(dims.size(), one.numbers[0]), one.whole};
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
