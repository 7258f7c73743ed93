// A network of one's own: written once, evaluated on tensors, trained on the tape, explained by DeepSHAP.
#include <diapir/autodiff.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/nn.hpp>
#include <diapir/ops.hpp>
#include <diapir/shap.hpp>

#include <iostream>

using namespace diapir;

int main() {
    // Images of noise with two channels; the target is where the first one, smoothed, is above a half of the second.
    random_stream random(1);
    array<float> images = make_array<float>({256, 12, 12, 2});
    for (float& v : images) v = static_cast<float>(random.normal());
    array<float> targets = make_array<float>({256, 12, 12, 1}, 0.f);
    for (std::size_t i = 0; i < 256; ++i)
        for (std::size_t r = 1; r < 11; ++r)
            for (std::size_t c = 1; c < 11; ++c) {
                float smooth = 0;
                for (std::size_t a = r - 1; a <= r + 1; ++a)
                    for (std::size_t b = c - 1; b <= c + 1; ++b) smooth += images(i, a, b, 0) / 9;
                targets(i, r, c, 0) = smooth > images(i, r, c, 1) / 2 ? 1.f : 0.f;
            }

    tensor<float> w1 = nn::glorot_uniform<float>({3, 3, 2, 8}, 42, 0), b1(shape{8}, 0.f);
    tensor<float> w2 = nn::glorot_uniform<float>({3, 3, 8, 1}, 42, 1), b2(shape{1}, 0.f);
    const auto logits = [](const auto& x, const auto& k1, const auto& c1, const auto& k2, const auto& c2) {
        return conv2d(relu(conv2d(x, k1, c1)), k2, c2);
    };

    const nn::optimizer adam = nn::adam{.learning_rate = 1e-2};
    const nn::binary_crossentropy loss;
    const tensor<float> x = pack(images), y = pack(targets);
    std::vector<tensor<float>*> weights{&w1, &b1, &w2, &b2};
    std::vector<std::array<tensor<float>, 2>> moments;
    for (const auto* w : weights) moments.push_back({tensor<float>(w->shape(), 0.f), tensor<float>(w->shape(), 0.f)});
    for (std::size_t step = 1; step <= 60; ++step) {
        tape<point<float>> t;
        std::vector<variable<point<float>>> v;
        for (const auto* w : weights) v.push_back(t.input(point<float>(refer_to(*w))));
        const auto z = logits(x, v[0], v[1], v[2], v[3]);
        tensor<float> slope = z.value().like();
        const double value = loss(z.value(), y, &slope);
        const auto gradients = t.pull(z, std::move(slope), v);
        for (std::size_t i = 0; i < weights.size(); ++i)
            nn::update(adam, step, 1e-2, *weights[i], *gradients[i], std::span<tensor<float>>(moments[i]));
        if (step % 20 == 0) std::cout << "step " << step << ": loss " << value << '\n';
    }

    // The trained network as one function of its input: DeepSHAP asks it for its linear maps along chords.
    const auto f = [&](const auto& image) { return sigmoid(logits(image, w1, b1, w2, b2)); };
    const auto explain = shap::deep(f, slice(images, 0, 32), shap::players::channels());
    const auto e = explain(slice(images, 32, 34));  // values {2, channels, rows, cols, 1}
    for (std::size_t channel = 0; channel < 2; ++channel) {
        double magnitude = 0;
        for (std::size_t i = 0; i < 144; ++i) magnitude += std::abs(e.values.data()[channel * 144 + i]) / 144;
        std::cout << "channel " << channel << ": mean |contribution| " << magnitude << '\n';
    }
    std::cout << "residual " << e.residual << '\n';
}
