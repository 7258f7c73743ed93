// Activations in the nodes that files spell them with.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include <diapir/io/onnx/patterns.hpp>

using namespace diapir;

namespace {

/// The operator of the last node once patterns were looked for.
std::string last_of(testing::built_model& m) {
    io::onnx::pattern_finder(*m.model.mutable_graph(), "a.onnx").replace();
    const auto& nodes = m.model.graph().node();
    const auto& last = nodes[nodes.size() - 1];
    return last.op_type() + "(" + last.input(0) + ")";
}

}  // namespace

TEST_CASE("gelu is found in every order, and nothing else is taken for it") {
    for (int order = 0; order < 5; ++order) {
        INFO(order);
        testing::built_model m({0, 1, 0, 0});
        auto& g = m.graph;
        const std::string half = g.numbers("half", {}, {0.5f}), one = g.numbers("one", {1}, {1});
        const std::string scaled = order % 2 ? g.add("s", "Div", {"x", g.numbers("r", {}, {1.41421356f})})
                                             : g.add("s", "Mul", {g.numbers("r", {}, {0.70710678f}), "x"});
        const std::string gate =
            g.add("g", "Add", {order == 4 ? g.numbers("two", {}, {2}) : one, g.add("e", "Erf", {scaled})});
        if (order < 2) g.add("y", "Mul", {half, g.add("p", "Mul", {gate, "x"})});
        if (order == 2) g.add("y", "Mul", {g.add("h", "Mul", {"x", half}), gate});
        if (order >= 3) g.add("y", "Mul", {"x", g.add("h", "Mul", {half, gate})});
        CHECK(last_of(m) == (order == 4 ? "Mul(x)" : "Gelu(x)"));
    }
}

TEST_CASE("silu is a value times its sigmoid") {
    testing::built_model m({0, 1, 0, 0});
    m.graph.add("y", "Mul", {m.graph.add("s", "Sigmoid", {"x"}), "x"});
    CHECK(last_of(m) == "Silu(x)");
    testing::built_model other({0, 1, 0, 0});
    other.graph.add("y", "Mul", {other.graph.add("s", "Sigmoid", {other.graph.add("t", "Tanh", {"x"})}), "x"});
    CHECK(last_of(other) == "Mul(s)");
}
