// Two thousand random networks in float against the same in double: values and gradients within 1e-4 of the
// largest (a sigmoid of large sums has their error). Shapes, batches, kernels, strides, dilations, borders and channel
// counts are drawn, so that every way to convolve meets sizes that nobody thought of.
#include "catch.hpp"
#include "larger.hpp"
#include "nn/layers/check_layer.hpp"
#include <diapir/nn.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

using namespace diapir;

namespace {

/// A network as it was drawn, for both types.
struct drawn {
    shape input;
    std::vector<std::function<nn::value(const nn::value&)>> layers;
    std::string text;
    bool smooth = true;

    nn::value operator()(nn::value x) const {
        for (const auto& layer : layers) x = layer(x);
        return x;
    }
    template <class L>
    void add(const L& layer, const std::string& said) {
        layers.push_back([layer](const nn::value& x) { return x | layer; });
        text += " | " + said;
    }
};

class drawing {
public:
    explicit drawing(std::uint64_t seed) : random_(seed) {}

    std::size_t upto(std::size_t low, std::size_t high) {
        return low + static_cast<std::size_t>(random_.uniform() * static_cast<double>(high - low + 1));
    }
    bool maybe(double p = 0.5) { return random_.uniform() < p; }

    drawn network() {
        drawn net;
        net.input = {upto(1, 21), upto(1, 21), maybe() ? upto(1, 5) : upto(6, 40)};
        net.text = testing_text(net.input);
        const std::size_t layers = upto(1, 3);
        for (std::size_t i = 0; i < layers; ++i) add_layer(net);
        return net;
    }

private:
    static std::string testing_text(const shape& s) {
        std::ostringstream out;
        out << s;
        return out.str();
    }
    nn::activation some_activation(drawn& net) {
        const auto f = static_cast<nn::activation>(upto(0, 8));
        net.smooth = net.smooth && f != nn::activation::relu && f != nn::activation::leaky_relu;
        return f;
    }
    void add_layer(drawn& net) {
        const std::size_t filters = maybe(0.7) ? upto(1, 9) : upto(10, 33), kernel = upto(1, 6),
                          stride = maybe() ? 1 : upto(2, 3);
        const std::size_t kind = upto(0, 9);
        const auto numbers = [&](std::size_t a, std::size_t b, std::size_t c) {
            return std::to_string(a) + " of " + std::to_string(b) + " by " + std::to_string(c);
        };
        if (kind < 4) {
            const bool dilated = stride == 1 && maybe(0.3);
            nn::conv2d layer{.filters = filters,
                             .kernel = kernel,
                             .kernel_cols = maybe() ? 0 : upto(1, 6),
                             .activation = some_activation(net),
                             .stride = stride,
                             .dilation = dilated ? upto(2, 3) : 1,
                             .bias = maybe(0.8)};
            net.add(layer, "conv2d " + numbers(filters, kernel, stride) + (dilated ? " dilated" : ""));
        } else if (kind < 6) {
            net.add(
                nn::conv2d_transpose{
                    .filters = filters, .kernel = kernel, .activation = some_activation(net), .stride = stride},
                "conv2d_transpose " + numbers(filters, kernel, stride));
        } else if (kind == 6) {
            net.add(
                nn::depthwise_conv2d{
                    .multiplier = upto(1, 2), .kernel = kernel, .activation = some_activation(net), .stride = stride},
                "depthwise_conv2d " + numbers(1, kernel, stride));
        } else if (kind == 7) {
            net.add(nn::average_pool2d{.size = upto(1, 3), .stride = upto(1, 2), .border = nn::border::same},
                    "average_pool2d");
        } else if (kind == 8) {
            net.smooth = false;
            net.add(nn::max_pool2d{.size = upto(1, 3), .stride = upto(1, 2), .border = nn::border::same}, "max_pool2d");
        } else {
            net.add(nn::batch_normalization{}, "batch_normalization");
        }
    }

    random_stream random_;
};

template <class T>
struct outcome {
    std::vector<double> values, slopes;
};

template <class T>
outcome<T> outcome_of(const drawn& net, const array<double>& samples, std::uint64_t seed) {
    const auto made = testing::randomized<T>(net.input, net);
    const array<T> x = xt::cast<T>(samples);
    outcome<T> o;
    const array<T> y = made(x);
    o.values.assign(y.begin(), y.end());
    const tensor<T> in = pack(x);
    const auto along = linearize(made, point<T>(in));
    tensor<T> w = along.value().x->like();
    const array<double> weights = testing::random_samples(w.samples(), {w.rows(), w.cols(), w.channels()}, seed);
    w = pack(array<T>(xt::cast<T>(weights)));
    const array<T> slopes = unpack(along.pull(w));
    o.slopes.assign(slopes.begin(), slopes.end());
    return o;
}

double largest(const std::vector<double>& all) {
    double most = 0;
    for (const double v : all) most = std::max(most, std::abs(v));
    return most;
}
void check_close(const std::vector<double>& one, const std::vector<double>& exact, double share) {
    REQUIRE(one.size() == exact.size());
    double worst = 0;
    bool finite = true;
    for (std::size_t i = 0; i < one.size(); ++i) {
        finite = finite && std::isfinite(one[i]);
        worst = testing::larger(worst, std::abs(one[i] - exact[i]));
    }
    CHECK(finite);
    CHECK(worst <= share * std::max(1e-6, largest(exact)));
}

}  // namespace

TEST_CASE("float agrees with double on random networks") {
    std::size_t gradients = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        drawing draw(seed);
        const drawn net = draw.network();
        const std::size_t samples = draw.maybe() ? draw.upto(1, 3) : draw.upto(4, 35);
        INFO("network " << seed << ", " << samples << " samples of " << net.text);
        const array<double> x = testing::random_samples(samples, net.input, seed);
        const auto exact = outcome_of<double>(net, x, seed);
        const auto one = outcome_of<float>(net, x, seed);
        check_close(one.values, exact.values, 1e-4);
        if (net.smooth) check_close(one.slopes, exact.slopes, 1e-4);
        gradients += net.smooth;
    }
    CHECK(gradients > 500);
}
