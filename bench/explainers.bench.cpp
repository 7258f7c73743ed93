// Explaining one image of the simple U-Net, and what estimators cost where the model costs nothing.
#include "subject.hpp"
#include <diapir/nn/networks/unet.hpp>
#include <diapir/shap.hpp>

#include <memory>
#include <string>

namespace {

using namespace diapir;

array<float> images(std::size_t n, std::size_t size, std::size_t channels) {
    array<float> x = make_array<float>({n, size, size, channels});
    random_stream random(3, n);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
    return x;
}

/// One image, `references` background images, all output pixels.
template <class Make>
void add_explainer(const std::string& what, std::size_t size, std::size_t references, std::size_t channels, Make make,
                   int repetitions = 0) {
    bench::add({.what = what + "/" + std::to_string(size) + "x" + std::to_string(size) + "x" +
                        std::to_string(channels) + "/" + std::to_string(references) + " references",
                .repetitions = repetitions},
               [=](std::size_t) {
                   auto net = std::make_shared<nn::unet<float>>(nn::unet_options{.channels = channels});
                   auto explain = std::make_shared<decltype(make(*net, array<float>()))>(
                       make(*net, images(references, size, channels)));
                   return [net, explain, x = images(1, size, channels)] { benchmark::DoNotOptimize((*explain)(x)); };
               });
}

/// How fast coalitions of 16 features are made into model inputs of T, for a model that costs nothing. make(model,
/// background, options) gives an explainer.
template <class T, class Make>
void add_overhead(const std::string& what, std::size_t references, std::size_t coalitions, Make make) {
    const std::string rows = std::to_string(references) + (references > 1 ? " references, " : " reference, ");
    bench::add({.what = "estimation overhead/" + what + "/16 features/" + rows + std::to_string(coalitions) +
                        " coalitions/" + (sizeof(T) == 4 ? "float" : "double")},
               [=](std::size_t) {
                   const auto model = [](const array<T>& x) { return make_array<T>({x.shape()[0], 1}, T{0}); };
                   const auto background = make_array<T>({references, 16}, T{0}), x = make_array<T>({1, 16}, T{1});
                   auto explain =
                       make(model, background, shap::options{.budget = {.evaluations = coalitions * references}});
                   return [explain, x] { benchmark::DoNotOptimize(explain(x)); };
               });
}
template <class T>
void add_overheads() {
    const auto all = shap::players::elements();
    for (const std::size_t references : {1, 100}) {
        add_overhead<T>("exact", references, 1 << 16,
                        [](const auto& model, const auto& b, const auto&) { return shap::exact(model, b); });
        add_overhead<T>("kernel", references, 2000, [=](const auto& model, const auto& b, const auto& limited) {
            return shap::kernel(model, b, all, limited);
        });
        add_overhead<T>("permutation", references, 2000, [=](const auto& model, const auto& b, const auto& limited) {
            return shap::permutation(model, b, all, limited);
        });
    }
}

const bench::registration entries([] {
    const auto channels = shap::players::channels();
    const auto exact = [=](const nn::unet<float>& net, const array<float>& b) { return shap::exact(net, b, channels); };
    const auto pushed = [=](const nn::unet<float>& net, const array<float>& b) { return shap::deep(net, b, channels); };
    for (const std::size_t references : {10, 100}) {
        add_explainer("exact, channels", 24, references, 4, exact);
        add_explainer("deep, channels", 24, references, 4, pushed);
    }
    for (const std::size_t players : {2, 3, 5, 6}) {
        add_explainer("exact, channels", 24, 100, players, exact, 2);
        add_explainer("deep, channels", 24, 100, players, pushed, 2);
    }
    add_explainer("deep, channels", 96, 100, 4, pushed, 2);
    add_explainer(
        "deep, elements", 24, 100, 4,
        [](const nn::unet<float>& net, const array<float>& b) { return shap::deep(net, b); }, 1);
    add_overheads<double>();
    add_overheads<float>();
});

}  // namespace
