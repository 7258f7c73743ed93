// Networks of one's own: one composed of layers, one written as a function with a block of one's own. Both learn where
// the first channel of an image, smoothed, is above a half of the second; the second is saved, loaded and explained.
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <filesystem>
#include <iostream>

using namespace diapir;
using nn::activation;

namespace {

/// Images of noise {n, 12, 12, 2}, and where the mean of 3 x 3 pixels is above a half of the other channel.
nn::dataset<float> images(std::size_t n, std::uint64_t seed) {
    random_stream random(seed);
    nn::dataset<float> set(make_array<float>({n, 12, 12, 2}), make_array<float>({n, 12, 12, 1}, 0.f));
    for (float& v : set.x) v = static_cast<float>(random.normal());
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t r = 1; r < 11; ++r)
            for (std::size_t c = 1; c < 11; ++c) {
                float smooth = 0;
                for (std::size_t a = r - 1; a <= r + 1; ++a)
                    for (std::size_t b = c - 1; b <= c + 1; ++b) smooth += set.x(i, a, b, 0) / 9;
                set.y(i, r, c, 0) = smooth > set.x(i, r, c, 1) / 2 ? 1.f : 0.f;
            }
    return set;
}

/// A block of one's own: two convolutions beside a shortcut.
nn::value block(const nn::value& x) {
    const nn::conv2d convolution{.filters = x.channels(), .activation = activation::gelu};
    return x + (x | convolution | convolution);
}

/// A network of one's own, as a function.
nn::value two_blocks(nn::value x) {
    x = x | nn::conv2d{.filters = 8} | nn::batch_normalization{};
    return block(block(x)) | nn::conv2d{.filters = 1, .kernel = 1} | nn::sigmoid{};
}

}  // namespace

int main() {
    const nn::dataset<float> train = images(512, 1), test = images(64, 2);
    const nn::fit_options options{
        .epochs = 6, .optimizer = nn::adam{.learning_rate = 1e-2}, .schedule = nn::one_cycle{}};

    nn::network<float> composed({12, 12, 2}, nn::sequential{nn::conv2d{.filters = 8, .activation = activation::relu},
                                                            nn::conv2d{.filters = 1}, nn::sigmoid{}});
    nn::network<float> written({12, 12, 2}, two_blocks);
    for (auto* net : {&composed, &written}) {
        const auto history = nn::fit(*net, train, test, options);
        std::cout << nn::summary(*net)
                  << "accuracy on images it has not seen: " << history.column("val_accuracy").back() << "\n\n";
    }

    // The file has the weights and a list of the layers, by which the network that reads it is checked.
    const auto file = std::filesystem::temp_directory_path() / "diapir_custom_network.npz";
    io::save_network(file, written);
    nn::network<float> loaded({12, 12, 2}, two_blocks);
    io::load_network(file, loaded);
    std::filesystem::remove(file);

    const array<float> background = slice(train.x, 0, 16), x = slice(test.x, 0, 1);
    const auto channels = shap::players::channels();
    for (const auto& e : {shap::exact(loaded, background, channels)(x), shap::deep(loaded, background, channels)(x)}) {
        std::cout << e.estimator << ':';
        for (std::size_t channel = 0; channel < 2; ++channel)  // mean over images and pixels
            std::cout << " channel " << channel << ' ' << xt::mean(xt::view(e.mean_absolute(), channel))() << ',';
        std::cout << " residual " << e.residual << '\n';
    }
}
