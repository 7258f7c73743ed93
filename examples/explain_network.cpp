// All estimators of Shapley values side by side, against the exact ones: what ten channels of a seismic section
// contribute to every pixel of the salt that a U-Net sees. The network is trained for a few seconds on synthetic
// sections; the estimators that sample are given a quarter of the coalitions.
#include <diapir/attributes.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/data/synthetic.hpp>
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

constexpr std::size_t channels = 10;

/// Ten views of sections {n, rows, cols, 1}, each with mean 0 and standard deviation 1: {n, rows, cols, 10}.
array<float> views(array<float> sections) {
    namespace attr = attributes;
    using attr::axis;
    using method = attr::semblance_method;
    const shape s = shape_of(sections);
    sections.reshape({s[0], s[1], s[2]});
    const std::vector<array<float>> stack{
        sections,
        attr::sobel(sections, axis::trace),
        attr::sobel(sections, axis::sample),
        attr::laplace(sections),
        attr::energy(sections, {.window = 3}),
        attr::energy(sections, {.window = 5, .along = axis::trace}),
        attr::semblance(sections, {.samples = 5, .traces = 7, .undefined = 0}),
        attr::semblance(sections, {.samples = 3, .traces = 5, .method = method::marfurt}),
        attr::gaussian_filter(sections, {.sigma = 2}),
        attr::gaussian_filter(sections, {.sigma = 2, .along = axis::trace}),
    };
    array<float> out = make_array<float>({s[0], s[1], s[2], channels});
    for (std::size_t c = 0; c < channels; ++c) {
        double sum = 0, squares = 0;
        const double count = static_cast<double>(sections.size());
        for (const float v : stack[c]) {
            sum += v;
            squares += double{v} * v;
        }
        const double mean = sum / count, deviation = std::sqrt(squares / count - mean * mean);
        for (std::size_t i = 0; i < sections.size(); ++i)
            out.data()[i * channels + c] = static_cast<float>((stack[c].data()[i] - mean) / deviation);
    }
    return out;
}

/// One line of the table: what an explanation took, and how far it is from the exact values.
void report(const shap::explanation<float>& e, const shap::explanation<float>& exact, const char* note = "") {
    double largest = 0, squares = 0, error = 0;
    for (std::size_t i = 0; i < e.values.size(); ++i) {
        const double gap = std::abs(double{e.values.data()[i]} - exact.values.data()[i]);
        largest = std::max(largest, gap);
        squares += gap * gap;
    }
    for (const float s : e.standard_errors) error = std::max(error, double{s});
    std::string errors = "-";
    if (e.has_standard_errors()) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4f", error);
        errors = text;
    }
    std::printf("%-22s %10zu %8.2f %10.5f %10.5f %9s %9.1e  %s\n", e.estimator.c_str(), e.evaluations, e.seconds,
                largest, std::sqrt(squares / static_cast<double>(e.values.size())), errors.c_str(), e.residual, note);
}

}  // namespace

int main() {
    const data::synthetic_set sections = data::synthesize_set({.rows = 24, .cols = 24}, 42, 320);
    const array<float> x = views(sections.images);
    nn::unet<float> net({.channels = channels, .filters = 4}, 42);
    const nn::dataset<float> train{slice(x, 0, 256), slice(sections.masks, 0, 256)},
        valid{slice(x, 256, 320), slice(sections.masks, 256, 320)};
    nn::fit(net, train, valid, {.epochs = 15, .seed = 42});

    // The section of the validation set with the most salt, with eight of the training set as its background.
    std::size_t chosen = 0;
    double most = -1;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const double salt = xt::sum(xt::view(valid.y, i))();
        if (salt > most && salt < 0.6 * 24 * 24) most = salt, chosen = i;
    }
    const array<float> section = slice(valid.x, chosen, chosen + 1), background = slice(train.x, 0, 8);
    const auto players = shap::players::channels();
    const shap::options limited{.budget = {.evaluations = 256 * 8}, .seed = 1};

    const auto exact = shap::exact(net, background, players)(section);
    std::printf("%zu channels, %zu references, %zu output pixels, values up to %.3f\n\n", channels,
                background.shape()[0], exact.outputs.size(), static_cast<double>(xt::amax(xt::abs(exact.values))()));
    std::printf("%-22s %10s %8s %10s %10s %9s %9s\n", "estimator", "evaluated", "seconds", "largest", "RMS", "standard",
                "residual");
    std::printf("%-22s %10s %8s %10s %10s %9s\n", "", "inputs", "", "deviation", "deviation", "error");
    report(exact, exact);
    report(shap::kernel(net, background, players, limited)(section), exact);
    report(shap::permutation(net, background, players, limited)(section), exact);
    report(shap::sampling(net, background, players, limited)(section), exact);
    report(shap::partition(net, background, players, {}, {.tree = shap::trees::channels_first()})(section), exact,
           "(Owen values of a tree)");
    report(shap::occlusion(net, background, players)(section), exact, "(leaves one out)");
    report(shap::additive(net, background, players)(section), exact, "(takes one in)");
    report(shap::deep(net, background, players)(section), exact, "(DeepSHAP)");
    report(shap::integrated_gradients(net, background, players)(section), exact, "(Aumann-Shapley values)");
    report(shap::expected_gradients(net, background, players)(section), exact, "(the same, sampled)");
}
