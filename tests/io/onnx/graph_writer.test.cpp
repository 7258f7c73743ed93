// Nodes and constants of a graph that is being written.
#include "catch.hpp"
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/graph_writer.hpp>

using namespace diapir;

TEST_CASE("nodes have names of their own, and attributes of the types of ONNX") {
    io::onnx::graph_proto g;
    io::onnx::graph_writer w(g);
    CHECK(w.add("conv", "Conv", {"x"}, {{"group", std::int64_t{2}}, {"pads", std::vector<std::int64_t>{1, 2}}}) ==
          "conv");
    CHECK(w.add("conv", "Resize", {"conv", "", "s"}, {{"mode", std::string("linear")}, {"alpha", 0.5f}}) == "conv_1");
    CHECK(w.unique("conv") == "conv_2");
    REQUIRE(g.node_size() == 2);
    CHECK(g.node(0).attribute(0).i() == 2);
    CHECK(g.node(0).attribute(0).type() == io::onnx::attribute_proto::INT);
    CHECK(g.node(0).attribute(1).ints(1) == 2);
    CHECK(g.node(1).input(1).empty());
    CHECK(g.node(1).attribute(0).s() == "linear");
    CHECK(g.node(1).attribute(1).f() == 0.5f);
    CHECK(g.node(1).output(0) == "conv_1");
}

TEST_CASE("constants keep their shapes and numbers") {
    io::onnx::graph_proto g;
    io::onnx::graph_writer w(g);
    w.numbers("a", {2, 1}, {1.5f, -2});
    w.numbers("b", {}, {3});
    w.integers("c", {-1, 5000000000});
    CHECK(io::onnx::read_constant(g.initializer(0), "").numbers == std::vector<double>{1.5, -2});
    CHECK(io::onnx::read_constant(g.initializer(0), "").dims == shape{2, 1});
    CHECK(io::onnx::read_constant(g.initializer(1), "").dims == shape{});
    CHECK(io::onnx::read_constant(g.initializer(2), "").numbers == std::vector<double>{-1, 5e9});
    CHECK_THROWS_AS(w.numbers("d", {3}, {1}), argument_error);
}

TEST_CASE("the opset is the largest that something needs") {
    io::onnx::graph_proto g;
    io::onnx::graph_writer w(g);
    CHECK(w.opset() == 13);
    w.need_opset(17);
    w.need_opset(15);
    CHECK(w.opset() == 17);
}
