// What the names of a graph stand for, and the layers that are noted down with their parameters.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/resize2d.hpp>

using namespace diapir;
using namespace io::onnx;
using Catch::Contains;

TEST_CASE("a reader knows values and constants, and names the node that asks for others") {
    testing::built_model m({0, 1, 0, 0});
    m.graph.add("n", "Add", {"x", "c", "", "later"});
    const std::string origin = "a.onnx";
    const node_view n(m.model.graph().node(0), 13, origin);
    graph_reader r;
    const nn::value x(std::make_shared<nn::graph>(shape{4, 6, 2}), 0);
    r.note(x);
    r.set("x", network_value{x, axis_order::channels_last});
    r.set("c", io::onnx::constant{{1}, {5}});
    CHECK(r.value(n).channel_axis() == 3);
    CHECK(r.value(n).axes() == 4);
    CHECK(r.fixed(n, 1).numbers[0] == 5);
    CHECK(r.is_computed(n, 1));
    CHECK_FALSE(r.is_computed(n, 0));
    CHECK(r.optional(n, 2) == nullptr);
    CHECK_THROWS_WITH(r.value(n, 1), Contains("node 'n' (Add)") && Contains("'c' to depend on samples"));
    CHECK_THROWS_WITH(r.fixed(n, 0), Contains("'x' to be a constant"));
    CHECK_THROWS_WITH(r.value(n, 3), Contains("comes before it, got 'later'"));
    CHECK_THROWS_WITH(r.value(n, 4), Contains("input number 4, there is none"));
    CHECK(graph_reader::side_name(x, true) == "rows:0");

    const nn::value y = r.layer(n, nn::dense{.units = 1}, {x}, {{{2, 1}, {1, 2}}, {{1}, {3}}});
    CHECK(r.parameters().size() == 2);
    CHECK(r.of_node(y.node())->output() == shape{4, 6, 1});
    CHECK(r.of_node(77) == nullptr);
    CHECK_THROWS_WITH(r.layer(n, nn::dense{.units = 1}, {x}, {{{2, 1}, {1, 2}}}),
                      Contains("expected 2 parameters, got 1"));
    CHECK_THROWS_WITH(r.layer(n, nn::dense{.units = 1}, {x}, {{{1, 2}, {1, 2}}, {{1}, {3}}}),
                      Contains("kernel of {2, 1}, got {1, 2}"));
    CHECK_THROWS_WITH(r.layer(n, nn::dense{.units = 0}, {x}),
                      Contains("node 'n' (Add)") && Contains("at least one unit"));
    CHECK_THROWS_WITH(r.layer(n, nn::upsample2d{.size = 60000}, {x}), Contains("numbers a sample"));
}
