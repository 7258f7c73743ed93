// Attributes of nodes.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include <diapir/io/onnx/node_view.hpp>

using namespace diapir;
using Catch::Contains;

TEST_CASE("attributes are read with what stands for those that are left out") {
    testing::built_model m({0, 1, 0, 0});
    m.graph.add("n", "Conv", {"x", "", "b"},
                {{"group", std::int64_t{3}},
                 {"epsilon", 0.001f},
                 {"mode", std::string("edge")},
                 {"pads", std::vector<std::int64_t>{1, 2}}});
    const std::string origin = "a.onnx";
    const io::onnx::node_view n(m.model.graph().node(0), 13, origin);
    CHECK(n.whole("group", 1) == 3);
    CHECK(n.whole("other", 7) == 7);
    CHECK(n.number("epsilon", 1) == 0.001);  // not what 32 bits have: the decimal number that was meant
    CHECK(n.number("other", 0.5) == 0.5);
    CHECK(n.text("mode", "constant") == "edge");
    CHECK(n.wholes("pads", {}) == std::vector<std::int64_t>{1, 2});
    CHECK(n.sizes("pads", 2, 0, 0) == std::vector<std::size_t>{1, 2});
    CHECK(n.square("strides", 4) == 4);
    CHECK(n.has(0));
    CHECK_FALSE(n.has(1));
    CHECK(n.input(2) == "b");
    CHECK(n.input(3).empty());
    CHECK(n.has_attribute("mode"));
    CHECK(n.tensor("value") == nullptr);
    CHECK_THROWS_WITH(n.square("pads", 0),
                      "a.onnx: node 'n' (Conv): expected the same pads for rows and cols, got 1 and 2");
    CHECK_THROWS_WITH(n.sizes("pads", 4, 0, 0), Contains("expected 4 pads, got 2"));
    CHECK_THROWS_WITH(n.sizes("pads", 2, 2, 0), Contains("from 2 to 1000000, got 1"));
    CHECK_THROWS_WITH(n.whole("mode", 0), Contains("attribute mode of type"));
    CHECK_THROWS_AS(n.require(false, "no"), file_error);
}
