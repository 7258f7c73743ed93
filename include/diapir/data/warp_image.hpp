// Images resampled at the places of a warp, in place. Beyond its borders a section is continued by reflection.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/edge.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/image_view.hpp>
#include <diapir/data/mirror.hpp>
#include <diapir/data/warp.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::data {

/// What is between pixels: their bilinear interpolation, or the value of the nearest.
enum class interpolation { linear, nearest };

namespace detail {

/// Pixels `first` to `last` (exclusive) of an axis; those outside the image are reflections.
struct pixel_range {
    std::ptrdiff_t first, last;

    std::size_t count() const { return static_cast<std::size_t>(last - first); }
    /// Those around places low to high, for both ways to interpolate: one more at the end than floor + 1, so that
    /// rounding may carry a place beyond the next whole number.
    static pixel_range around(double low, double high) {
        return {static_cast<std::ptrdiff_t>(std::floor(low)), static_cast<std::ptrdiff_t>(std::floor(high)) + 3};
    }
};

/// Whether pixel i of an axis continued by reflection lies in a copy that is mirrored.
inline bool in_mirrored_copy(std::ptrdiff_t i, std::ptrdiff_t length) {
    const std::ptrdiff_t copy = i >= 0 ? i / length : (i + 1) / length - 1;
    return copy % 2 != 0;
}

/// A copy of a part of an image that reflection, d c b a | a b c d | d c b a, continues on all sides. It mirrors pixels
/// with their edges, as mirror_traces does, and like there odd channels change their sign, left and right of the image.
template <class T>
class continued_image {
public:
    continued_image(image_view<const T> image, pixel_range rows, pixel_range cols,
                    std::span<const std::size_t> odd_channels)
        : pitch_(cols.count() * image.channels), pixels_(make_buffer<T>(rows.count() * pitch_)) {
        using kernels::edge, kernels::edge_index;
        const auto height = static_cast<std::ptrdiff_t>(image.rows), width = static_cast<std::ptrdiff_t>(image.cols);
        T* to = pixels_.get();
        for (std::ptrdiff_t row = rows.first; row < rows.last; ++row) {
            const auto from = static_cast<std::size_t>(edge_index(row, height, edge::reflect));
            for (std::ptrdiff_t col = cols.first, run; col < cols.last; col += run) {
                run = col >= 0 && col < width ? std::min(width, cols.last) - col : 1;
                const auto source = static_cast<std::size_t>(edge_index(col, width, edge::reflect));
                T* next = std::copy_n(image.pixel(from, source), static_cast<std::size_t>(run) * image.channels, to);
                if (in_mirrored_copy(col, width))
                    for (std::size_t channel : odd_channels) to[channel] *= T{-1};
                to = next;
            }
        }
    }

