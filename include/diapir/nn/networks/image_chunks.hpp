// Sets of images on their way through a network: in chunks of at most one block, each of which one thread takes through
// all layers, so that threads wait for one another once and not at every layer.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <mutex>
#include <optional>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How many images of rows x cols x channels a thread takes through a network at once: `most` of them, or a smaller
/// power of two where their activations would not fit in 64 MB. 16 fill the registers of every instruction set; in
/// training 32 share what there is to do once for a gradient. A network that knows how many bytes an image takes says
/// so by activation_bytes(rows, cols); of others a hundred times the image is assumed.
template <class Net, class T = typename Net::value_type>
std::size_t images_at_once(const Net& net, std::size_t rows, std::size_t cols, std::size_t channels,
                           std::size_t most = 16) {
    std::size_t bytes = 100 * sizeof(T) * rows * cols * channels;
    if constexpr (requires { net.activation_bytes(rows, cols); }) bytes = net.activation_bytes(rows, cols);
    constexpr std::size_t memory = std::size_t{64} << 20;
    return std::bit_floor(std::clamp<std::size_t>(memory / std::max<std::size_t>(bytes, 1), 1, most));
}

/// Calls f(begin, end) for the sample_ranges of `count` images, from several threads and in any order.
template <class F>
void for_image_ranges(std::size_t count, std::size_t at_once, const F& f) {
    const sample_ranges ranges(count, at_once);
    parallel_chunks(ranges.size(), [&](std::size_t range) { f(ranges.begin(range), ranges.end(range)); });
}

/// Copies samples `first` to `end` of a batch to samples of another with the same channels, rows and cols, from sample
/// `to_first` on. Where they begin a block in both, pixels are copied as they lie.
template <class T>
void copy_samples(const tensor<T>& from, std::size_t first, std::size_t end, tensor<T>& to, std::size_t to_first) {
    const std::size_t from_lanes = from.lanes(), to_lanes = to.lanes();
    const std::size_t pixels = from.channels() * from.rows() * from.cols();
    for (std::size_t s = first; s < end;) {
        const std::size_t t = to_first + s - first;
        const std::size_t run = std::min({end - s, from_lanes - s % from_lanes, to_lanes - t % to_lanes});
        const T* source = from.data() + s / from_lanes * from.block_size() + s % from_lanes;
        T* target = to.data() + t / to_lanes * to.block_size() + t % to_lanes;
        for (std::size_t pixel = 0; pixel < pixels; ++pixel, source += from_lanes, target += to_lanes)
            std::copy_n(source, run, target);
        s += run;
    }
}

/// Samples `first` to `end` of a batch, as a batch; its empty lanes are zero.
template <class T>
tensor<T> samples_of(const tensor<T>& batch, std::size_t first, std::size_t end) {
    tensor<T> some = tensor<T>::batch(end - first, batch.channels(), batch.rows(), batch.cols());
    if (some.blocks() * some.lanes() != some.samples()) std::fill(some.begin(), some.end(), T{0});
    copy_samples(batch, first, end, some, 0);
    return some;
}

/// f(batch) for a function from batches to batches that treats samples alike: in ranges of `at_once` samples, each in
/// one thread.
template <class T, class F>
tensor<T> map_samples(const tensor<T>& batch, std::size_t at_once, const F& f) {
    if (sample_ranges(batch.samples(), at_once).size() == 1) return f(batch);
    std::optional<tensor<T>> all;
    std::once_flag known;  // what f gives for a sample
    for_image_ranges(batch.samples(), at_once, [&](std::size_t first, std::size_t end) {
        const tensor<T> some = f(samples_of(batch, first, end));
        std::call_once(known, [&] {
            all = batch.batch_like(some.channels(), some.rows(), some.cols());
            if (all->blocks() * all->lanes() != all->samples()) std::fill(all->begin(), all->end(), T{0});
        });
        copy_samples(some, 0, end - first, *all, first);
    });
    return std::move(*all);
}

/// Writes the samples of a batch to an array {n, rows, cols, channels} or {n, channels}, from sample number `first` on.
template <class T>
void unpack_from(const tensor<T>& batch, std::size_t first, array<T>& to) {
    const std::size_t inner = batch.rows() * batch.cols() * batch.channels();
    parallel_for(batch.samples(), [&](std::size_t i) { unpack_sample(batch, i, to.data() + (first + i) * inner); });
}

/// Calls f(first, batch) for all images {n, rows, cols, channels} or samples {n, features} in batches of `at_once`:
/// those from number `first` on. Calls come from several threads, in any order; what f is given does not depend on
/// their number. Throws what f throws, argument_error for no images.
template <class T, class F>
void for_each_batch(const array<T>& images, std::size_t at_once, const F& f) {
    const shape s = shape_of(images);
    require((s.axes() == 4 || s.axes() == 2) && s.size() > 0,
            "a network: expected images {n, rows, cols, channels} or samples {n, features}, got ", s);
    const bool image = s.axes() == 4;
    const std::size_t inner = s.drop(1).size();
    for_image_ranges(s[0], at_once, [&](std::size_t first, std::size_t end) {
        f(first, pack_samples<T>(end - first, image ? s[1] : 1, image ? s[2] : 1, s.back(),
                                 [&](std::size_t i) { return images.data() + (first + i) * inner; }));
    });
}

/// The shape of an array of n results, as images {n, rows, cols, channels} or, flat, {n, channels} of one pixel each.
template <class T>
shape results_shape(std::size_t n, const tensor<T>& result, bool flat) {
    return flat ? shape{n, result.channels()} : shape{n, result.rows(), result.cols(), result.channels()};
}

/// The results of a function from batches to batches that treats samples alike, for images or samples; see
/// results_shape.
template <class T, class F>
array<T> map_images(const array<T>& images, std::size_t at_once, bool flat, const F& f) {
    array<T> results;
    std::once_flag known;  // what f gives for an image
    for_each_batch(images, at_once, [&](std::size_t first, const tensor<T>& batch) {
        const tensor<T> y = f(batch);
        std::call_once(known, [&] { results = make_array<T>(results_shape(images.shape()[0], y, flat)); });
        unpack_from(y, first, results);
    });
    return results;
}

/// Calls f(first, logits) for all images {n, rows, cols, channels}: logits are those of the images from number `first`
/// on, before any activation of the output. As for_each_batch calls it.
template <class Net, class T, class F>
void for_each_logits(const Net& net, const array<T>& images, const F& f) {
    const shape s = shape_of(images);
    const std::size_t at_once =
        s.axes() == 4 ? images_at_once(net, s[1], s[2], s[3]) : images_at_once(net, 1, 1, s.size() ? s.back() : 1);
    for_each_batch(images, at_once, [&](std::size_t first, const tensor<T>& batch) { f(first, net.logits(batch)); });
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
