// A layer of one's own, made of operations: it is trained, listed, saved and explained as any other. Here it measures
// how far pixels stand out of their surroundings, which finds faint spots on images whose brightness drifts.
#include <diapir/nn.hpp>
#include <diapir/ops.hpp>
#include <diapir/shap.hpp>

#include <iostream>

using namespace diapir;
using nn::activation;

namespace {

/// gain (x - mean of the pixels around) + offset, with a gain and an offset for every channel, which are trained.
struct local_contrast {
    std::size_t size = 7;  ///< rows and cols of the surroundings

    std::string type() const { return "LocalContrast"; }
    shape output(const shape& x) const { return x; }
    nn::parameter_descriptions parameters(const shape& x) const {
        return {{"gain", {x.back()}, nn::initializer::ones}, {"offset", {x.back()}}};
    }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        const ops::pool_options window{size, size, 1, 1, padding::same};
        return channel_affine(x - average_pool2d(x, window), context.parameter(0), context.parameter(1));
    }
};

/// Two channels {n, 16, 16, 2} of noise that drift, the first with a spot of 3 x 3 pixels; and where the spot is.
nn::dataset<float> spots(std::size_t n, std::uint64_t seed) {
    random_stream random(seed);
    nn::dataset<float> set(make_array<float>({n, 16, 16, 2}), make_array<float>({n, 16, 16, 1}, 0.f));
    for (std::size_t i = 0; i < n; ++i) {
        const double slope = random.uniform(-1, 1), level = random.uniform(-5, 5);
        for (std::size_t k = 0; k < 512; ++k)
            set.x.data()[i * 512 + k] =
                static_cast<float>(level + slope * static_cast<double>(k / 32) + 0.3 * random.normal());
        const std::size_t row = random.below(14), col = random.below(14);
        for (std::size_t k = 0; k < 9; ++k) {
            set.x(i, row + k / 3, col + k % 3, 0) += 1;
            set.y(i, row + k / 3, col + k % 3, 0) = 1;
        }
    }
    return set;
}

}  // namespace

int main() {
    const nn::dataset<float> train = spots(512, 1), test = spots(64, 2);
    const nn::conv2d convolution{.filters = 8, .activation = activation::relu};
    nn::network<float> net({16, 16, 2}, nn::sequential{local_contrast{}, convolution, convolution,
                                                       nn::conv2d{.filters = 1, .kernel = 1}, nn::sigmoid{}});
    std::cout << nn::summary(net);
    const auto history = nn::fit(net, train, test,
                                 {.epochs = 6,
                                  .optimizer = nn::adam{.learning_rate = 1e-2},
                                  .loss = nn::dice_loss{},
                                  .schedule = nn::one_cycle{},
                                  .callbacks = {nn::progress_line(std::cout, false, {"loss", "val_dice"})}});

    // Operations know their linear maps, along chords too: the layer needs no rule of its own to be explained.
    const array<float> background = slice(train.x, 0, 16), x = slice(test.x, 0, 4);
    const auto channels = shap::players::channels();
    for (const auto& e : {shap::exact(net, background, channels)(x), shap::deep(net, background, channels)(x)}) {
        std::cout << e.estimator << ':';
        for (std::size_t channel = 0; channel < 2; ++channel)  // mean over images and pixels
            std::cout << " channel " << channel << ' ' << xt::mean(xt::view(e.mean_absolute(), channel))() << ',';
        std::cout << " residual " << e.residual << '\n';
    }
    std::cout << "dice " << history.column("val_dice").back() << '\n';
}
