// What a network says about a set of images, before and after the sigmoid: losses need the one, metrics the other, and
// the network runs once for both.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/networks/network.hpp>

#include <cstddef>
#include <mutex>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Both are {n, rows, cols, outputs} or {n, outputs}.
template <class T>
struct predictions {
    array<T> logits, probabilities;

    std::size_t size() const { return logits.dimension() > 0 ? logits.shape()[0] : 0; }
};

/// Runs a network on samples {n, rows, cols, channels} or {n, features} without dropout. The probabilities are what
/// calling the network gives: of a network that does not end in a sigmoid or softmax, its outputs as they are. Throws
/// argument_error for other shapes and for no samples.
template <class T, array_expression E>
predictions<T> predict(const network<T>& net, const E& samples) {
    const auto& x = evaluated<T>(samples);
    const shape s = shape_of(x);
    require(s.axes() == net.input().axes() + 1 && s.size() > 0, "predict: expected samples {n",
            net.input().axes() == 1 ? ", features}, got " : ", rows, cols, channels}, got ", s);
    predictions<T> all;
    std::once_flag known;  // what the network gives for a sample
    for_each_logits(net, x, [&](std::size_t first, tensor<T> logits) {
        std::call_once(known, [&] {
            all.logits = make_array<T>(results_shape(s[0], logits, net.output().axes() == 1));
            all.probabilities = make_array<T>(shape_of(all.logits));
        });
        unpack_from(logits, first, all.logits);
        unpack_from(net.activate(std::move(logits)), first, all.probabilities);
    });
    return all;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
