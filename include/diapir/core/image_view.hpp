// One image in memory of someone else: a sample of a batch, or a tile of it, without a copy.
#pragma once

#include <diapir/core/shape.hpp>

#include <cstddef>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET {

/// An image {rows, cols, channels} in C order, channels innermost. It owns nothing: whoever holds the memory keeps it
/// alive. A view of const T reads only, and a view of T is one.
template <class T>
struct image_view {
    T* data = nullptr;
    std::size_t rows = 0, cols = 0, channels = 0;

    /// The number of elements.
    std::size_t size() const { return rows * cols * channels; }
    /// The number of elements of a row.
    std::size_t row_size() const { return cols * channels; }
    diapir::shape shape() const { return {rows, cols, channels}; }

    /// The channels of the first pixel of a row, followed by those of the others.
    T* row(std::size_t row) const { return data + row * row_size(); }
    /// The channels of a pixel.
    T* pixel(std::size_t row, std::size_t col) const { return data + (row * cols + col) * channels; }
    T& at(std::size_t row, std::size_t col, std::size_t channel) const { return pixel(row, col)[channel]; }

    operator image_view<const T>() const requires(!std::is_const_v<T>) { return {data, rows, cols, channels}; }
};

}  // namespace diapir::inline DIAPIR_TARGET
