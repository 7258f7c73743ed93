// What a network says about a set of images, before and after the sigmoid: losses need the one, metrics the other, and
// the network runs once for both.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace diapir::nn {

/// Both are {n, rows, cols, outputs}.
template <class T>
struct predictions {
    array<T> logits, probabilities;

    std::size_t size() const { return logits.dimension() > 0 ? logits.shape()[0] : 0; }
};

/// How many images predict and evaluate give to a network at once.
inline constexpr std::size_t images_at_once = 64;

/// Runs a network on images {n, rows, cols, channels} without dropout. The probabilities are what calling the network
/// gives. Throws argument_error for other shapes and for no images.
template <class Net, array_expression E, class T = typename Net::value_type>
predictions<T> predict(const Net& net, const E& images) {
    const auto& x = evaluated<T>(images);
    const shape s = shape_of(x);
    require(s.axes() == 4 && s.size() > 0, "predict: expected images {n, rows, cols, channels}, got ", s);
    predictions<T> all;
    for (std::size_t first = 0; first < s[0]; first += images_at_once) {
        const std::size_t last = std::min(first + images_at_once, s[0]);
        tensor<T> batch = net.logits(pack_rows(x, first, last));
        const std::size_t inner = batch.rows() * batch.cols() * batch.channels();
        const auto unpack_to = [&](array<T>& to) {
            if (first == 0) to = make_array<T>({s[0], batch.rows(), batch.cols(), batch.channels()});
            parallel_for(last - first,
                         [&](std::size_t i) { unpack_sample(batch, i, to.data() + (first + i) * inner); });
        };
        unpack_to(all.logits);
        batch = sigmoid(std::move(batch));
        unpack_to(all.probabilities);
    }
    return all;
}

}  // namespace diapir::nn
