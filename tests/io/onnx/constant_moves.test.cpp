// Numbers of constants moved about. Expected values are NumPy's.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/folding.hpp>

using namespace diapir;
using Catch::Contains;
using io::onnx::constant;

namespace {

constant moved(const char* operation, const std::vector<constant>& in, const std::vector<io::onnx::attribute>& a = {}) {
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

using d = std::vector<double>;
const constant table{{2, 3}, {0, 1, 2, 3, 4, 5}, true};

}  // namespace

TEST_CASE("constants are gathered, sliced and transposed") {
    CHECK(moved("Gather", {table, wholes({1, 0})}).numbers == d{3, 4, 5, 0, 1, 2});
    const constant column = moved("Gather", {table, {{}, {-1}, true}}, {{"axis", std::int64_t{1}}});
    CHECK(column.dims == shape{2});
    CHECK(column.numbers == d{2, 5});
    CHECK(moved("Slice", {table, wholes({1}), wholes({1e19}), wholes({1})}).numbers == d{1, 2, 4, 5});
    CHECK(moved("Slice", {table, wholes({-1}), wholes({-9e18}), wholes({0}), wholes({-1})}).numbers ==
          d{3, 4, 5, 0, 1, 2});
    CHECK(moved("Slice", {table, wholes({1e9}), wholes({-9e18}), wholes({1}), wholes({-2})}).numbers == d{2, 0, 5, 3});
    CHECK(moved("Slice", {table, wholes({0}), wholes({-1}), wholes({1}), wholes({2})}).numbers == d{0, 3});
    CHECK(moved("Slice", {table, wholes({2}), wholes({1}), wholes({0})}).numbers.empty());
    CHECK(moved("Transpose", {table}).numbers == d{0, 3, 1, 4, 2, 5});
    CHECK(moved("Transpose", {table}, {{"perm", std::vector<std::int64_t>{0, 1}}}).numbers == table.numbers);
    CHECK_THROWS_WITH(moved("Gather", {table, wholes({2})}), Contains("axis below 2, got 2"));
    CHECK_THROWS_WITH(moved("Slice", {table, wholes({0}), wholes({1}), wholes({0}), wholes({0})}), Contains("step"));
    CHECK_THROWS_WITH(moved("Slice", {table, wholes({0}), wholes({1}), wholes({0}), wholes({-1e19})}),
                      Contains("step"));
    CHECK_THROWS_WITH(moved("Transpose", {table}, {{"perm", std::vector<std::int64_t>{0, 0}}}), Contains("perm"));
}

TEST_CASE("constants are joined, reshaped and filled") {
    CHECK(moved("Concat", {table, table}).dims == shape{4, 3});
    CHECK(moved("Concat", {wholes({1}), wholes({2, 3})}).numbers == d{1, 2, 3});
    CHECK(moved("Reshape", {table, wholes({-1, 2})}).dims == shape{3, 2});
    CHECK(moved("Reshape", {table, wholes({0, -1})}).dims == shape{2, 3});
    CHECK(moved("Unsqueeze", {table, wholes({0, -1})}).dims == shape{1, 2, 3, 1});
    CHECK(moved("Squeeze", {moved("Unsqueeze", {table, wholes({1})}), wholes({1})}).dims == shape{2, 3});
    CHECK(moved("ConstantOfShape", {wholes({2, 2})}).numbers == d{0, 0, 0, 0});
    CHECK_THROWS_WITH(moved("Reshape", {table, wholes({4, 2})}), Contains("6 numbers, got the shape {4, 2}"));
    CHECK_THROWS_WITH(moved("Reshape", {table, wholes({1.5})}), Contains("whole number, got 1.5"));
    CHECK_THROWS_WITH(moved("ConstantOfShape", {wholes({3000, 3000})}), Contains("at most 4194304 numbers"));
    CHECK_THROWS_WITH(moved("Concat", {table, wholes({1})}), Contains("differ in axis 0"));
}
