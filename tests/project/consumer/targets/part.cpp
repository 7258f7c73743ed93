// A network, its explanation, and an attribute. Compiled twice, as PART = first and second.
#include "part.hpp"

#include <diapir/attributes/derivative.hpp>
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/shap/deep/deep.hpp>
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/players/players.hpp>

namespace {

diapir::array<float> noise(std::size_t n, std::size_t rows, std::size_t cols, std::size_t channels) {
    auto x = diapir::make_array<float>({n, rows, cols, channels});
    diapir::random_stream random(1, n);
    for (float& e : x) e = static_cast<float>(random.normal());
    return x;
}

template <class Array>
void append(results& to, const Array& array) {
    for (const auto e : array) to.numbers.push_back(static_cast<double>(e));
}

}  // namespace

results PART(bool valid) {
    namespace nn = diapir::nn;
    namespace shap = diapir::shap;
    results r{std::string(diapir::instruction_set()), {}};
    const nn::unet<float> net({.channels = 2, .filters = 4, .levels = 1, .bottleneck = 8}, 1);
    append(r, net(noise(17, 8, 8, valid ? 2 : 3)));
    append(r, shap::exact(net, noise(3, 8, 8, 2), shap::players::channels())(noise(1, 8, 8, 2)).values);
    append(r, shap::deep(net, noise(3, 8, 8, 2), shap::players::channels())(noise(1, 8, 8, 2)).values);
    append(r, diapir::attributes::sobel(xt::view(noise(1, 20, 30, 1), 0, xt::all(), xt::all(), 0),
                                        diapir::attributes::axis::trace));
    return r;
}
