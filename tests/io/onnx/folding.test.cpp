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
    CHECK(folded("Max", {integers({1}), integers({2}), integers({5, 0})}).numbers == d{5, 2});
    CHECK(folded("Min", {integers({1}), integers({2}), integers({-5})}).numbers == d{-5});
    CHECK(folded("Max", {integers({7})}).numbers == d{7});
    CHECK(folded("Mod", {integers({-5, 5}), integers({3})}, {{"fmod", std::int64_t{1}}}).numbers == d{-2, 2});
    CHECK_THROWS_WITH(folded("Mod", {integers({1}), integers({0})}), Contains("division by 0"));
    CHECK_THROWS_WITH(folded("Add", {integers({1, 2}), integers({1, 2, 3})}), Contains("one shape, got {2} and {3}"));
    CHECK_THROWS_WITH(folded("Div", {integers({1}), integers({0})}), Contains("division by 0"));
    CHECK_THROWS_WITH(folded("Add", {integers({1})}), Contains("input number 1, there is none"));
}

TEST_CASE("casts round as their types do") {
    const auto cast = [](d numbers, std::int64_t to) {
        const std::size_t count = numbers.size();
        return folded("Cast", {{{count}, std::move(numbers)}}, {{"to", to}});
    };
    CHECK(cast({0.5, 1 + 0x1p-8, 1 + 3 * 0x1p-8, 3e38, 3.4e38}, 16).numbers ==
          d{0.5, 1, 1 + 0x1p-6, 0x1.c4p127, HUGE_VAL});  // bfloat16
    CHECK(cast({2049, 65519, 65520, 0x1p-24, 0x1p-25, -1}, 10).numbers == d{2048, 65504, HUGE_VAL, 0x1p-24, 0, -1});
    CHECK(cast({16777217, 1e39, 0.1}, 1).numbers == d{16777216, HUGE_VAL, static_cast<double>(0.1f)});
    CHECK(cast({0.1}, 11).numbers == d{0.1});
    CHECK(cast({2, 0, -0.5}, 9).numbers == d{1, 0, 1});
    CHECK(cast({2, 0}, 9).whole);
    CHECK_FALSE(cast({2, 0}, 16).whole);
    CHECK(cast({255.5}, 2).numbers == d{255});
    CHECK_THROWS_WITH(cast({256}, 2), Contains("expected numbers from 0 to 255, got 256"));
    CHECK_THROWS_WITH(cast({1}, 8), Contains("expected a cast to numbers, got type 8"));
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
