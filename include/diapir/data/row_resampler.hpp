// Rows of an image resampled along both axes, many at once.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/strips.hpp>
#include <diapir/data/resampling.hpp>
#include <diapir/data/value_range.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::data::detail {

/// Resamples rows of one image {rows, cols, channels}; as many at once as a register has lanes, so that the sums along
/// them are of registers too.
template <class T>
class row_resampler {
public:
    row_resampler(const resampling<T>& down, const resampling<T>& across, std::size_t cols, std::size_t channels)
        : down_(down),
          across_(across),
          channels_(channels),
          width_(cols * channels),
          pitch_(divide_up(width_, lanes) * lanes),
          lines_(lanes * pitch_),
          turned_(pitch_ * lanes) {}

    /// Writes some rows of the result to `to` on.
    void run(const T* image, kernels::row_range rows, const value_range<T>& range, T* to) {
        const std::size_t out_width = (across_.first.size() - 1) * channels_;
        for (std::size_t row = rows.first; row < rows.last; row += lanes) {
            const std::size_t count = std::min(lanes, rows.last - row);
            for (std::size_t line = 0; line < count; ++line) sum_rows(image, row + line, lines_.data() + line * pitch_);
            turn();
            sum_along(count, range, out_width, to);
            to += count * out_width;
        }
    }

private:
    using V = simd::pack<T>;
    static constexpr std::size_t lanes = simd::width<T>;

    /// One row of the result, its columns not yet resampled.
    void sum_rows(const T* image, std::size_t row, T* line) const {
        std::fill_n(line, width_, T{0});
        for (std::size_t k = down_.first[row]; k < down_.first[row + 1]; ++k) {
            const auto add = [weight = down_.weights[k]](const auto& sum, const auto& x) {
                return simd::fma(std::remove_cvref_t<decltype(x)>(weight), x, sum);
            };
            simd::transform(width_, line, add, line, image + down_.sources[k] * width_);
        }
    }
    /// Transposes the lines: {entries of a line, lanes}.
    void turn() {
        for (std::size_t i = 0; i < width_; i += lanes) {
            V tile[lanes];
            for (std::size_t line = 0; line < lanes; ++line) tile[line] = simd::load(&lines_[line * pitch_ + i]);
            simd::transpose<T>(tile);
            for (std::size_t k = 0; k < lanes; ++k) simd::store(&turned_[(i + k) * lanes], tile[k]);
        }
    }
    void sum_along(std::size_t count, const value_range<T>& range, std::size_t out_width, T* to) const {
        V results[lanes];
        for (std::size_t i = 0; i < out_width; ++i) {
            const std::size_t col = i / channels_, channel = i % channels_;
            V sum(T{0});
            for (std::size_t k = across_.first[col]; k < across_.first[col + 1]; ++k)
                sum = simd::fma(V(across_.weights[k]),
                                simd::load(&turned_[(across_.sources[k] * channels_ + channel) * lanes]), sum);
            results[i % lanes] = range.clamp(sum);
            if (i % lanes + 1 < lanes && i + 1 < out_width) continue;
            simd::transpose<T>(results);
            const std::size_t first = i / lanes * lanes;
            for (std::size_t line = 0; line < count; ++line) {
                T values[lanes];
                simd::store(values, results[line]);
                std::copy_n(values, i + 1 - first, to + line * out_width + first);
            }
        }
    }

    const resampling<T>&down_, &across_;
    std::size_t channels_, width_, pitch_;
    kept_vector<T> lines_, turned_;
};

}  // namespace diapir::inline DIAPIR_TARGET::data::detail
