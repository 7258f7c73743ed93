// One axis of an image resampled, as a sparse linear map: skimage.transform.resize, scikit-image 0.19, of order 1 with
// anti-aliasing.
#pragma once

#include <diapir/core/edge.hpp>
#include <diapir/core/gaussian_weights.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data::detail {

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
        std::size_t nearest = in - 1, farthest = 0;
        const auto add = [&](std::ptrdiff_t place, double weight) {
            const auto source = static_cast<std::size_t>(edge_index(place, length, edge::mirror));
            row[source] += weight;
            nearest = std::min(nearest, source);
            farthest = std::max(farthest, source);
        };
        const std::ptrdiff_t numerator =
            static_cast<std::ptrdiff_t>((2 * i + 1) * in) - static_cast<std::ptrdiff_t>(out);
        const std::ptrdiff_t below = (numerator + denominator) / denominator - 1;
        const double above_weight =
            static_cast<double>(numerator - below * denominator) / static_cast<double>(denominator);
        for (std::ptrdiff_t k = -radius; k <= radius; ++k) {
            const double weight = half[static_cast<std::size_t>(std::abs(k))];
            add(below + k, weight * (1 - above_weight));
            add(below + 1 + k, weight * above_weight);
        }
        map.first.push_back(map.sources.size());
        for (std::size_t source = nearest; source <= farthest; ++source) {
            if (row[source] > 0) {
                map.sources.push_back(source);
                map.weights.push_back(static_cast<T>(row[source]));
            }
            row[source] = 0;
        }
    }
    map.first.push_back(map.sources.size());
    return map;
}

}  // namespace diapir::inline DIAPIR_TARGET::data::detail
