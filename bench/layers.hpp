// The convolutions of a network with their executed operations: taps outside the image are not counted.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/kernels/window.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/// A convolution of the network, or a transposed one: `large` is then its output.
struct convolution {
    std::string name;
    bool transposed;
    std::size_t in, out, kernel, rows, cols;  ///< rows and cols of its input
    bool first;                               ///< nothing needs the gradient of its input

    std::size_t stride() const { return transposed ? 2 : 1; }
    std::size_t out_rows() const { return rows * stride(); }
    std::size_t out_cols() const { return cols * stride(); }
    /// Floating-point operations for one sample: the same forward, for the data gradient and for the kernel gradient.
    double flops() const { return 2.0 * static_cast<double>(in * out) * taps_inside(rows) * taps_inside(cols); }

private:
    /// How often a window cell meets a cell of the image along one axis.
    double taps_inside(std::size_t length) const {
        namespace k = diapir::kernels;
        const auto axis = transposed ? k::window_axis::under(length, kernel, 2, diapir::padding::same)
                                     : k::window_axis::over(length, kernel, 1, diapir::padding::same);
        return static_cast<double>(axis.tap_count());
    }
};

/// The name of an entry about one convolution.
inline std::string name_of(const std::string& what, const convolution& c, std::size_t batch) {
    const auto text = [](std::size_t n) { return std::to_string(n); };
    return what + "/" + text(c.kernel) + "x" + text(c.kernel) + (c.transposed ? " transposed " : " ") + text(c.in) +
           " to " + text(c.out) + "/" + text(c.rows) + "x" + text(c.cols) + "/batch " + text(batch);
}

/// The convolutions of a network that lists its layers, for images of rows x cols, in the order in which they run.
template <class Net>
std::vector<convolution> convolutions(const Net& net, std::size_t rows, std::size_t cols) {
    std::vector<convolution> all;
    for (const auto& layer : net.layers(rows, cols)) {
        if (layer.parameters.empty()) continue;
        const diapir::shape& kernel = layer.parameters.front().shape;
        if (kernel.axes() != 4) continue;
        const bool transposed = layer.type == "Conv2DTranspose";
        const std::size_t scale = transposed ? 2 : 1;
        all.push_back({layer.name, transposed, kernel[transposed ? 3 : 2], kernel[transposed ? 2 : 3], kernel[0],
                       layer.output[0] / scale, layer.output[1] / scale, all.empty()});
    }
    return all;
}

/// Of one sample through all of them.
inline double inference_flops(const std::vector<convolution>& all) {
    double sum = 0;
    for (const convolution& c : all) sum += c.flops();
    return sum;
}
/// Forward, data gradients and kernel gradients.
inline double training_flops(const std::vector<convolution>& all) {
    double sum = 0;
    for (const convolution& c : all) sum += c.flops() * (c.first ? 2 : 3);
    return sum;
}

}  // namespace bench
