// The traces around one trace of a volume along a dip: what attributes compare that follow the layers instead of the
// samples.
#pragma once

#include <diapir/attributes/sheared_rows.hpp>
#include <diapir/attributes/volume/volume.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// A dip in samples per trace: from crossline to crossline, and from inline to inline.
struct trial_dip {
    double along_inlines, along_crosslines;
};

/// The dips that are tried: both components are multiples of `step`, and the steepest is `most`. The gentlest is first.
inline std::vector<trial_dip> trial_dips(double most, double step) {
    std::vector<trial_dip> dips;
    const std::vector<double> components = attributes::detail::trial_dips(most, step);
    const auto steepness = [](const trial_dip& d) { return std::hypot(d.along_inlines, d.along_crosslines); };
    for (const double p : components)
        for (const double q : components)
            if (steepness({p, q}) <= most * (1 + 1e-12)) dips.push_back({p, q});
    std::stable_sort(dips.begin(), dips.end(),
                     [&](const trial_dip& a, const trial_dip& b) { return steepness(a) < steepness(b); });
    return dips;
}

/// Throws argument_error, in the name of an attribute, for dips that are none, or too many, or shift the traces of a
/// window too far apart.
inline void require_valid_dips(const cube& window, double most, double step, const char* name) {
    attributes::detail::require_valid_dips(most, step, name, 100);
    attributes::detail::require_sheared_window(name, window.samples, window.traces(),
                                               window.inlines / 2 + window.crosslines / 2, most);
}

/// The traces of the window around one trace, times the unit factor, with reflected margins on all sides.
template <class T>
class sheared_traces {
public:
    /// For dips up to `most` samples per trace.
    sheared_traces(const cuboid<T>& c, const cube& window, double most)
        : cuboid_(c),
          window_(window),
          margin_(static_cast<std::size_t>(
                      std::ceil(most * static_cast<double>(window.inlines / 2 + window.crosslines / 2))) +
                  1),
          size_(c.extents.samples + window.samples - 1),
          pitch_(kernels::whole_registers<T>(size_ + 2 * margin_)),
          traces_(window.traces() * pitch_),
          source_(size_ + 2 * margin_) {
        for (std::size_t k = 0; k < source_.size(); ++k)
            source_[k] = index(k, margin_ + window.samples / 2, c.extents.samples);
    }

    /// Goes to the window around a trace.
    void read(std::size_t inline_number, std::size_t crossline) {
        T* to = traces_.data();
        for (std::size_t i = 0; i < window_.inlines; ++i)
            for (std::size_t x = 0; x < window_.crosslines; ++x, to += pitch_) {
                const T* from = cuboid_.trace(index(inline_number + i, window_.inlines / 2, cuboid_.extents.inlines),
                                              index(crossline + x, window_.crosslines / 2, cuboid_.extents.crosslines));
                for (std::size_t k = 0; k < source_.size(); ++k) to[k] = from[source_[k]] * cuboid_.unit;
            }
    }
    /// The samples that windows along a trace read: samples + window.samples - 1.
    std::size_t size() const { return size_; }
    /// How many samples deeper the layer through the middle of the window lies at its trace number `trace`, counted
    /// inline by inline.
    double shift(std::size_t trace, const trial_dip& dip) const {
        const auto from_middle = [](std::size_t at, std::size_t length) {
            return static_cast<double>(at) - static_cast<double>(length / 2);
        };
        return dip.along_inlines * from_middle(trace % window_.crosslines, window_.crosslines) +
               dip.along_crosslines * from_middle(trace / window_.crosslines, window_.inlines);
    }
    /// Sets to[k] to the amplitude of that trace `shift` samples below sample k - window.samples / 2, for all of
    /// size(); in between it lies on a line between two samples.
    void take(std::size_t trace, double shift, T* to) const {
        const double whole = std::floor(shift);
        const auto weight = static_cast<T>(shift - whole);
        const T* upper =
            traces_.data() + trace * pitch_ +
            static_cast<std::size_t>(static_cast<std::ptrdiff_t>(margin_) + static_cast<std::ptrdiff_t>(whole));
        if (weight == 0) {
            std::copy_n(upper, size_, to);
            return;
        }
        const auto between = [weight](const auto& a, const auto& b) {
            using V = std::remove_cvref_t<decltype(a)>;
            return V(simd::fma(V(weight), V(b - a), a));
        };
        simd::transform(size_, to, between, upper, upper + 1);
    }

private:
    static std::size_t index(std::size_t i, std::size_t back, std::size_t length) {
        return static_cast<std::size_t>(kernels::edge_index(i, back, length, edge::reflect));
    }

    cuboid<T> cuboid_;
    cube window_;
    std::size_t margin_, size_, pitch_;
    kept_vector<T> traces_;
    kept_vector<std::size_t> source_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
