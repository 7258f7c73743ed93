// The networks as a whole: inference and training steps over batch and image sizes.
#include "layers.hpp"
#include "residual_net.hpp"
#include "subject.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn.hpp>

#include <memory>
#include <optional>
#include <string>

namespace {

using namespace diapir;

tensor<float> noise(std::size_t n, std::size_t channels, std::size_t rows, std::size_t cols) {
    auto x = tensor<float>::batch(n, channels, rows, cols);
    random_stream random(7, 1);
    for (float& e : x) e = static_cast<float>(random.normal());
    return x;
}

/// Sides that the U-Net would pad are padded for the count of operations too.
std::size_t padded(std::size_t size, std::size_t granularity) {
    return (size + granularity - 1) / granularity * granularity;
}

/// prepare(net) gives what is called: the network itself, or as it is frozen.
template <class Prepare>
void add_inference(const std::string& what, const std::string& label, const nn::unet_options& options, std::size_t size,
                   std::size_t batch, Prepare prepare) {
    const nn::unet<float> net(options);
    const std::size_t side = padded(size, net.granularity());
    const double flops = bench::inference_flops(bench::convolutions(net, side, side)) * static_cast<double>(batch);
    bench::add({.what = bench::name_of(what, label, size, batch), .flops = flops}, [=](std::size_t) {
        auto model = std::make_shared<decltype(prepare(net))>(prepare(nn::unet<float>(options)));
        auto x = std::make_shared<tensor<float>>(noise(batch, options.channels, size, size));
        return [=] { benchmark::DoNotOptimize((*model)(*x)); };
    });
}

/// A network that is frozen, as those of the peers are: their kernels are packed before the first image.
void add_inference(const std::string& label, const nn::unet_options& options, std::size_t size, std::size_t batch) {
    add_inference("inference", label, options, size, batch,
                  [](const nn::unet<float>& net) { return nn::freeze<float>(net); });
}

/// A network whose parameters may have changed since the last call, which it finds out.
void add_inference_unfrozen(const std::string& label, const nn::unet_options& options, std::size_t size,
                            std::size_t batch) {
    add_inference("inference, not frozen", label, options, size, batch, [](const nn::unet<float>& net) { return net; });
}

/// make() gives the network, whose images have 4 channels and whose predictions have one.
template <class Make>
void add_training(const std::string& label, Make make, std::size_t size, std::size_t batch) {
    const auto net = make();
    const double flops = bench::training_flops(bench::convolutions(net, size, size)) * static_cast<double>(batch);
    bench::add({.what = bench::name_of("training step", label, size, batch), .flops = flops}, [=](std::size_t) {
        auto model = std::make_shared<decltype(make())>(make());
        auto x = std::make_shared<tensor<float>>(noise(batch, 4, size, size));
        auto y = std::make_shared<tensor<float>>(noise(batch, 1, size, size));
        for (float& e : *y) e = e > 0 ? 1.0f : 0.0f;
        auto state = std::make_shared<nn::training_state<float>>(nn::initial_state(*model, nn::adam{}));
        auto how = std::make_shared<nn::step_options>(nn::step_options{nn::binary_focal_crossentropy{}, nn::adam{}});
        return [=] { benchmark::DoNotOptimize(nn::train_on_batch(*model, *x, *y, *how, *state)); };
    });
}

const bench::registration entries([] {
    const nn::unet_options simple{};
    const nn::unet_options full{.filters = 16, .levels = 4};
    for (const std::size_t batch : {1, 8, 16, 32, 48, 128}) add_inference("simple", simple, 24, batch);
    for (const std::size_t size : {48, 96}) add_inference("simple", simple, size, 32);
    for (const std::size_t size : {96, 101, 128, 256, 512}) add_inference("simple", simple, size, 1);
    add_inference_unfrozen("simple", simple, 24, 1);
    add_inference_unfrozen("simple", simple, 96, 1);
    add_inference("four levels", full, 128, 16);
    add_inference("four levels", full, 128, 1);
    const auto make_simple = [=] { return nn::unet<float>(simple); };
    for (const std::size_t batch : {1, 8, 32, 128}) add_training("simple", make_simple, 24, batch);
    for (const std::size_t batch : {1, 32}) add_training("simple", make_simple, 96, batch);
    add_training(
        "four levels", [=] { return nn::unet<float>(full); }, 128, 16);
    for (const std::size_t batch : {1, 32})
        add_training(
            "residual", [] { return bench::residual_net(); }, 101, batch);
});

}  // namespace
