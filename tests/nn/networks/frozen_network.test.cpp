// A frozen network gives what the network gave, and a network that is called again what its parameters say now.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/nn/networks/frozen_network.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <algorithm>
#include <vector>

using namespace diapir;
using diapir::testing::max_difference;

namespace {

template <class T>
array<T> some_images(std::size_t n, std::size_t rows, std::size_t cols) {
    array<T> x = make_array<T>({n, rows, cols, 4});
    random_stream random(5, n);
    for (T& e : x) e = static_cast<T>(random.normal());
    return x;
}

/// The parameters of a network, with nothing kept that was computed of them.
template <class T>
std::vector<shared_tensor<T>> plain(const nn::network<T>& net) {
    std::vector<shared_tensor<T>> all;
    for (const auto& p : net.parameters()) all.push_back(refer_to(p.value));
    return all;
}

/// With kernels that are packed or transformed in this very call.
template <class T>
tensor<T> computed_anew(const nn::network<T>& net, const tensor<T>& x) {
    return net.logits(x, plain(net));
}

}  // namespace

TEMPLATE_TEST_CASE("what is kept of kernels gives the same bits as computing it anew", "", float, double) {
    for (const nn::unet_options& o : {nn::unet_options{}, {.filters = 3, .levels = 3, .bottleneck = 33, .kernel = 3}}) {
        const nn::unet<TestType> net(o, 9);
        const auto frozen = nn::freeze(net);
        // Several sizes with one network: a form that is kept for one must not serve another that needs its own.
        for (const std::size_t size : {24, 23, 40, 25, 24})
            for (const std::size_t n : {1, 8, 16, 40}) {
                const auto x = pack(some_images<TestType>(n, size, size + 1));
                const auto expected = computed_anew(net, x);
                for (int repeat = 0; repeat < 2; ++repeat) {
                    const auto y = net.logits(x), z = frozen.logits(x);
                    CHECK(std::equal(y.begin(), y.end(), expected.begin()));
                    CHECK(std::equal(z.begin(), z.end(), expected.begin()));
                }
            }
    }
}

TEST_CASE("maps of a network that is recorded with kept kernels are those of its kernels") {
    const nn::unet<double> net({.channels = 4, .filters = 2, .bottleneck = 6}, 4);
    const auto x = pack(some_images<double>(3, 12, 12)), r = pack(some_images<double>(3, 12, 12));
    for (int repeat = 0; repeat < 2; ++repeat) {
        const auto kept = linearize([&](const auto& v) { return net.logits(v); }, chord<double>(x, r));
        const auto anew = linearize([&](const auto& v) { return net.logits(v, plain(net)); }, chord<double>(x, r));
        const auto a = kept.push(x), b = anew.push(x);
        CHECK(std::equal(a.begin(), a.end(), b.begin()));
        const auto c = kept.pull(b), d = anew.pull(b);
        CHECK(std::equal(c.begin(), c.end(), d.begin()));
    }
}

TEST_CASE("a change of any parameter is seen by the next call, not by what was frozen before") {
    nn::unet<float> net({.filters = 2, .bottleneck = 5}, 2);
    const auto x = some_images<float>(2, 16, 16);
    const auto frozen = nn::freeze(net);
    const auto before = net(x);
    CHECK(max_difference(frozen(x), before) == 0);
    auto& parameters = net.parameters();  // kept over calls, and written to behind the network's back
    for (auto& p : parameters) {
        const auto last = net(x);
        p.value[p.value.size() / 2] += 0.5f;
        CHECK(max_difference(net(x), last) > 1e-6);
        CHECK(max_difference(net(x), array<float>(unpack(net(pack(x))))) == 0);
    }
    CHECK(max_difference(frozen(x), before) == 0);
    CHECK(&frozen.network() != &net);
}

TEST_CASE("weights of the other sign are other weights") {
    nn::network<double> net({8}, nn::dense{.units = 4});
    const array<double> x = make_array<double>({1, 8}, 1.0), before = net(x);
    for (double& v : net.parameters()[0].value) v = -v;
    CHECK((net(x) == -before));
}

TEST_CASE("a frozen network refuses what the network refuses") {
    const auto frozen = nn::freeze(nn::unet<float>({.filters = 2, .bottleneck = 4}));
    CHECK_THROWS_AS(frozen(make_array<float>({1, 8, 8, 3}, 0.f)), argument_error);
    CHECK_THROWS_AS(frozen(make_array<float>({8, 8, 4}, 0.f)), argument_error);
}
