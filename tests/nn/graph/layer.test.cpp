// Layers of one's own, in all readings: with parameters, with a state, with two inputs and with any number of them.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/graph/layer.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/losses/mean_squared_error.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/channel_affine.hpp>

#include <span>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::refusal;

namespace {

/// gamma x + beta, and a state that counts the steps of training.
struct scaling {
    std::string type() const { return "Scaling"; }
    shape output(const shape& x) const {
        require(x.back() < 9, "scaling: expected fewer than 9 channels, got ", x);
        return x;
    }
    nn::parameter_descriptions parameters(const shape& x) const {
        return {{"gamma", {x.back()}, nn::initializer::ones},
                {"beta", {x.back()}},
                {"steps", {1}, nn::initializer::zeros, false}};
    }
    bool treats_samples_alike() const { return false; }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        if constexpr (Context::trains) {
            if (context.training()) {
                auto steps = *context.state(2);
                steps[0] += 1;
                context.remember(2, std::move(steps));
            }
        }
        return channel_affine(x, context.parameter(0), context.parameter(1));
    }
};

/// a b, with a parameter: a (b gamma + beta).
struct gating {
    std::string type() const { return "Gating"; }
    shape output(const shape& a, const shape& b) const {
        require(a == b, "gating: expected two values of one shape, got ", a, " and ", b);
        return a;
    }
    nn::parameter_descriptions parameters(const shape& a, const shape&) const {
        return {{"gamma", {a.back()}, nn::initializer::ones}, {"beta", {a.back()}}};
    }
    template <class Context, class X>
    X operator()(Context& context, const X& a, const X& b) const {
        return multiply(a, channel_affine(b, context.parameter(0), context.parameter(1)));
    }
};

/// The sum of any number of values.
struct summation {
    std::string type() const { return "Summation"; }
    shape output(std::span<const shape> x) const { return x[0]; }
    template <class Context, class X>
    X operator()(Context&, const nn::layer_inputs<X>& x) const {
        X sum = x[0];
        for (std::size_t i = 1; i < x.size(); ++i) sum = add(sum, x[i]);
        return sum;
    }
};

}  // namespace

TEST_CASE("concepts tell layers of one input, of several, and what is none") {
    CHECK(nn::layer<scaling>);
    CHECK(nn::layer<nn::relu>);
    CHECK_FALSE(nn::layer<gating>);
    CHECK(nn::merging_layer<gating>);
    CHECK(nn::merging_layer<summation>);
    CHECK_FALSE(nn::merging_layer<scaling>);
    CHECK_FALSE(nn::layer<int>);
    CHECK_FALSE(nn::layer<nn::sequential<nn::relu>>);
}

TEST_CASE("layers of one's own keep the laws of layers") {
    check_layer({3, 4, 2}, scaling{}, {2, 2, 2});
    check_layer({5}, scaling{});
    check_layer({3, 4, 2}, [](const nn::value& x) { return nn::merge(gating{}, {x, x | nn::tanh{}}); });
    check_layer({3, 4, 2}, [](const nn::value& x) {
        const nn::value y = x | scaling{};
        return nn::merge(summation{}, {y, x, y | nn::tanh{}, y});
    });
}

TEST_CASE("a layer of two inputs is given them in their order") {
    const auto x = random_samples(3, {3, 4, 2});
    const auto graph = [](bool swapped) {
        return [swapped](const nn::value& v) {
            const nn::value t = v | nn::tanh{};
            return swapped ? nn::merge(gating{}, {t, v}) : nn::merge(gating{}, {v, t});
        };
    };
    for (const bool swapped : {false, true}) {
        nn::network<double> net({3, 4, 2}, graph(swapped));
        net.parameters()[1].value = tensor<double>(shape{2}, 0.5);  // beta
        const auto y = net(x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double v = x.data()[i], t = std::tanh(v);
            CHECK(y.data()[i] == Approx(swapped ? t * (v + 0.5) : v * (t + 0.5)));
        }
    }
}

TEST_CASE("a layer that says nothing of itself has no parameters and changes what it is given") {
    const nn::layer_model<summation> any{summation{}};
    const std::vector<shape> shapes{{2, 2, 1}, {2, 2, 1}};
    CHECK(any.parameters(shapes).empty());
    CHECK(any.changes(shapes));
    CHECK(any.treats_samples_alike());
    CHECK(any.output_activation() == nn::activation::none);
    CHECK_FALSE(any.without_activation());
    CHECK_FALSE(nn::layer_model<scaling>(scaling{}).treats_samples_alike());
}

TEST_CASE("any layer still knows the layer that it was made of") {
    const std::shared_ptr<const nn::any_layer> any =
        std::make_shared<nn::layer_model<nn::leaky_relu>>(nn::leaky_relu{0.25});
    CHECK(dynamic_cast<const nn::layer_model<nn::leaky_relu>&>(*any).layer().slope == 0.25);
}

TEST_CASE("states of layers of one's own follow the steps of training") {
    nn::network<double> net({3, 2, 2}, nn::sequential{scaling{}, nn::tanh{}, scaling{}});
    const auto x = pack(random_samples(40, {3, 2, 2})), y = pack(random_samples(40, {3, 2, 2}, 2));
    auto state = nn::initial_state(net, nn::sgd{});
    for (int step = 1; step <= 3; ++step) {
        nn::train_on_batch(net, x, y, {nn::mean_squared_error{}, nn::sgd{}}, state);
        CHECK(net.parameters()[2].value[0] == step);
        CHECK(net.parameters()[5].value[0] == step);
    }
    CHECK(net.parameters()[0].value[0] != 1);
    const auto before = net.parameters()[2].value[0];
    (void)net(unpack(x));
    CHECK(net.parameters()[2].value[0] == before);
}

TEST_CASE("layers of one's own are listed, and what they refuse is told with their name") {
    CHECK(listed({3, 4, 2}, nn::sequential{scaling{}, scaling{}}) ==
          "input_1 InputLayer {3, 4, 2}\n"
          "scaling Scaling {3, 4, 2} gamma{2} beta{2} steps{1}! <- input_1\n"
          "scaling_1 Scaling {3, 4, 2} gamma{2} beta{2} steps{1}! <- scaling\n");
    CHECK(refusal({9}, scaling{}) == "network: scaling: scaling: expected fewer than 9 channels, got {9}");
}
