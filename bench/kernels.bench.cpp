// The convolution kernels of the simple U-Net, layer by layer: forward, data gradient, kernel gradient, each in the way
// that the library chooses, and as the plain sum over the taps ("direct").
#include "layers.hpp"
#include "subject.hpp"
#include <diapir/core/random.hpp>
#include <diapir/kernels/convolution.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <memory>
#include <string>

namespace {

using namespace diapir;

tensor<float> noise(tensor<float> t) {
    random_stream random(7, 1);
    for (float& e : t) e = static_cast<float>(random.normal());
    return t;
}

/// What the three kernels of one layer work on.
struct layer {
    bench::convolution c;
    kernels::window_axis rows, cols;
    tensor<float> small, large, weights, bias;

    layer(const bench::convolution& conv, std::size_t batch)
        : c(conv),
          rows(axis(conv, conv.rows)),
          cols(axis(conv, conv.cols)),
          small(noise(tensor<float>::batch(batch, conv.transposed ? conv.in : conv.out, rows.small, cols.small))),
          large(noise(tensor<float>::batch(batch, conv.transposed ? conv.out : conv.in, rows.large, cols.large))),
          weights(noise(tensor<float>(shape{conv.kernel, conv.kernel, large.channels(), small.channels()}))),
          bias(shape{std::max(conv.in, conv.out)}, 0.5f) {}

    static kernels::window_axis axis(const bench::convolution& c, std::size_t length) {
        return c.transposed ? kernels::window_axis::under(length, c.kernel, 2, padding::same)
                            : kernels::window_axis::over(length, c.kernel, 1, padding::same);
    }
    kernels::kernel_view<float> view() const { return kernels::kernel_view<float>::of(weights); }

    /// From large to small: the forward pass of a convolution, the data gradient of a transposed one.
    void convolve() { kernels::convolve(large, view(), bias.data(), rows, cols, small); }
    void convolve_directly() {
        kernels::correlate(large, kernels::pack_kernel(view()), view(), bias.data(), rows.forward(), cols.forward(),
                           small);
    }
    /// From small to large: the other way round.
    void convolve_adjoint() { kernels::convolve_adjoint(small, view(), bias.data(), rows, cols, large); }
    void convolve_adjoint_directly() {
        kernels::correlate(small, kernels::pack_kernel(view().adjoint()), view().adjoint(), bias.data(), rows.adjoint(),
                           cols.adjoint(), large);
    }
    void gradient() { kernels::convolution_gradient(large, small, rows, cols, weights); }
    void gradient_directly() { kernels::kernel_gradient(large, small, rows, cols, weights); }
};

void add_layer(const bench::convolution& c, std::size_t batch) {
    const double flops = c.flops() * static_cast<double>(batch);
    const auto entry = [&](const char* what, void (layer::*run)()) {
        bench::add({.what = bench::name_of(what, c, batch), .flops = flops}, [=](std::size_t) {
            auto work = std::make_shared<layer>(c, batch);
            return [=] { ((*work).*run)(); };
        });
    };
    entry("forward", c.transposed ? &layer::convolve_adjoint : &layer::convolve);
    entry("forward direct", c.transposed ? &layer::convolve_adjoint_directly : &layer::convolve_directly);
    if (!c.first) entry("data gradient", c.transposed ? &layer::convolve : &layer::convolve_adjoint);
    entry("kernel gradient", &layer::gradient);
    entry("kernel gradient direct", &layer::gradient_directly);
}

const bench::registration entries([] {
    const nn::unet<float> net;
    for (const auto& c : bench::convolutions(net, 24, 24)) add_layer(c, 32);
    const auto large = bench::convolutions(net, 512, 512);
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}, large.size() - 2}) {
        bench::convolution c = large[i];
        c.first = true;  // of one large image only the forward pass matters
        add_layer(c, 1);
    }
});

}  // namespace
