// Resampling of batches of images: skimage.transform.resize, scikit-image 0.19, of order 1 with anti-aliasing;
// decimation.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/strips.hpp>
#include <diapir/data/resampling.hpp>
#include <diapir/data/row_resampler.hpp>
#include <diapir/data/value_range.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct resize_options {
    bool anti_aliasing = true;  ///< smooth an axis by a Gaussian of (in / out - 1) / 2 entries before it shrinks
};

/// Images {n, rows, cols, channels} resampled to {n, out_rows, out_cols, channels}, in parallel over the images and
/// over strips of large ones. Results lie between the smallest and the largest value of their own image. (scikit-image
/// clips to those of the whole input; as all weights are positive and sum to 1 only the rounding can differ, and an
/// image never depends on the rest of its batch.) Throws argument_error for other shapes and empty extents.
template <array_expression E>
array<real_t<E>> resize(const E& images, std::size_t out_rows, std::size_t out_cols,
                        const resize_options& options = {}) {
    using T = real_t<E>;
    const shape s = shape_of(images);
    require(s.axes() == 4 && s.drop(1).size() > 0, "resize: expected images {n, rows, cols, channels}, got ", s);
    require(out_rows > 0 && out_cols > 0, "resize: expected at least 1 row and 1 column, got ", out_rows, " x ",
            out_cols);
    decltype(auto) in = evaluated<T>(images);
    array<T> out = make_array<T>({s[0], out_rows, out_cols, s[3]});
    const auto down = detail::make_resampling<T>(s[1], out_rows, options.anti_aliasing);
    const auto across = detail::make_resampling<T>(s[2], out_cols, options.anti_aliasing);
    const std::size_t size = s.drop(1).size(), row_size = out_cols * s[3];
    // What a row takes: reading its share of the image is much of it where that is larger than the result.
    const std::size_t row_cost = std::max(row_size, size / out_rows);
    const bool whole = kernels::strips_of(s[0], out_rows, row_cost, 0) == 1;
    std::vector<detail::value_range<T>> ranges;
    if (!whole) ranges = detail::value_ranges(in.data(), s[0], size);
    kernels::for_each_strip(s[0], out_rows, row_cost, 0, [&](std::size_t image, kernels::row_range rows) {
        detail::value_range<T> range;
        whole ? range.include(in.data() + image * size, size) : range.include(ranges[image]);
        detail::row_resampler<T> resampler(down, across, s[2], s[3]);
        resampler.run(in.data() + image * size, rows, range, out.data() + (image * out_rows + rows.first) * row_size);
    });
    return out;
}

/// Every step-th row and column of images {n, rows, cols} or {n, rows, cols, channels}, from the first on: images[:,
/// ::step,
/// ::step] in NumPy. Throws argument_error for other shapes and for step 0.
template <array_expression E>
array<element_t<E>> decimate(const E& images, std::size_t step = 2) {
    using T = element_t<E>;
    const shape s = shape_of(images);
    require(s.axes() == 3 || s.axes() == 4,
            "decimate: expected images {n, rows, cols} or {n, rows, cols, channels}, got ", s);
    require(step > 0, "decimate: expected a step of at least 1, got 0");
    decltype(auto) in = evaluated<T>(images);
    shape kept = s;
    kept[1] = divide_up(s[1], step);
    kept[2] = divide_up(s[2], step);
    array<T> out = make_array<T>(kept);
    const std::size_t channels = s.drop(3).size();
    const auto copy_rows = [&](std::size_t image, kernels::row_range rows) {
        T* to = out.data() + (image * kept[1] + rows.first) * kept[2] * channels;
        for (std::size_t row = rows.first; row < rows.last; ++row) {
            const T* from = in.data() + (image * s[1] + row * step) * s[2] * channels;
            if (channels == 1) {
                for (std::size_t col = 0; col < kept[2]; ++col) *to++ = from[col * step];
            } else {
                for (std::size_t col = 0; col < kept[2]; ++col)
                    to = std::copy_n(from + col * step * channels, channels, to);
            }
        }
    };
    kernels::for_each_strip(kept[0], kept[1], kept[2] * channels, 0, copy_rows, 1);
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
