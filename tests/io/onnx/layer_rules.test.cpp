// The table of rules for layers.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/layer_rules.hpp>

using namespace diapir;
using Catch::Contains;

TEST_CASE("a rule says the nodes of its layer, the last one that was added") {
    io::onnx::layer_rules rules;
    const nn::graph_node node{std::make_shared<nn::layer_model<nn::relu>>(nn::relu{}), "relu_7", {}, {}, {}, 0};
    io::onnx::graph_proto g;
    io::onnx::graph_writer w(g);
    const io::onnx::layer_site at{w, node, {"x"}, {{4, 3, 2}}, {4, 3, 2}, false, {}};
    CHECK_THROWS_WITH(rules.apply(at), Contains("relu_7") && Contains("rule for layers ReLU"));
    rules.add<nn::relu>([](const nn::relu&, const io::onnx::layer_site& s) { return s.add("Relu", {s.input()}); });
    CHECK(rules.apply(at) == "relu_7");
    rules.add<nn::relu>([](const nn::relu&, const io::onnx::layer_site& s) { return s.add("Elu", {s.input()}); });
    CHECK(rules.apply(at) == "relu_7_1");
    CHECK(g.node(1).op_type() == "Elu");
    // Sides are numbers where images are fixed, else nodes that ask for them.
    at.sides(0);
    CHECK(g.node_size() == 4);
    CHECK(g.node(3).op_type() == "Slice");
    const io::onnx::layer_site fixed{w, node, {"x"}, {{4, 3, 2}}, {4, 3, 2}, true, {}};
    fixed.sides(0);
    CHECK(g.node_size() == 4);
    CHECK(g.initializer(g.initializer_size() - 1).name() == "relu_7/sides");
    CHECK(at.is_image());
}

TEST_CASE("parameters are constants in the shape that is asked for") {
    const nn::graph_node node{
        std::make_shared<nn::layer_model<nn::relu>>(nn::relu{}), "a", {}, {}, {{"gamma", {2}}}, 0};
    io::onnx::graph_proto g;
    io::onnx::graph_writer w(g);
    const io::onnx::layer_site at{w, node, {"x"}, {{2}}, {2}, false, {{1, 2}}};
    CHECK(at.parameter(0) == "a/gamma");
    CHECK(at.parameter(0, {2, 1, 1}) == "a/gamma_1");
    CHECK(g.initializer(1).dims_size() == 3);
    CHECK_FALSE(at.is_image());
}
