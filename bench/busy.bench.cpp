// The same work while other processes compute on some of the cores or on all: all threads beside one thread under the
// same load.
#include "competitors.hpp"
#include "subject.hpp"
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace diapir;

array<float> images(std::size_t n, std::size_t channels) {
    array<float> x = make_array<float>({n, 24, 24, channels});
    random_stream random(3, n);
    for (float& e : x) e = static_cast<float>(random.normal());
    return x;
}

/// Rows {n, 10} of noise, and the first of each.
nn::dataset<float> features(std::size_t n) {
    nn::dataset<float> set(make_array<float>({n, 10}), make_array<float>({n, 1}));
    random_stream random(3, n);
    for (float& e : set.x) e = static_cast<float>(random.normal());
    for (std::size_t i = 0; i < n; ++i) set.y(i, 0) = set.x(i, 0);
    return set;
}

/// An entry for each number of busy cores, for all threads and for one.
template <class Work>
void add(const std::string& what, Work work) {
    const std::size_t all = bench::thread_counts().back();
    std::vector<std::size_t> loads{0, 1};
    if (all > 1) loads.push_back(all);
    for (const std::size_t busy : loads)
        for (const bool single : {false, true}) {
            const std::string load =
                busy == 0 ? "idle" : std::to_string(busy) + " of " + std::to_string(all) + " cores busy";
            benchmark::RegisterBenchmark(
                (what + "/" + load + "/" + (single ? "one thread" : bench::ours) + "/threads:" + std::to_string(all))
                    .c_str(),
                [=](benchmark::State& state) {
                    bench::use_threads(single ? 1 : all);
                    work();  // what is kept for reuse is there
                    const bench::competitors others(busy);
                    for (auto _ : state) work();
                })
                ->UseRealTime()
                ->Repetitions(3);
        }
}

const bench::registration entries([] {
    const nn::unet<float> net;
    const auto x = images(9, 4), background = images(100, 4), many = images(640, 4);
    const auto channels = shap::players::channels();
    add("explaining nine images/exact, channels",
        [=] { benchmark::DoNotOptimize(shap::exact(net, background, channels)(x)); });
    add("explaining nine images/deep, channels",
        [=] { benchmark::DoNotOptimize(shap::deep(net, background, channels)(x)); });
    add("inference/640 images of 24x24", [=] { benchmark::DoNotOptimize(net(many)); });
    const auto model = std::make_shared<nn::unet<float>>();
    const auto state = std::make_shared<nn::training_state<float>>(nn::initial_state(*model, nn::adam{}));
    const array<float> batch = slice(many, 0, 32),
                       masks = xt::cast<float>(xt::view(batch, xt::all(), xt::all(), xt::all(), xt::range(0, 1)) > 0);
    add("training step/24x24/batch 32",
        [=, x = pack(batch), y = pack(masks), how = nn::step_options{nn::binary_crossentropy{}, nn::adam{}}] {
            benchmark::DoNotOptimize(nn::train_on_batch(*model, x, y, how, *state));
        });
    add("training/a dense network of 10 features, 640 rows in batches of 64", [rows = features(640)] {
        const nn::dense hidden{.units = 64, .activation = nn::activation::silu};
        nn::network<float> dense({10}, nn::sequential{hidden, hidden, nn::dense{.units = 1}});
        benchmark::DoNotOptimize(nn::fit(dense, rows, rows, {.epochs = 5, .batch = 64, .task = nn::regression{}}));
    });
});

}  // namespace
