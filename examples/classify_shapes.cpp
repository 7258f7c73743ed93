// A classifier of images: ten plane figures of any size, place, direction and contrast. Trained in a few seconds on
// samples that are turned and mirrored, it is asked which parts of an image speak for its decision.
#include <diapir/data/one_hot.hpp>
#include <diapir/data/synthetic_shapes.hpp>
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <cstdio>
#include <iostream>

using namespace diapir;
using nn::activation;

int main() {
    constexpr std::size_t classes = data::shape_names.size();
    const auto labeled = [](std::size_t count, std::uint64_t seed) {
        auto [images, labels] = data::shapes<float>(count, {.seed = seed});
        return nn::dataset<float>(std::move(images), data::one_hot<float>(labels, classes));
    };
    const nn::dataset<float> train = labeled(8000, 1), test = labeled(2000, 2);

    const auto stage = [](std::size_t filters) {
        return nn::sequential{nn::conv2d{.filters = filters, .bias = false}, nn::batch_normalization{.momentum = 0.9},
                              nn::relu{}, nn::max_pool2d{}};
    };
    nn::network<float> net({28, 28, 1}, nn::sequential{stage(8), stage(16), stage(32), nn::flatten{},
                                                       nn::dense{.units = classes}, nn::softmax{}});
    nn::fit(net, train, test,
            {.epochs = 6,
             .optimizer = nn::adamw{.learning_rate = 1e-2},
             .task = nn::classification{},
             .schedule = nn::one_cycle{},
             .callbacks = {nn::progress_line(std::cout, false)}});
    const auto found = nn::evaluate(net, test, nn::classification{}, nn::categorical_crossentropy{});
    std::cout << "accuracy on " << test.size() << " images it has not seen: " << found["accuracy"] << '\n';

    // What each of 7 x 7 squares of an image adds to the probability of the class that is found, by sampled coalitions.
    const array<float> image = slice(test.x, 6, 7);
    const auto explain =
        shap::permutation(net, shap::backgrounds::sample(train.x, 20, 1), shap::players::grid(7, 7),
                          {.outputs = shap::outputs::top(1), .budget = {.evaluations = 20000}, .seed = 1});
    const auto e = explain(image);
    std::cout << "this " << data::shape_names[6] << " is found with probability " << e.predictions(0, 0) << ", "
              << e.base_values(0, 0) << " of it before looking; hundredths that its parts add:\n";
    for (std::size_t part = 0; part < 49; ++part)
        std::printf("%4.0f%s", 100.0 * e.values.data()[part], part % 7 == 6 ? "\n" : "");
    std::cout << "residual " << e.residual << '\n';
}
