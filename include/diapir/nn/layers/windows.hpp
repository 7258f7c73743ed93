// How layers with a sliding window treat the border, and the images that they give.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/ops/convolution_map.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// same: as many positions as the stride leaves, zeros beyond the border; reflect: the same with the image mirrored
/// there, its border pixels not repeated; valid: where the window lies inside.
enum class border { same, valid, reflect };

namespace detail {

/// Throws argument_error, in the name of a layer, unless s is that of an image.
inline void require_image(const char* layer, const shape& s) {
    require(s.axes() == 3, layer, ": expected an image {rows, cols, channels}, got ", s);
}

inline padding operation_border(border b) {
    return b == border::same ? padding::same : padding::valid;
}

/// The positions of a window of `size` cells on `cells` of them, for an axis of a layer.
inline std::size_t positions(std::size_t cells, std::size_t size, std::size_t stride, border b,
                             const kernels::axis_name& name = {}) {
    const padding p = b == border::valid ? padding::valid : padding::same;
    return kernels::window_axis::over(cells, size, stride, p, name).small;
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::nn
