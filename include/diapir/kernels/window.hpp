// Where a sliding window meets one axis of an image: the geometry that convolution, its adjoint and pooling share.
// Padding follows TensorFlow: `same` has out = ceil(in / stride) and puts the smaller half of the padding first.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::common {

/// How a window treats the border of an image.
enum class padding { same, valid };

/// Consecutive cells that one output position meets: input cells first, first + 1, ..., and as many window cells,
/// from `window` on in steps of the axis.
struct tap_run {
    std::ptrdiff_t first, window, count;
};

/// For every output position of an axis the cells it meets.
struct taps {
    kept_vector<tap_run> runs;
    std::ptrdiff_t window_step;
    /// The same away from the borders: output position phase + n * phases.size() meets the cells phases[phase].first +
    /// n * phase_step onwards.
    kept_vector<tap_run> phases;
    std::ptrdiff_t phase_step;
};

/// What messages call an axis: the operation, and what is counted along it.
struct axis_name {
    const char *operation = "window", *cells = "cells";
};

/// A window of `size` cells moved over `large` cells in steps of `stride` takes `small` positions; position p meets the
/// cells p * stride - before + k for k below size, where they exist.
struct window_axis {
    std::size_t large, small, size, stride, before;

    /// The axis of a window on `large` cells. Throws argument_error, in the name of an operation, when a valid window
    /// does not fit, and where a number is 0 or beyond all reason.
    static window_axis over(std::size_t large, std::size_t size, std::size_t stride, padding border,
                            const axis_name& name = {}) {
        constexpr std::size_t largest = std::size_t{1} << 32, longest = 1 << 20;
        const auto [operation, cells] = name;
        require(size > 0 && stride > 0 && size <= largest && stride <= longest, operation,
                ": expected a window of 1 to ", largest, " ", cells, " and a stride of 1 to ", longest, ", got ", size,
                " and ", stride);
        require(large > 0, operation, ": expected at least one of ", cells, ", got 0");
        if (border == padding::valid) {
            require(size <= large, operation, ": a valid window of ", size, " ", cells, " does not fit ", large);
            return {large, (large - size) / stride + 1, size, stride, 0};
        }
        const std::size_t small = (large - 1) / stride + 1;
        const std::size_t reach = (small - 1) * stride + size;
        return {large, small, size, stride, reach > large ? (reach - large) / 2 : 0};
    }
    /// The axis whose adjoint takes `small` cells to the larger image: small * stride cells for same, all that the
    /// window reaches for valid.
    static window_axis under(std::size_t small, std::size_t size, std::size_t stride, padding border,
                             const axis_name& name = {}) {
        require(small > 0, name.operation, ": expected at least one of ", name.cells, ", got 0");
        const std::size_t moved = shape::extent(name.operation, small, stride);
        return over(border == padding::same ? moved : moved - stride + std::max(size, stride), size, stride, border,
                    name);
    }

    /// How many cells all positions meet.
    std::size_t tap_count() const {
        std::size_t count = 0;
        for (std::size_t p = 0; p < small; ++p) {
            const std::size_t begin = std::max(p * stride, before), end = std::min(p * stride + size, large + before);
            if (begin < end) count += end - begin;
        }
        return count;
    }

    /// From the large axis to the small one.
    taps forward() const {
        taps t{{}, 1, {}, static_cast<std::ptrdiff_t>(stride)};
        t.phases.push_back({-static_cast<std::ptrdiff_t>(before), 0, static_cast<std::ptrdiff_t>(size)});
        for (std::size_t p = 0; p < small; ++p) {
            const auto start = static_cast<std::ptrdiff_t>(p * stride) - static_cast<std::ptrdiff_t>(before);
            const std::ptrdiff_t first = std::max<std::ptrdiff_t>(start, 0);
            const auto last = std::min(start + static_cast<std::ptrdiff_t>(size), static_cast<std::ptrdiff_t>(large));
            t.runs.push_back({first, first - start, std::max<std::ptrdiff_t>(last - first, 0)});
        }
        return t;
    }
    /// From the small axis to the large one: cell q meets the positions p with 0 <= q + before - p * stride < size. The
    /// window's cells are counted from its end, as the adjoint of a kernel has them.
    taps adjoint() const {
        taps t{{}, static_cast<std::ptrdiff_t>(stride), {}, 1};
        const auto end = static_cast<std::ptrdiff_t>(size) - 1;
        for (std::size_t phase = 0; phase < std::min(stride, large); ++phase) {  // the others have no cell
            const std::size_t shifted = phase + before, smallest = shifted % stride;
            const std::size_t count = size > smallest ? (size - smallest - 1) / stride + 1 : 0;
            const auto largest =
                static_cast<std::ptrdiff_t>(smallest + count * stride) - static_cast<std::ptrdiff_t>(stride);
            t.phases.push_back({(static_cast<std::ptrdiff_t>(shifted) - largest) / static_cast<std::ptrdiff_t>(stride),
                                end - largest, static_cast<std::ptrdiff_t>(count)});
        }
        for (std::size_t q = 0; q < large; ++q) {
            const std::size_t shifted = q + before;
            const std::size_t first = shifted < size ? 0 : (shifted - size) / stride + 1;
            const std::size_t last = std::min(shifted / stride + 1, small);
            t.runs.push_back({static_cast<std::ptrdiff_t>(first),
                              end + static_cast<std::ptrdiff_t>(first * stride) - static_cast<std::ptrdiff_t>(shifted),
                              last > first ? static_cast<std::ptrdiff_t>(last - first) : 0});
        }
        return t;
    }
};

}  // namespace diapir::common

namespace diapir::inline DIAPIR_TARGET {

using common::padding;

namespace kernels {

using common::axis_name;
using common::tap_run;
using common::taps;
using common::window_axis;

}  // namespace kernels
}  // namespace diapir::inline DIAPIR_TARGET
