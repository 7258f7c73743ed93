// Sets of images on their way through a network: in chunks of at most one block, each of which one thread takes through
// all layers, so that threads wait for one another once and not at every layer.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How many images of rows x cols x channels a thread takes through a network at once: a block of 32, or a smaller
/// power of two where their activations would not fit in 64 MB. A network that knows how many bytes an image takes says
/// so by activation_bytes(rows, cols); of others a hundred times the image is assumed.
template <class Net, class T = typename Net::value_type>
std::size_t images_at_once(const Net& net, std::size_t rows, std::size_t cols, std::size_t channels) {
    std::size_t bytes = 100 * sizeof(T) * rows * cols * channels;
    if constexpr (requires { net.activation_bytes(rows, cols); }) bytes = net.activation_bytes(rows, cols);
    constexpr std::size_t block = 32, memory = std::size_t{64} << 20;
    return std::bit_floor(std::clamp<std::size_t>(memory / std::max<std::size_t>(bytes, 1), 1, block));
}

/// Block `block` of a batch, as a batch.
template <class T>
tensor<T> block_of(const tensor<T>& batch, std::size_t block) {
    const std::size_t lanes = batch.lanes(), samples = std::min(lanes, batch.samples() - block * lanes);
    tensor<T> one = tensor<T>::batch_of_blocks(1, batch.channels(), batch.rows(), batch.cols(), lanes, samples);
    std::copy_n(batch.data() + block * batch.block_size(), one.size(), one.data());
    return one;
}

/// f(batch) for a function from batches to batches of `channels` channels and the same rows and cols, which treats
/// samples alike: block by block where there are several, each in one thread.
template <class T, class F>
tensor<T> map_blocks(const tensor<T>& batch, std::size_t channels, const F& f) {
    if (batch.blocks() == 1 || threads() == 1) return f(batch);
    tensor<T> all = batch.batch_like(channels, batch.rows(), batch.cols());
    parallel_chunks(batch.blocks(), [&](std::size_t block) {
        const tensor<T> one = f(block_of(batch, block));
        std::copy(one.begin(), one.end(), all.data() + block * all.block_size());
    });
    return all;
}

/// Calls f(first, logits) for all chunks of images {n, rows, cols, channels}: logits are those of the images from
/// number `first` on, before any activation of the output. Calls come from several threads, in any order; what f is
/// given does not depend on their number. Throws what the network throws, argument_error for no images.
template <class Net, class T, class F>
void for_each_logits(const Net& net, const array<T>& images, const F& f) {
    const shape s = shape_of(images);
    require(s.axes() == 4 && s.size() > 0, "a network: expected images {n, rows, cols, channels}, got ", s);
    const std::size_t inner = s.drop(1).size(), at_once = images_at_once(net, s[1], s[2], s[3]);
    parallel_chunks((s[0] + at_once - 1) / at_once, [&](std::size_t chunk) {
        const std::size_t first = chunk * at_once, count = std::min(at_once, s[0] - first);
        f(first, net.logits(pack_samples<T>(count, s[1], s[2], s[3],
                                            [&](std::size_t i) { return images.data() + (first + i) * inner; })));
    });
}

/// Writes the samples of a batch to an array {n, rows, cols, channels}, from sample number `first` on.
template <class T>
void unpack_from(const tensor<T>& batch, std::size_t first, array<T>& to) {
    const std::size_t inner = batch.rows() * batch.cols() * batch.channels();
    parallel_for(batch.samples(), [&](std::size_t i) { unpack_sample(batch, i, to.data() + (first + i) * inner); });
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
