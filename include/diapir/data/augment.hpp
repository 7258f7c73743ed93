// Random changes that leave a seismic section plausible, for training. Time runs down, so sections are mirrored left to
// right only.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/data/mirror.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct flip_options {
    double probability = 0.5;  ///< of each sample
    std::uint64_t seed = 0;
    std::vector<std::size_t> odd_channels{};  ///< channels of the images that change sign when mirrored, such as sobel
};

/// Mirrors images {n, rows, cols, channels} in place left to right, each with its masks {n, rows, cols, classes}.
/// Whether sample i is mirrored depends on the seed and i only. A channel that is a derivative from trace to trace
/// changes its sign: name it in odd_channels, and mirror before a power transform, which does not keep signs. Throws
/// argument_error where the masks do not belong to the images, for channels that do not exist, and for a probability
/// outside [0, 1].
template <class T, class M>
void flip_traces(array<T>& images, array<M>& masks, const flip_options& options = {}) {
    const shape s = shape_of(images), m = shape_of(masks);
    require(s.axes() == 4, "flip_traces: expected images {n, rows, cols, channels}, got ", s);
    require(m.axes() == 4 && std::equal(s.begin(), s.begin() + 3, m.begin()), "flip_traces: expected masks {", s[0],
            ", ", s[1], ", ", s[2], ", classes}, got ", m);
    for (std::size_t channel : options.odd_channels)
        require(channel < s[3], "flip_traces: channel ", channel, " does not exist in images ", s);
    detail::require_once("flip_traces", options.odd_channels);
    require(options.probability >= 0 && options.probability <= 1, "flip_traces: expected a probability in [0, 1], got ",
            options.probability);
    if (s.size() == 0) return;
    const auto mirror = [&](std::size_t i) {
        if (random_stream(options.seed, i).uniform() >= options.probability) return;
        mirror_traces<T>({images.data() + i * s.drop(1).size(), s[1], s[2], s[3]}, options.odd_channels);
        mirror_traces<M>({masks.data() + i * m.drop(1).size(), m[1], m[2], m[3]});
    };
    parallel_for(s[0], mirror, s.drop(1).size() / 32);
}

}  // namespace diapir::inline DIAPIR_TARGET::data
