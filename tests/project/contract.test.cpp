// The programs of the contract: they compile as they stand and mean what they say.
#include "catch.hpp"
#include <diapir/diapir.hpp>

using diapir::array;
using diapir::make_array;
using diapir::shape;
using diapir::shape_of;

namespace {

array<float> noise(const shape& s, std::uint64_t seed) {
    diapir::random_stream random(seed);
    array<float> a = make_array<float>(s);
    for (float& e : a) e = static_cast<float>(random.normal());
    return a;
}

}  // namespace

TEST_CASE("any callable is explained") {
    const xt::xarray<double> background{{0, 0, 0}, {1, 1, 1}}, x{{2, 3, 5}};
    auto model = [](const xt::xarray<double>& batch) -> xt::xarray<double> {
        return xt::view(batch, xt::all(), xt::range(0, 1)) * xt::view(batch, xt::all(), xt::range(1, 2)) +
               xt::view(batch, xt::all(), xt::range(2, 3));
    };
    auto explain = diapir::shap::exact(model, background);
    auto e = explain(x);
    CHECK(shape_of(e.values) == shape{1, 3, 1});
    CHECK(shape_of(e.base_values) == shape{1});
    CHECK(e.values(0, 2, 0) == Approx(4.5));
}

TEST_CASE("a U-Net is trained, applied and explained") {
    namespace nn = diapir::nn;
    namespace shap = diapir::shap;
    const nn::dataset<float> train{noise({8, 8, 8, 4}, 1), make_array<float>({8, 8, 8, 1}, 1.f)}, valid = train;
    const array<float> background = noise({3, 8, 8, 4}, 2), x = noise({2, 8, 8, 4}, 3);

    auto net = nn::unet<float>({.channels = 4, .filters = 2, .levels = 2, .bottleneck = 8, .kernel = 5, .dropout = 0.5},
                               /*seed*/ 42);
    auto history = nn::fit(net, train, valid,
                           {.epochs = 2,
                            .batch = 32,
                            .optimizer = nn::adam{.learning_rate = 1e-3},
                            .loss = nn::binary_focal_crossentropy{.gamma = 2},
                            .stop = nn::early_stopping{.monitor = "val_auc", .patience = 10},
                            .seed = 42});
    CHECK(history.epochs() == 2);
    auto p = net(x);
    CHECK(shape_of(p) == shape{2, 8, 8, 1});
    auto by_channel = shap::exact(net, background, shap::players::channels());
    auto e1 = by_channel(x);
    CHECK(shape_of(e1.values) == shape{2, 4, 8, 8, 1});
    auto deep = shap::deep(net, background, shap::players::channels());
    auto e2 = deep(x);
    CHECK(shape_of(e2.values) == shape_of(e1.values));
    auto full = shap::deep(net, background);
    CHECK(shape_of(full(x).values) == shape{2, 8, 8, 4, 8, 8, 1});
}

TEST_CASE("attributes of a section") {
    namespace attr = diapir::attributes;
    const array<float> section = noise({40, 32}, 1);
    auto s = attr::sobel(section, attr::axis::trace);
    auto g = attr::energy(section, {.window = 5, .along = attr::axis::sample});
    auto c = attr::semblance(section, {.samples = 5, .traces = 7, .method = attr::semblance_method::gst});
    for (const auto& a : {s, g, c}) CHECK(shape_of(a) == shape{40, 32});
}

TEST_CASE("a network of one's own is evaluated on tensors and differentiated on the tape") {
    using namespace diapir;
    const auto w1 = to_tensor(noise({3, 3, 2, 4}, 1)), b1 = to_tensor(noise({4}, 2));
    const auto w2 = to_tensor(noise({3, 3, 4, 1}, 3)), b2 = to_tensor(noise({1}, 4));
    auto f = [&](const auto& x) { return sigmoid(conv2d(relu(conv2d(x, w1, b1)), w2, b2)); };
    const auto x = pack(noise({4, 6, 6, 2}, 5));
    CHECK(f(x).shape() == linearize(f, point<float>(x)).value().x->shape());
    CHECK(laws::adjoint(f, point<float>(x)) < 1e-4);
}
