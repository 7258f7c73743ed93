// What a network says about a set of images, before and after the sigmoid: losses need the one, metrics the other, and
// the network runs once for both.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/ops/elementwise.hpp>

#include <cstddef>
#include <mutex>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Both are {n, rows, cols, outputs}.
template <class T>
struct predictions {
    array<T> logits, probabilities;

    std::size_t size() const { return logits.dimension() > 0 ? logits.shape()[0] : 0; }
};

/// Runs a network on images {n, rows, cols, channels} without dropout. The probabilities are what calling the network
/// gives. Throws argument_error for other shapes and for no images.
template <class Net, array_expression E, class T = typename Net::value_type>
predictions<T> predict(const Net& net, const E& images) {
    const auto& x = evaluated<T>(images);
    const shape s = shape_of(x);
    require(s.axes() == 4 && s.size() > 0, "predict: expected images {n, rows, cols, channels}, got ", s);
    predictions<T> all;
    std::once_flag known;  // how many outputs the network has
    for_each_logits(net, x, [&](std::size_t first, tensor<T> logits) {
        std::call_once(known, [&] {
            all.logits = make_array<T>({s[0], logits.rows(), logits.cols(), logits.channels()});
            all.probabilities = make_array<T>(shape_of(all.logits));
        });
        unpack_from(logits, first, all.logits);
        unpack_from(sigmoid(std::move(logits)), first, all.probabilities);
    });
    return all;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
