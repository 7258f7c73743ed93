#include "nn/layers/check_layer.hpp"
#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>

#include <cmath>
#include <memory>

using namespace diapir;

namespace {

nn::value input_of(const shape& s) {
    return {std::make_shared<nn::graph>(s), 0};
}

}  // namespace

TEST_CASE("a value knows its shape, as an image and as features") {
    const nn::value image = input_of({5, 4, 3});
    CHECK(image.output() == shape{5, 4, 3});
    CHECK(image.rows() == 5);
    CHECK(image.cols() == 4);
    CHECK(image.channels() == 3);
    const nn::value features = image | nn::global_max_pool2d{};
    CHECK(features.output() == shape{3});
    CHECK(features.rows() == 1);
    CHECK(features.cols() == 1);
    CHECK(features.channels() == 3);
    CHECK(features.node() == 1);
    CHECK(&features.owner() == &image.owner());
}

TEST_CASE("layers and functions are applied alike") {
    const nn::value x = input_of({5, 4, 3});
    const auto twice = [](const nn::value& v) { return v | nn::conv2d{.filters = 2} | nn::relu{}; };
    const nn::value y = x | twice | nn::conv2d{.filters = 7};
    CHECK(y.channels() == 7);
    const auto& nodes = x.owner().nodes();
    REQUIRE(nodes.size() == 4);
    CHECK(nodes[3].name == "conv2d_1");
    CHECK(nodes[3].inputs == std::vector<std::size_t>{2});
}

TEST_CASE("values of two networks do not meet") {
    const nn::value a = input_of({5, 4, 3}), b = input_of({5, 4, 3});
    CHECK_THROWS_WITH(a + b, "network: expected values of one network, got values of two");
    CHECK_THROWS_WITH(nn::concatenate({a, a, b}), "network: expected values of one network, got values of two");
}

TEST_CASE("a value is trained beside the output by a weight above 0") {
    const nn::value x = input_of({5, 4, 3});
    const nn::value beside = nn::train_beside(x | nn::conv2d{.filters = 1}, 0.5);
    CHECK(beside.node() == 1);
    REQUIRE(x.owner().auxiliaries().size() == 1);
    CHECK(x.owner().auxiliaries()[0].node == 1);
    CHECK(x.owner().auxiliaries()[0].weight == 0.5);
    for (const double weight : {0.0, -1.0, std::nan("")})
        CHECK_THROWS_WITH(nn::train_beside(x, weight), Catch::Contains("train_beside: expected a weight above 0"));
}
