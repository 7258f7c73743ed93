#include "nn/layers/check_layer.hpp"
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/sequential.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

using namespace diapir;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;

namespace {

/// A layer of that type that does nothing.
struct named {
    std::string called;
    std::string type() const { return called; }
    shape output(const shape& x) const { return x; }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return x;
    }
};

}  // namespace

TEST_CASE("a graph is made for images or features, and for nothing else") {
    CHECK(nn::graph({5, 4, 3}).input() == shape{5, 4, 3});
    CHECK(nn::graph({7}).input() == shape{7});
    for (const shape& s : {shape{}, {5, 4}, {1, 5, 4, 3}, {0, 4, 3}, {5, 4, 0}, {0}})
        CHECK_THROWS_WITH(nn::graph(s),
                          Catch::Contains("network: expected an input {rows, cols, channels} or {features}"));
}

TEST_CASE("a graph notes names, shapes and the places of parameters") {
    auto g = std::make_shared<nn::graph>(shape{6, 4, 2});
    const nn::value x(g, 0);
    const nn::value y = x | nn::conv2d{.filters = 3} | nn::max_pool2d{} | nn::conv2d{.filters = 5, .bias = false} |
                        nn::conv2d{.filters = 1};
    g->finish(y.node());
    const auto& nodes = g->nodes();
    REQUIRE(nodes.size() == 5);
    CHECK(nodes[0].name == "input_1");
    CHECK_FALSE(nodes[0].layer);
    const std::vector<std::size_t> first{0, 0, 2, 2, 3};
    for (std::size_t i = 0; i < 5; ++i) CHECK(nodes[i].first_parameter == first[i]);
    CHECK(nodes[4].parameters.size() == 2);
    CHECK(nodes[2].output == shape{3, 2, 3});
    CHECK(g->output() == 4);
    CHECK(g->treats_samples_alike());
}

TEST_CASE("no two layers have one name, whatever their types are called") {
    const nn::network<double> net({2}, [](const nn::value& x) {
        return x | nn::dense{2} | named{"Dense_2"} | nn::dense{2} | nn::dense{2} | named{"Input_1"} | nn::dense{2};
    });
    std::vector<std::string> names;
    for (const nn::graph_node& n : net.graph().nodes()) names.push_back(n.name);
    CHECK(names ==
          std::vector<std::string>{"input_1", "dense", "dense_2", "dense_1", "dense_3", "input_1_1", "dense_4"});
}

TEST_CASE("a layer that is refused takes no name") {
    auto g = std::make_shared<nn::graph>(shape{6, 4, 2});
    const nn::value x(g, 0);
    CHECK_THROWS_AS((x | nn::conv2d{.filters = 0}), argument_error);
    CHECK(g->nodes()[(x | nn::conv2d{.filters = 1}).node()].name == "conv2d");
    CHECK_THROWS_AS((x | nn::conv2d{.filters = 0}), argument_error);
    CHECK(g->nodes()[(x | nn::conv2d{.filters = 1}).node()].name == "conv2d_1");
}

TEST_CASE("a sigmoid or softmax at the end is taken off, whatever layer it belongs to") {
    using enum nn::activation;
    const shape input{4, 4, 2};
    const auto check = [&](const auto& with, const auto& without, nn::activation f) {
        const auto net = randomized<double>(input, [&](const nn::value& x) { return x | with; });
        const auto plain = randomized<double>(input, [&](const nn::value& x) { return x | without; });
        const auto x = random_samples(3, input);
        CHECK(net.graph().output_activation() == f);
        CHECK(max_difference(unpack(net.logits(pack(x))), plain(x)) == 0);
        CHECK(max_difference(net(x), unpack(nn::activated(pack(plain(x)), f))) == 0);
        CHECK(net.output() == plain.output());
    };
    check(nn::conv2d{.filters = 3, .activation = sigmoid}, nn::conv2d{.filters = 3}, sigmoid);
    check(nn::conv2d_transpose{.filters = 3, .activation = softmax}, nn::conv2d_transpose{.filters = 3}, softmax);
    check(nn::depthwise_conv2d{.activation = sigmoid}, nn::depthwise_conv2d{}, sigmoid);
    check(nn::sequential{nn::flatten{}, nn::dense{.units = 3, .activation = softmax}},
          nn::sequential{nn::flatten{}, nn::dense{.units = 3}}, softmax);
    check(nn::sequential{nn::conv2d{.filters = 3}, nn::softmax{}}, nn::conv2d{.filters = 3}, softmax);
    check(nn::sequential{nn::conv2d{.filters = 3}, nn::sigmoid{}}, nn::conv2d{.filters = 3}, sigmoid);
    // what comes before stays, and other activations stay
    check(nn::sequential{nn::conv2d{.filters = 3, .activation = sigmoid}, nn::conv2d{.filters = 1}},
          nn::sequential{nn::conv2d{.filters = 3, .activation = sigmoid}, nn::conv2d{.filters = 1}}, none);
    check(nn::conv2d{.filters = 3, .activation = nn::activation::tanh},
          nn::conv2d{.filters = 3, .activation = nn::activation::tanh}, none);
}

TEST_CASE("what is trained beside the output has its shape") {
    const auto written = [](std::size_t filters) {
        return [=](const nn::value& x) {
            const nn::value y = x | nn::conv2d{.filters = 4, .activation = nn::activation::relu};
            nn::train_beside(y | nn::conv2d{.filters = filters}, 0.5);
            return y | nn::conv2d{.filters = 2, .activation = nn::activation::softmax};
        };
    };
    CHECK(nn::network<float>({4, 4, 1}, written(2)).graph().auxiliaries().size() == 1);
    CHECK_THROWS_WITH((nn::network<float>({4, 4, 1}, written(3))),
                      "network: conv2d_1 is trained beside the output {4, 4, 2}, but is {4, 4, 3}");
}

TEST_CASE("shapes of other inputs are those of running, and a layer that refuses one is named") {
    const auto written = [](const nn::value& x) {
        return x | nn::conv2d{.filters = 2} | nn::conv2d{.filters = 3, .kernel = 5, .border = nn::border::valid};
    };
    const nn::network<double> net({8, 8, 1}, written);
    const auto shapes = net.graph().outputs({6, 9, 1});
    REQUIRE(shapes.size() == 3);
    CHECK(shapes[1] == shape{6, 9, 2});
    CHECK(shapes[2] == shape{2, 5, 3});
    CHECK_THROWS_WITH(net.graph().outputs({4, 9, 1}), Catch::Contains("network: conv2d_1: "));
    CHECK_THROWS_WITH(net(random_samples(1, {4, 9, 1})), Catch::Contains("network: conv2d_1: "));
}
