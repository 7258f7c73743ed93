// Messages of ONNX and their bytes.
#include "catch.hpp"
#include <diapir/io/onnx/protobuf.hpp>

using namespace diapir;
using Catch::Contains;

TEST_CASE("a model is the same after it was bytes") {
    io::onnx::model_proto m;
    m.set_producer_name("we");
    m.mutable_graph()->add_node()->set_op_type("Relu");
    const auto again = io::onnx::parse_model(io::onnx::format_model(m), "a.onnx");
    CHECK(again.producer_name() == "we");
    CHECK(again.graph().node(0).op_type() == "Relu");
}

TEST_CASE("bytes that are no model are refused") {
    CHECK_THROWS_WITH(io::onnx::parse_model("\x0a\xff", "a.onnx"), Contains("a.onnx: expected an ONNX model"));
    CHECK_THROWS_WITH(io::onnx::parse_model("", "a.onnx"), Contains("with a graph"));
    // Graphs in attributes of nodes of graphs, without an end.
    io::onnx::model_proto m;
    auto* g = m.mutable_graph();
    for (int i = 0; i < 40; ++i) g = g->add_node()->add_attribute()->mutable_g();
    CHECK_THROWS_WITH(io::onnx::parse_model(io::onnx::format_model(m), "a.onnx"), Contains("expected an ONNX model"));
}

TEST_CASE("messages name nodes by their names, else by what they give") {
    io::onnx::node_proto n;
    n.set_op_type("Conv\n");
    n.add_output("y");
    CHECK(io::onnx::name_of(n) == "node 'y' (Conv?)");
    n.set_name("conv_1");
    CHECK(io::onnx::name_of(n) == "node 'conv_1' (Conv?)");
}
