// How an axis is continued beyond its ends: the modes of scipy.ndimage, SciPy 1.10, and two without any values there.
#pragma once

#include <cstddef>

namespace diapir::kernels {

/// What a stencil sees beyond the ends a b c d of an axis.
enum class edge {
    zero,      ///< 0 0 | a b c d | 0 0
    truncate,  ///< nothing: sums leave it out, and means divide by the number of entries inside
    nearest,   ///< a a | a b c d | d d
    reflect,   ///< b a | a b c d | d c (SciPy's reflect, numpy.pad's symmetric)
    mirror     ///< c b | a b c d | c b (SciPy's mirror, numpy.pad's reflect)
};

/// The entry of an axis of `length` > 0 entries that stands for entry i, which may lie outside; -1 for none.
inline std::ptrdiff_t edge_index(std::ptrdiff_t i, std::ptrdiff_t length, edge mode) {
    if (i >= 0 && i < length) return i;
    if (mode == edge::nearest) return i < 0 ? 0 : length - 1;
    if (mode == edge::reflect) {
        const std::ptrdiff_t period = 2 * length, phase = (i % period + period) % period;
        return phase < length ? phase : period - 1 - phase;
    }
    if (mode == edge::mirror) {
        if (length == 1) return 0;
        const std::ptrdiff_t period = 2 * (length - 1), phase = (i % period + period) % period;
        return phase < length ? phase : period - phase;
    }
    return -1;
}

/// The entry that stands for the entry `back` places before entry i; -1 for none.
inline std::ptrdiff_t edge_index(std::size_t i, std::size_t back, std::size_t length, edge mode) {
    return edge_index(static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(back),
                      static_cast<std::ptrdiff_t>(length), mode);
}

}  // namespace diapir::kernels
