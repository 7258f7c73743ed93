// The sum of oneDNN's bare convolution primitives, beside whole networks that also pool, concatenate, activate and, in
// training, update their weights.
#include "../subject.hpp"
#include "onednn.hpp"

#include <memory>
#include <string>
#include <vector>

namespace {

void add(const char* what, std::size_t size, std::size_t batch, bool training) {
    const diapir::nn::unet<float> net;
    const auto layers = bench::convolutions(net, size, size);
    bench::add({.what = bench::name_of(what, "simple", size, batch), .who = "oneDNN primitives"}, [=](std::size_t) {
        auto all = std::make_shared<std::vector<bench::onednn_primitive>>();
        for (const auto& c : layers) {
            all->emplace_back(c, batch, bench::direction::forward);
            if (!training) continue;
            if (!c.first) all->emplace_back(c, batch, bench::direction::data_gradient);
            all->emplace_back(c, batch, bench::direction::kernel_gradient);
        }
        return [=] {
            for (auto& primitive : *all) primitive.run();
        };
    });
}

const bench::registration entries([] {
    for (const std::size_t size : {24, 96})
        for (const std::size_t batch : {1, 32}) {
            add("inference", size, batch, false);
            add("training step", size, batch, true);
        }
    add("inference", 512, 1, false);
});

}  // namespace
