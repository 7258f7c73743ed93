// Arithmetic of constants. Expected values are NumPy's.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include <diapir/io/onnx/folding.hpp>

using namespace diapir;
using Catch::Contains;
using io::onnx::constant;

namespace {

constant folded(const char* operation, const std::vector<constant>& in,
                const std::vector<io::onnx::attribute>& a = {}) {
    testing::built_model m({0, 1, 0, 0});
    m.graph.add("n", operation, {}, a);
    const std::string origin = "a.onnx";
    std::vector<const constant*> inputs;
    for (const constant& c : in) inputs.push_back(&c);
    return io::onnx::foldings().at(operation)(io::onnx::node_view(m.model.graph().node(0), 13, origin), inputs);
}
constant wholes(const std::vector<double>& numbers) {
    return {{numbers.size()}, numbers, true};
}
constant sides() {
    return {{2}, {9, 7}, true, {"rows:0", "cols:0"}};
}

using d = std::vector<double>;
using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("constants are added, divided and rounded") {
    CHECK(folded("Add", {wholes({1, 2}), wholes({10})}).numbers == d{11, 12});
    CHECK(folded("Sub", {wholes({1}), wholes({10, 20})}).numbers == d{-9, -19});
    CHECK(folded("Div", {wholes({7, -7}), wholes({2})}).numbers == d{3, -3});
    CHECK(folded("Div", {{{1}, {7}}, wholes({2})}).numbers == d{3.5});
    CHECK(folded("Mod", {wholes({-9, 9}), wholes({4})}).numbers == d{3, 1});
    CHECK(folded("Floor", {{{2}, {1.5, -1.5}}}).numbers == d{1, -2});
    CHECK(folded("Neg", {wholes({3})}).numbers == d{-3});
    CHECK(folded("Cast", {{{1}, {-1.5}}}, {{"to", std::int64_t{7}}}).numbers == d{-1});
    CHECK(folded("Max", {wholes({3, 1}), wholes({2})}).numbers == d{3, 2});
    CHECK_THROWS_WITH(folded("Add", {wholes({1, 2}), wholes({1, 2, 3})}), Contains("one shape, got {2} and {3}"));
    CHECK_THROWS_WITH(folded("Div", {wholes({1}), wholes({0})}), Contains("division by 0"));
    CHECK_THROWS_WITH(folded("Add", {wholes({1})}), Contains("input number 1, there is none"));
}

TEST_CASE("numbers say how they were made of sides") {
    CHECK(folded("Div", {sides(), wholes({2})}).how == texts{"div(rows:0,2)", "div(cols:0,2)"});
    CHECK(folded("Mod", {folded("Neg", {sides()}), wholes({4})}).how ==
          texts{"mod(neg(rows:0),4)", "mod(neg(cols:0),4)"});
    CHECK(folded("Concat", {wholes({1}), sides()}).how == texts{"", "rows:0", "cols:0"});
    CHECK(folded("Cast", {sides()}, {{"to", std::int64_t{7}}}).how == texts{"rows:0", "cols:0"});
    CHECK(folded("Cast", {folded("Div", {sides(), {{1}, {2}}})}, {{"to", std::int64_t{7}}}).how[0] ==
          "trunc(div(rows:0,2))");
    CHECK(folded("Gather", {sides(), {{}, {1}, true}}).how == texts{"cols:0"});
    // A text of an arithmetic without end is cut, and equals no side.
    constant c = sides();
    for (int i = 0; i < 40; ++i) c = folded("Add", {c, c});
    CHECK(c.how[0].size() <= 200);
    CHECK_FALSE(c.how[0].empty());
}
