// How far each pixel of a mask is from the other class: the exact distance transform of Meijster, Roerdink and
// Hesselink, A general algorithm for computing distance transforms in linear time, 2000. Values are those of
// scipy.ndimage 1.10 (distance_transform_edt, distance_transform_cdt).
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

enum class distance_metric {
    euclidean,  ///< the length of the straight line
    chessboard  ///< the larger of the differences of rows and of columns: moves of a king
};

namespace detail {

/// Distances in one image, in whole numbers: squares of the Euclidean ones. What is nowhere near is at `nowhere`.
class image_distances {
public:
    image_distances(std::size_t rows, std::size_t cols, distance_metric metric)
        : rows_(static_cast<std::int64_t>(rows)),
          cols_(static_cast<std::int64_t>(cols)),
          far_(rows_ + cols_),
          euclidean_(metric == distance_metric::euclidean),
          along_(rows * cols),
          centers_(cols),
          begins_(cols) {}

    /// Calls set(pixel, distance) for every pixel, with infinity where `zero(pixel)` holds nowhere in the image.
    template <class Zero, class Set>
    void operator()(const Zero& zero, const Set& set) {
        for (std::int64_t c = 0; c < cols_; ++c) scan_column(c, zero);
        for (std::int64_t r = 0; r < rows_; ++r) scan_row(r, set);
    }

private:
    /// The distance along the column to its nearest zero.
    template <class Zero>
    void scan_column(std::int64_t c, const Zero& zero) {
        std::int64_t distance = far_;
        const auto go = [&](std::int64_t r) {
            const std::size_t pixel = at(r, c);
            distance = zero(pixel) ? 0 : std::min(distance + 1, far_);
            return distance;
        };
        for (std::int64_t r = 0; r < rows_; ++r) along_[at(r, c)] = go(r);
        distance = far_;
        for (std::int64_t r = rows_; r-- > 0;) along_[at(r, c)] = std::min(along_[at(r, c)], go(r));
    }
    /// The distance of column x to the nearest zero of column i, in a row whose distances along the columns are g.
    std::int64_t distance(std::int64_t x, std::int64_t i, const std::int64_t* g) const {
        return euclidean_ ? (x - i) * (x - i) + g[i] * g[i] : std::max(std::abs(x - i), g[i]);
    }
    /// The last column that is nearer to i, or as near, than to u > i.
    std::int64_t border(std::int64_t i, std::int64_t u, const std::int64_t* g) const {
        if (euclidean_) {
            const std::int64_t above = u * u - i * i + g[u] * g[u] - g[i] * g[i], below = 2 * (u - i);
            return above >= 0 ? above / below : -((below - 1 - above) / below);
        }
        return g[i] <= g[u] ? std::max(i + g[u], (i + u) / 2) : std::min(u - g[i], (i + u) / 2);
    }
    /// The lower envelope of the distances to all columns.
    template <class Set>
    void scan_row(std::int64_t r, const Set& set) {
        const std::int64_t* g = along_.data() + r * cols_;
        std::ptrdiff_t q = 0;
        const auto center = [&](std::ptrdiff_t k) -> std::int64_t& { return centers_[static_cast<std::size_t>(k)]; };
        const auto begin = [&](std::ptrdiff_t k) -> std::int64_t& { return begins_[static_cast<std::size_t>(k)]; };
        center(0) = begin(0) = 0;
        for (std::int64_t u = 1; u < cols_; ++u) {
            while (q >= 0 && distance(begin(q), center(q), g) > distance(begin(q), u, g)) --q;
            const std::int64_t first = q < 0 ? 0 : 1 + border(center(q), u, g);
            if (first >= cols_) continue;
            ++q;
            center(q) = u;
            begin(q) = first;
        }
        for (std::int64_t u = cols_; u-- > 0;) {
            const std::int64_t d = distance(u, center(q), g);
            const bool nowhere = g[center(q)] >= far_;
            set(at(r, u), nowhere      ? std::numeric_limits<double>::infinity()
                          : euclidean_ ? std::sqrt(static_cast<double>(d))
                                       : static_cast<double>(d));
            if (u == begin(q)) --q;
        }
    }
    std::size_t at(std::int64_t r, std::int64_t c) const { return static_cast<std::size_t>(r * cols_ + c); }

    std::int64_t rows_, cols_, far_;
    bool euclidean_;
    std::vector<std::int64_t> along_, centers_, begins_;
};

/// Calls f(image, masks of that image, distances of that image, its transform) for every image.
template <class T, class F>
array<float> map_distances(const char* name, const array<T>& masks, distance_metric metric, const F& f) {
    const shape s = shape_of(masks);
    require(s.axes() == 3 || (s.axes() == 4 && s[3] == 1), name, ": expected masks {n, rows, cols}, got ", s);
    auto distances = make_array<float>(s);
    const std::size_t pixels = s[1] * s[2];
    if (pixels == 0) return distances;
    parallel_for(
        s[0],
        [&](std::size_t i) {
            f(masks.data() + i * pixels, distances.data() + i * pixels, image_distances(s[1], s[2], metric));
        },
        20 * pixels);
    return distances;
}

}  // namespace detail

/// The distance in pixels of every pixel of masks {n, rows, cols} or {n, rows, cols, 1} that is not zero to the nearest
/// that is, in the shape of the masks. Zero for those that are; infinite in an image without any. Throws argument_error
/// for other shapes.
template <class T>
array<float> distance_transform(const array<T>& masks, distance_metric metric = distance_metric::euclidean) {
    return detail::map_distances("distance_transform", masks, metric, [](const T* mask, float* to, auto transform) {
        transform([mask](std::size_t i) { return mask[i] == T{0}; },
                  [to](std::size_t i, double d) { to[i] = static_cast<float>(d); });
    });
}

/// The distance in pixels of every pixel to the nearest one of the other class: 1 beside the boundary, infinite in an
/// image of one class. See distance_transform.
template <class T>
array<float> boundary_distance(const array<T>& masks, distance_metric metric = distance_metric::euclidean) {
    return detail::map_distances("boundary_distance", masks, metric, [](const T* mask, float* to, auto transform) {
        for (const bool salt : {false, true})
            transform([&](std::size_t i) { return (mask[i] != T{0}) != salt; },
                      [&](std::size_t i, double d) {
                          if ((mask[i] != T{0}) == salt) to[i] = static_cast<float>(d);
                      });
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
