// How an axis is continued beyond its ends: the modes of scipy.ndimage, SciPy 1.10, and two without any values there.
#pragma once

#include <diapir/core/buffer.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// What a stencil sees beyond the ends a b c d of an axis.
enum class edge {
    zero,      ///< 0 0 | a b c d | 0 0
    truncate,  ///< nothing: sums leave it out, and means divide by the number of entries inside
    nearest,   ///< a a | a b c d | d d
    reflect,   ///< b a | a b c d | d c (SciPy's reflect, numpy.pad's symmetric)
    mirror     ///< c b | a b c d | c b (SciPy's mirror, numpy.pad's reflect)
};

namespace detail {

/// i modulo period, for periods above 0; few places outside are more than a period away.
inline std::ptrdiff_t phase_of(std::ptrdiff_t i, std::ptrdiff_t period) {
    if (i < 0) i += period;
    return i >= 0 && i < period ? i : (i % period + period) % period;
}

}  // namespace detail

/// The entry of an axis of `length` > 0 entries that stands for entry i, which may lie outside; -1 for none.
inline std::ptrdiff_t edge_index(std::ptrdiff_t i, std::ptrdiff_t length, edge mode) {
    if (i >= 0 && i < length) return i;
    if (mode == edge::nearest) return i < 0 ? 0 : length - 1;
    if (mode == edge::reflect) {
        const std::ptrdiff_t period = 2 * length, phase = detail::phase_of(i, period);
        return phase < length ? phase : period - 1 - phase;
    }
    if (mode == edge::mirror) {
        if (length == 1) return 0;
        const std::ptrdiff_t period = 2 * (length - 1), phase = detail::phase_of(i, period);
        return phase < length ? phase : period - phase;
    }
    return -1;
}

/// The entry that stands for the entry `back` places before entry i; -1 for none.
inline std::ptrdiff_t edge_index(std::size_t i, std::size_t back, std::size_t length, edge mode) {
    return edge_index(static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(back),
                      static_cast<std::ptrdiff_t>(length), mode);
}

/// The sources of the entries that stand beyond the ends of an axis, worked out once.
class edge_sources {
public:
    edge_sources(std::size_t length, std::size_t before, std::size_t after, edge mode) : before_(before) {
        places_.reserve(before + after);
        for (std::size_t place = 0; place < before; ++place) add(place, length, mode);
        for (std::size_t place = before + length; place < before + length + after; ++place) add(place, length, mode);
    }

    /// Calls f(place, source) for every place outside of before + length + after, counted from 0; source is the place
    /// of the entry inside that stands for it, or none.
    template <class F>
    void for_each(const F& f) const {
        for (const auto& [place, source] : places_) f(place, source);
    }
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

private:
    struct outside {
        std::size_t place, source;
    };
    void add(std::size_t place, std::size_t length, edge mode) {
        const std::ptrdiff_t source = edge_index(place, before_, length, mode);
        places_.push_back({place, source < 0 ? none : before_ + static_cast<std::size_t>(source)});
    }

    std::size_t before_;
    kept_vector<outside> places_;
};

}  // namespace diapir::inline DIAPIR_TARGET::kernels
