// Arithmetic of constants. Expected values are NumPy's.
#include "catch.hpp"
#include "io/onnx/fold.hpp"
#include <diapir/io/onnx/folding.hpp>

using namespace diapir;
using Catch::Contains;
using testing::folded;
using testing::integers;

namespace {

using d = std::vector<double>;
using texts = std::vector<std::string>;

io::onnx::constant sides() {
    return {{2}, {9, 7}, true, {"rows:0", "cols:0"}};
}

}  // namespace

TEST_CASE("constants are added, divided and rounded") {
    CHECK(folded("Add", {integers({1, 2}), integers({10})}).numbers == d{11, 12});
    CHECK(folded("Sub", {integers({1}), integers({10, 20})}).numbers == d{-9, -19});
    CHECK(folded("Div", {integers({7, -7}), integers({2})}).numbers == d{3, -3});
    CHECK(folded("Div", {{{1}, {7}}, integers({2})}).numbers == d{3.5});
    CHECK(folded("Mod", {integers({-9, 9}), integers({4})}).numbers == d{3, 1});
    CHECK(folded("Floor", {{{2}, {1.5, -1.5}}}).numbers == d{1, -2});
    CHECK(folded("Neg", {integers({3})}).numbers == d{-3});
    CHECK(folded("Cast", {{{1}, {-1.5}}}, {{"to", std::int64_t{7}}}).numbers == d{-1});
    CHECK(folded("Max", {integers({3, 1}), integers({2})}).numbers == d{3, 2});
    CHECK_THROWS_WITH(folded("Add", {integers({1, 2}), integers({1, 2, 3})}), Contains("one shape, got {2} and {3}"));
    CHECK_THROWS_WITH(folded("Div", {integers({1}), integers({0})}), Contains("division by 0"));
    CHECK_THROWS_WITH(folded("Add", {integers({1})}), Contains("input number 1, there is none"));
}

TEST_CASE("numbers say how they were made of sides") {
    CHECK(folded("Div", {sides(), integers({2})}).how == texts{"div(rows:0,2)", "div(cols:0,2)"});
    CHECK(folded("Mod", {folded("Neg", {sides()}), integers({4})}).how ==
          texts{"mod(neg(rows:0),4)", "mod(neg(cols:0),4)"});
    CHECK(folded("Concat", {integers({1}), sides()}).how == texts{"", "rows:0", "cols:0"});
    CHECK(folded("Cast", {sides()}, {{"to", std::int64_t{7}}}).how == texts{"rows:0", "cols:0"});
    CHECK(folded("Cast", {folded("Div", {sides(), {{1}, {2}}})}, {{"to", std::int64_t{7}}}).how[0] ==
          "trunc(div(rows:0,2))");
    CHECK(folded("Gather", {sides(), {{}, {1}, true}}).how == texts{"cols:0"});
    // A text of an arithmetic without end is cut, and equals no side.
    io::onnx::constant c = sides();
    for (int i = 0; i < 40; ++i) c = folded("Add", {c, c});
    CHECK(c.how[0].size() <= 200);
    CHECK_FALSE(c.how[0].empty());
}
