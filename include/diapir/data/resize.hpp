// Resampling of batches of images: skimage.transform.resize, scikit-image 0.19, of order 1 with anti-aliasing;
// decimation.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/stencil.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct resize_options {
    bool anti_aliasing = true;  ///< smooth an axis by a Gaussian of (in / out - 1) / 2 entries before it shrinks
};

namespace detail {

/// One axis resampled: entry i of the result is the sum of weights[k] * entry sources[k], k from first[i] to first[i +
/// 1].
template <class T>
struct resampling {
    std::vector<std::size_t> first, sources;
    std::vector<T> weights;
};

/// Linear interpolation at (i + 1/2) in / out - 1/2 between smoothed entries, edges mirrored, as one sparse linear map.
/// The place is kept as an exact fraction: an entry that interpolation gives no weight must not turn zeros into
/// non-zeros.
template <class T>
resampling<T> make_resampling(std::size_t in, std::size_t out, bool anti_aliasing) {
    using kernels::edge, kernels::edge_index;
    const auto length = static_cast<std::ptrdiff_t>(in), denominator = 2 * static_cast<std::ptrdiff_t>(out);
    std::vector<double> half{1};
    if (anti_aliasing && in > out)
        half = kernels::gaussian_weights<double>((static_cast<double>(in) / static_cast<double>(out) - 1) / 2, 0, 4);
    const auto radius = static_cast<std::ptrdiff_t>(half.size()) - 1;

    resampling<T> map;
    std::vector<double> row(in);
    for (std::size_t i = 0; i < out; ++i) {
        const std::ptrdiff_t numerator =
            static_cast<std::ptrdiff_t>((2 * i + 1) * in) - static_cast<std::ptrdiff_t>(out);
        const std::ptrdiff_t below = (numerator + denominator) / denominator - 1;
        const double above_weight =
            static_cast<double>(numerator - below * denominator) / static_cast<double>(denominator);
        std::fill(row.begin(), row.end(), 0.0);
        for (std::ptrdiff_t k = -radius; k <= radius; ++k) {
            const double weight = half[static_cast<std::size_t>(std::abs(k))];
            row[static_cast<std::size_t>(edge_index(below + k, length, edge::mirror))] += weight * (1 - above_weight);
            row[static_cast<std::size_t>(edge_index(below + 1 + k, length, edge::mirror))] += weight * above_weight;
        }
        map.first.push_back(map.sources.size());
        for (std::size_t source = 0; source < in; ++source)
            if (row[source] > 0) {
                map.sources.push_back(source);
                map.weights.push_back(static_cast<T>(row[source]));
            }
    }
    map.first.push_back(map.sources.size());
    return map;
}

}  // namespace detail

/// Images {n, rows, cols, channels} resampled to {n, out_rows, out_cols, channels}, in parallel over the images.
/// Results lie between the smallest and the largest value of their own image. (scikit-image clips to those of the whole
/// input; as all weights are positive and sum to 1 only the rounding can differ, and an image never depends on the rest
/// of its batch.) Throws argument_error for other shapes and empty extents.
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
    const std::size_t channels = s[3], width = s[2] * channels;

    parallel_for(s[0], [&](std::size_t image) {
        const T* from = in.data() + image * s[1] * width;
        T* to = out.data() + image * out_rows * out_cols * channels;
        T low = std::numeric_limits<T>::max(), high = std::numeric_limits<T>::lowest();
        for (std::size_t i = 0; i < s[1] * width; ++i) {
            low = std::min(low, from[i]);
            high = std::max(high, from[i]);
        }
        std::vector<T> line(width);
        for (std::size_t row = 0; row < out_rows; ++row) {
            std::fill(line.begin(), line.end(), T{0});
            for (std::size_t k = down.first[row]; k < down.first[row + 1]; ++k) {
                const auto add = [weight = down.weights[k]](const auto& sum, const auto& x) {
                    return simd::fma(std::remove_cvref_t<decltype(x)>(weight), x, sum);
                };
                simd::transform(width, line.data(), add, line.data(), from + down.sources[k] * width);
            }
            for (std::size_t col = 0; col < out_cols; ++col)
                for (std::size_t channel = 0; channel < channels; ++channel) {
                    T sum{0};
                    for (std::size_t k = across.first[col]; k < across.first[col + 1]; ++k)
                        sum += across.weights[k] * line[across.sources[k] * channels + channel];
                    *to++ = std::clamp(sum, low, high);
                }
        }
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
    kept[1] = (s[1] + step - 1) / step;
    kept[2] = (s[2] + step - 1) / step;
    array<T> out = make_array<T>(kept);
    const std::size_t channels = s.drop(3).size();
    T* to = out.data();
    for (std::size_t image = 0; image < kept[0]; ++image)
        for (std::size_t row = 0; row < kept[1]; ++row)
            for (std::size_t col = 0; col < kept[2]; ++col)
                to =
                    std::copy_n(in.data() + ((image * s[1] + row * step) * s[2] + col * step) * channels, channels, to);
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
