// The simple U-Net in libtorch: the same layers, batches and threads.
#include "../subject.hpp"

#include <torch/torch.h>
#include <torch/version.h>

#include <memory>
#include <string>
#include <vector>

namespace {

namespace F = torch::nn::functional;

struct unet : torch::nn::Module {
    static constexpr int channels = 4, filters = 8, levels = 2, kernel = 5;

    std::vector<torch::nn::Conv2d> convolutions;
    std::vector<torch::nn::ConvTranspose2d> ups;

    torch::nn::Conv2d conv(int in, int out, int k) {
        auto c = torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, k).padding(k / 2));
        convolutions.push_back(register_module("conv" + std::to_string(convolutions.size()), c));
        return c;
    }
    void block(int in, int out) {
        conv(in, out, kernel);
        conv(out, out, kernel);
    }
    unet() {
        int in = channels;
        for (int level = 0; level < levels; in = filters << level++) block(in, filters << level);
        block(in, 16 * filters);
        in = 16 * filters;
        for (int level = levels; level-- > 0; in = filters << level) {
            const int out = filters << level;
            // Keras' same: twice the input, the larger half of what is cut at the end.
            auto up = torch::nn::ConvTranspose2d(
                torch::nn::ConvTranspose2dOptions(in, out, kernel).stride(2).padding(2).output_padding(1));
            ups.push_back(register_module("up" + std::to_string(ups.size()), up));
            block(2 * out, out);
        }
        conv(in, 1, 1);
    }
    torch::Tensor forward(torch::Tensor x) {
        std::size_t next = 0;
        const auto both = [&](torch::Tensor t) {
            for (int i = 0; i < 2; ++i) t = torch::relu(convolutions[next++]->forward(t));
            return t;
        };
        const auto dropped = [&](torch::Tensor t) { return torch::dropout(t, 0.5, is_training()); };
        std::vector<torch::Tensor> skips;
        for (int level = 0; level < levels; ++level) {
            skips.push_back(both(x));
            x = dropped(torch::max_pool2d(skips.back(), 2));
        }
        x = both(x);
        for (int level = levels, up = 0; level-- > 0;)
            x = both(dropped(torch::cat(
                {ups[static_cast<std::size_t>(up++)]->forward(x), skips[static_cast<std::size_t>(level)]}, 1)));
        return convolutions[next]->forward(x);
    }
};

torch::Tensor noise(std::size_t batch, std::size_t channels, std::size_t size) {
    const auto side = static_cast<long>(size);
    return torch::randn({static_cast<long>(batch), static_cast<long>(channels), side, side});
}

void add_inference(std::size_t size, std::size_t batch) {
    bench::add({.what = bench::name_of("inference", "simple", size, batch), .who = "libtorch " TORCH_VERSION},
               [=](std::size_t threads) {
                   auto net = std::make_shared<unet>();
                   net->eval();
                   return [=, x = noise(batch, 4, size)] {
                       at::set_num_threads(static_cast<int>(threads));
                       const torch::NoGradGuard no_gradients;
                       benchmark::DoNotOptimize(torch::sigmoid(net->forward(x)));
                   };
               });
}
void add_training(std::size_t size, std::size_t batch) {
    bench::add({.what = bench::name_of("training step", "simple", size, batch), .who = "libtorch " TORCH_VERSION},
               [=](std::size_t threads) {
                   auto net = std::make_shared<unet>();
                   net->train();
                   auto adam = std::make_shared<torch::optim::Adam>(net->parameters(), torch::optim::AdamOptions(1e-3));
                   return [=, x = noise(batch, 4, size), y = (noise(batch, 1, size) > 0).to(torch::kFloat32)] {
                       at::set_num_threads(static_cast<int>(threads));
                       adam->zero_grad();
                       const auto z = net->forward(x);
                       const auto entropy = F::binary_cross_entropy_with_logits(
                           z, y, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
                       const auto p = torch::sigmoid(z);
                       const auto miss = y * (1 - p) + (1 - y) * p;
                       (miss * miss * entropy).mean().backward();
                       adam->step();
                   };
               });
}

const bench::registration entries([] {
    for (const std::size_t batch : {1, 32}) add_inference(24, batch);
    for (const std::size_t size : {96, 512}) add_inference(size, 1);
    add_inference(96, 32);
    for (const std::size_t size : {24, 96})
        for (const std::size_t batch : {1, 32}) add_training(size, batch);
});

}  // namespace
