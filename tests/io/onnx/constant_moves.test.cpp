// Numbers of constants moved about. Expected values are NumPy's.
#include "catch.hpp"
#include "io/onnx/fold.hpp"
#include <diapir/io/onnx/constant_moves.hpp>

using namespace diapir;
using Catch::Contains;
using testing::folded;
using testing::integers;

namespace {

using d = std::vector<double>;

io::onnx::constant table() {
    return {{2, 3}, {0, 1, 2, 3, 4, 5}, true};
}

}  // namespace

TEST_CASE("constants are gathered, sliced and transposed") {
    CHECK(folded("Gather", {table(), integers({1, 0})}).numbers == d{3, 4, 5, 0, 1, 2});
    const io::onnx::constant column = folded("Gather", {table(), {{}, {-1}, true}}, {{"axis", std::int64_t{1}}});
    CHECK(column.dims == shape{2});
    CHECK(column.numbers == d{2, 5});
    CHECK(folded("Slice", {table(), integers({1}), integers({1e19}), integers({1})}).numbers == d{1, 2, 4, 5});
    CHECK(folded("Slice", {table(), integers({-1}), integers({-9e18}), integers({0}), integers({-1})}).numbers ==
          d{3, 4, 5, 0, 1, 2});
    CHECK(folded("Slice", {table(), integers({1e9}), integers({-9e18}), integers({1}), integers({-2})}).numbers ==
          d{2, 0, 5, 3});
    CHECK(folded("Slice", {table(), integers({0}), integers({-1}), integers({1}), integers({2})}).numbers == d{0, 3});
    CHECK(folded("Slice", {table(), integers({2}), integers({1}), integers({0})}).numbers.empty());
    for (const io::onnx::constant& empty : {io::onnx::constant{{0}, {}}, {{0, 3}, {}}})
        CHECK(
            folded("Slice", {empty, integers({-1}), integers({-100}), integers({0}), integers({-1})}).numbers.empty());
    CHECK(folded("Transpose", {table()}).numbers == d{0, 3, 1, 4, 2, 5});
    CHECK(folded("Transpose", {table()}, {{"perm", std::vector<std::int64_t>{0, 1}}}).numbers == table().numbers);
    CHECK_THROWS_WITH(folded("Gather", {table(), integers({2})}), Contains("axis below 2, got 2"));
    CHECK_THROWS_WITH(folded("Slice", {table(), integers({0}), integers({1}), integers({0}), integers({0})}),
                      Contains("step"));
    CHECK_THROWS_WITH(folded("Slice", {table(), integers({0}), integers({1}), integers({0}), integers({-1e19})}),
                      Contains("step"));
    CHECK_THROWS_WITH(folded("Transpose", {table()}, {{"perm", std::vector<std::int64_t>{0, 0}}}), Contains("perm"));
}

TEST_CASE("constants are joined, reshaped and filled") {
    CHECK(folded("Concat", {table(), table()}).dims == shape{4, 3});
    CHECK(folded("Concat", {integers({1}), integers({2, 3})}).numbers == d{1, 2, 3});
    CHECK(folded("Reshape", {table(), integers({-1, 2})}).dims == shape{3, 2});
    CHECK(folded("Reshape", {table(), integers({0, -1})}).dims == shape{2, 3});
    CHECK(folded("Unsqueeze", {table(), integers({0, -1})}).dims == shape{1, 2, 3, 1});
    CHECK(folded("Squeeze", {folded("Unsqueeze", {table(), integers({1})}), integers({1})}).dims == shape{2, 3});
    CHECK(folded("ConstantOfShape", {integers({2, 2})}).numbers == d{0, 0, 0, 0});
    CHECK_THROWS_WITH(folded("Reshape", {table(), integers({4, 2})}), Contains("6 numbers, got the shape {4, 2}"));
    CHECK_THROWS_WITH(folded("Reshape", {table(), integers({1.5})}), Contains("whole number, got 1.5"));
    CHECK_THROWS_WITH(folded("ConstantOfShape", {integers({3000, 3000})}), Contains("at most 4194304 numbers"));
    CHECK_THROWS_WITH(folded("ConstantOfShape", {integers(std::vector<double>(12, 1))}), Contains("at most 8 axes"));
    CHECK_THROWS_WITH(folded("Concat", {table(), integers({1})}), Contains("differ in axis 0"));
}
