// The gradient of a volume smoothed by a Gaussian: scipy.ndimage.gaussian_filter with an order of 1 along each axis in
// turn, SciPy 1.10. All directions are damped alike, so that the gradient of a plane wave points across its layers.
#pragma once

#include <diapir/attributes/volume/volume.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/row_stencil.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail {

/// The smoothed derivatives of one trace after another, times the volume's unit factor. Traces of one inline that
/// follow each other share what is filtered along the inlines' number.
template <class T>
class smoothed_gradient_traces {
public:
    smoothed_gradient_traces(const cuboid<T>& c, double sigma, edge mode = edge::reflect)
        : cuboid_(c),
          mode_(mode),
          slope_(kernels::gaussian_weights<T>(sigma, 1, 4)),
          smooth_(kernels::gaussian_weights<T>(sigma, 0, 4)),
          reach_(smooth_.size() - 1),
          sloped_(2 * reach_ + 1, c.extents.samples),
          smoothed_(2 * reach_ + 1, c.extents.samples),
          line_(c.extents.samples, reach_, mode),
          zeros_(c.extents.samples),
          taps_(2 * reach_ + 1),
          pitch_(kernels::whole_registers<T>(c.extents.samples)),
          derivatives_(3 * pitch_) {
        for (T& weight : slope_) weight *= c.unit;
    }

    /// Computes all three; whole registers of them can be read.
    void compute(std::size_t inline_number, std::size_t crossline) {
        using kernels::parity;
        filter_inlines(inline_number, crossline);
        T* to = derivatives_.data();
        kernels::weigh<parity::even>(smooth_, around(sloped_, crossline), cuboid_.extents.samples, line_.entries());
        down<parity::even>(smooth_, to);
        kernels::weigh<parity::odd>(slope_, around(smoothed_, crossline), cuboid_.extents.samples, line_.entries());
        down<parity::even>(smooth_, to + pitch_);
        kernels::weigh<parity::even>(smooth_, around(smoothed_, crossline), cuboid_.extents.samples, line_.entries());
        down<parity::odd>(slope_, to + 2 * pitch_);
    }
    std::size_t size() const { return pitch_; }
    const T* across_inlines() const { return derivatives_.data(); }
    const T* across_crosslines() const { return derivatives_.data() + pitch_; }
    const T* down() const { return derivatives_.data() + 2 * pitch_; }

private:
    template <kernels::parity P>
    void down(const std::vector<T>& weights, T* to) {
        kernels::weigh<P>(weights, line_.taps(), cuboid_.extents.samples, to);
    }
    /// Filters the traces around a crossline along the inlines' number, as far as they are not known yet.
    void filter_inlines(std::size_t inline_number, std::size_t crossline) {
        using kernels::parity;
        const auto [inlines, crosslines, samples] = cuboid_.extents;
        const std::size_t first = crossline - std::min(crossline, reach_),
                          last = std::min(crosslines, crossline + reach_ + 1);
        if (inline_number != inline_ || first < first_ || first > last_) last_ = first;
        inline_ = inline_number;
        first_ = first;
        for (; last_ < last; ++last_) {
            for (std::size_t k = 0; k < taps_.size(); ++k) {
                const std::ptrdiff_t source = kernels::edge_index(inline_number + k, reach_, inlines, mode_);
                taps_[k] = source < 0 ? zeros_.data() : cuboid_.trace(static_cast<std::size_t>(source), last_);
            }
            kernels::weigh<parity::odd>(slope_, taps_.data(), samples, sloped_.row(last_));
            kernels::weigh<parity::even>(smooth_, taps_.data(), samples, smoothed_.row(last_));
        }
    }
    /// The filtered traces around a crossline, and what stands for those beyond the volume: all are among the recent
    /// ones.
    const T* const* around(kernels::recent_rows<T>& rows, std::size_t crossline) {
        for (std::size_t k = 0; k < taps_.size(); ++k) {
            const std::ptrdiff_t source = kernels::edge_index(crossline + k, reach_, cuboid_.extents.crosslines, mode_);
            taps_[k] = source < 0 ? zeros_.data() : rows.row(static_cast<std::size_t>(source));
        }
        return taps_.data();
    }

    cuboid<T> cuboid_;
    edge mode_;
    std::vector<T> slope_, smooth_;
    std::size_t reach_;
    kernels::recent_rows<T> sloped_, smoothed_;
    kernels::continued_line<T> line_;
    kept_vector<T> zeros_;
    kept_vector<const T*> taps_;
    std::size_t pitch_;
    kept_vector<T> derivatives_;
    std::size_t inline_ = static_cast<std::size_t>(-1), first_ = 0, last_ = 0;  // the traces that are known
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume::detail
