// oneDNN's primitives beside the kernels, layer by layer.
#include "../subject.hpp"
#include "onednn.hpp"

#include <memory>
#include <string>

namespace {

const bench::registration entries([] {
    const diapir::nn::unet<float> net;
    constexpr std::size_t batch = 32;
    for (const auto& c : bench::convolutions(net, 24, 24)) {
        const auto entry = [&](const std::string& what, bench::direction d) {
            bench::add({.what = bench::name_of(what, c, batch),
                        .who = "oneDNN",
                        .flops = c.flops() * static_cast<double>(batch)},
                       [=](std::size_t) {
                           auto primitive = std::make_shared<bench::onednn_primitive>(c, batch, d);
                           return [=] { primitive->run(); };
                       });
        };
        entry("forward", bench::direction::forward);
        if (!c.first) entry("data gradient", bench::direction::data_gradient);
        entry("kernel gradient", bench::direction::kernel_gradient);
    }
});

}  // namespace
