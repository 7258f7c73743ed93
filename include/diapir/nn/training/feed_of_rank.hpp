// What a rank reads of the samples that several train with: its own, and of the others only what is to be found in
// them.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/batch_parts.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/sample_source.hpp>

#include <cstddef>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// How a batch of so many samples of a source is divided.
template <class T>
batch_parts parts_of_batch(const network<T>& net, const sample_source<T>& source, std::size_t samples,
                           const fit_options& options) {
    const shape input = source.input();
    const bool image = input.axes() == 3;
    return {net, image ? input[0] : 1, image ? input[1] : 1, samples, options.part, options.ranks};
}

/// How batches are read; of several ranks each reads its own samples. All that is given must outlive the feed.
template <class T>
typename batch_feed<T>::options feed_of_rank(const network<T>& net, const sample_source<T>& source,
                                             const fit_options& options) {
    typename batch_feed<T>::options how{options.batch, options.shuffle, options.seed, options.change};
    if (options.ranks.several())
        how.share = [&](std::size_t samples) {
            const auto parts = parts_of_batch(net, source, samples, options);
            return std::pair(parts.first_sample(), parts.last_sample());
        };
    return how;
}

/// Gives all ranks the targets and weights of a batch, of which each has read its own: the loss is that of all samples.
template <class T>
void share_targets(const network<T>& net, const sample_source<T>& source, const fit_options& options,
                   sample_batch<T>& samples) {
    if (!options.ranks.several()) return;
    const auto parts = parts_of_batch(net, source, samples.x.samples(), options);
    parts.share(samples.y);
    if (samples.weights) parts.share(*samples.weights);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