    std::size_t pitch() const { return pitch_; }
    const T* pixels() const { return pixels_.get(); }

private:
    std::size_t pitch_;  // elements of a row
    buffer<T> pixels_;
};

/// Where one column of the result is read from a continued image.
template <class T>
struct column_source {
    std::size_t left;  ///< element of a row
    T share;           ///< of the pixel to the right of it
    double row;        ///< place in the first row of the result
};

/// The value `share` of the way from a to b; a alone where that is 0, whatever b is.
template <class T>
T between(T a, T b, T share) {
    return share == 0 ? a : a + share * (b - a);
}

/// Reads one row of the result, `down` rows of the source below the first. Channels is their number, or 0 where the
/// compiler need not know it.
template <std::size_t Channels, class T>
void read_row(const continued_image<T>& from, std::span<const column_source<T>> columns, double down, interpolation how,
              std::size_t channels, T* to) {
    if constexpr (Channels > 0) channels = Channels;
    const std::size_t pitch = from.pitch();
    const double half = how == interpolation::nearest ? 0.5 : 0;
    for (const column_source<T>& column : columns) {
        const double place = column.row + down + half;
        const auto row = static_cast<std::ptrdiff_t>(place);
        const T* above = from.pixels() + static_cast<std::size_t>(row) * pitch + column.left;
        if (how == interpolation::nearest) {
            to = std::copy_n(above, channels, to);
            continue;
        }
        const T share = static_cast<T>(place - static_cast<double>(row));
        const T *below = above + pitch, *above_right = above + channels, *below_right = below + channels;
        for (std::size_t k = 0; k < channels; ++k)
            to[k] = between(between(above[k], above_right[k], column.share),
                            between(below[k], below_right[k], column.share), share);
        to += channels;
    }
}

/// Calls f with the number of channels as a constant where it is small, else with 0.
template <class F>
void with_channels(std::size_t channels, const F& f) {
    switch (channels) {
        case 1:
            return f(std::integral_constant<std::size_t, 1>());
        case 2:
            return f(std::integral_constant<std::size_t, 2>());
        case 3:
            return f(std::integral_constant<std::size_t, 3>());
        case 4:
            return f(std::integral_constant<std::size_t, 4>());
        default:
            return f(std::integral_constant<std::size_t, 0>());
    }
}

}  // namespace detail

/// Changes an image {rows, cols, channels} in place: every pixel gets what a warp finds for it, beyond the borders what
/// reflection finds, d c b a | a b c d | d c b a. odd_channels names derivatives from trace to trace, whose sign is the
/// opposite in a reflection at the left or right border. Moves of whole pixels copy values bit for bit. Throws
/// argument_error for places that are not finite or out of all reason, and for channels that do not exist or are named
/// twice.
template <std::floating_point T>
void warp_image(image_view<T> image, const warp& by, interpolation how = interpolation::linear,
                std::span<const std::size_t> odd_channels = {}) {
    if (image.size() == 0 || by == warp()) return;
    for (std::size_t channel : odd_channels)
        require(channel < image.channels, "warp_image: channel ", channel, " does not exist in an image ",
                image.shape());
    detail::require_once("warp_image", odd_channels);
    const double last_row = static_cast<double>(image.rows - 1), last_col = static_cast<double>(image.cols - 1);
    const auto [top, bottom] =
        std::minmax({by.row_at(0, 0), by.row_at(last_row, 0), by.row_at(0, last_col), by.row_at(last_row, last_col)});
    const auto [left, right] = std::minmax({by.col_at(0), by.col_at(last_col)});
    constexpr double farthest = 1 << 24;
    for (double place : {top, bottom, left, right})
        require(std::abs(place) < farthest, "warp_image: expected places within ", farthest, " pixels, got ", place);
    const auto rows = detail::pixel_range::around(top, bottom), cols = detail::pixel_range::around(left, right);
    constexpr std::size_t most = 1 << 30;
    require(rows.count() < most / cols.count(), "warp_image: expected places among ", most, " pixels, got ",
            rows.count(), " x ", cols.count());
    const detail::continued_image<T> source(image, rows, cols, odd_channels);

    if (by.whole()) how = interpolation::nearest;
    const double half = how == interpolation::nearest ? 0.5 : 0;
    kept_vector<detail::column_source<T>> columns(image.cols);
    for (std::size_t col = 0; col < image.cols; ++col) {
        const double place = by.col_at(static_cast<double>(col)) - static_cast<double>(cols.first) + half;
        const double pixel = std::floor(place);
        columns[col] = {static_cast<std::size_t>(pixel) * image.channels, static_cast<T>(place - pixel),
                        by.row_at(0, static_cast<double>(col)) - static_cast<double>(rows.first)};
    }
    detail::with_channels(image.channels, [&](auto channels) {
        for (std::size_t row = 0; row < image.rows; ++row)
            detail::read_row<channels()>(source, std::span<const detail::column_source<T>>(columns),
                                         by.row_step * static_cast<double>(row), how, image.channels, image.row(row));
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::data
