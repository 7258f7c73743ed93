// Images and what is to be found in them, for training and evaluation.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Images x {n, rows, cols, channels} and their targets y {n, rows, cols, outputs}. Elements may be changed; the shapes
/// belong together.
template <class T>
struct dataset {
    array<T> x, y;

    /// No images: what stands for a validation set that there is not.
    dataset() = default;
    /// Throws argument_error unless there are as many images as targets, at least one, of the same rows and columns.
    dataset(array<T> images, array<T> targets) : x(std::move(images)), y(std::move(targets)) {
        require_pairs("dataset");
    }

    std::size_t size() const { return x.dimension() > 0 ? x.shape()[0] : 0; }
    std::size_t channels() const { return size() > 0 ? x.shape()[3] : 0; }
    std::size_t outputs() const { return size() > 0 ? y.shape()[3] : 0; }

    /// What the constructor promises, for those who could be given a set whose arrays were replaced since. Throws
    /// argument_error in the name of `who`.
    void require_pairs(const char* who) const {
        const shape a = shape_of(x), b = shape_of(y);
        require(a.axes() == 4 && b.axes() == 4 && a.size() > 0 && b.size() > 0 && a[0] == b[0] && a[1] == b[1] &&
                    a[2] == b[2],
                who, ": expected images {n, rows, cols, channels} and as many targets {n, rows, cols, outputs}, got ",
                a, " and ", b);
    }
};

/// The entries of an array {n, rows, cols, channels} that `order` names, from `first` to `last` (exclusive), as a
/// batch.
template <class T>
tensor<T> pack_rows(const array<T>& a, const std::vector<std::size_t>& order, std::size_t first, std::size_t last) {
    const shape s = shape_of(a);
    const std::size_t inner = s.drop(1).size();
    return pack_samples<T>(last - first, s[1], s[2], s[3],
                           [&](std::size_t i) { return a.data() + order[first + i] * inner; });
}
/// The entries from `first` to `last` (exclusive) in their own order.
template <class T>
tensor<T> pack_rows(const array<T>& a, std::size_t first, std::size_t last) {
    const shape s = shape_of(a);
    const std::size_t inner = s.drop(1).size();
    return pack_samples<T>(last - first, s[1], s[2], s[3],
                           [&](std::size_t i) { return a.data() + (first + i) * inner; });
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
