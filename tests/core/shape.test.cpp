#include "catch.hpp"
#include <diapir/core/shape.hpp>

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

using diapir::shape;

TEST_CASE("a shape holds its extents, and counts the elements") {
    shape s{2, 24, 5};
    CHECK(s.axes() == 3);
    CHECK(s.size() == 240);
    CHECK(s[1] == 24);
    CHECK(s.back() == 5);
    s[1] = 3;
    CHECK(std::vector<std::size_t>(s.begin(), s.end()) == std::vector<std::size_t>{2, 3, 5});
    CHECK(shape{4, 0}.size() == 0);
    CHECK(shape().axes() == 0);
    CHECK(shape().size() == 1);
    const std::vector<int> extents{7, 8};
    CHECK(shape(extents.begin(), extents.end()) == shape{7, 8});
}

TEST_CASE("shapes are equal where all extents are") {
    CHECK(shape{2, 3} == shape{2, 3});
    CHECK(shape{2, 3} != shape{2, 4});
    CHECK(shape{2, 3} != shape{2, 3, 1});
    CHECK(shape{2, 3, 1} != shape{2, 3});
}

TEST_CASE("axes are dropped from the front and joined at the back") {
    const shape s{2, 3, 4};
    CHECK(s.drop(0) == s);
    CHECK(s.drop(2) == shape{4});
    CHECK(s.drop(3) == shape{});
    CHECK(s.drop(9) == shape{});
    CHECK(s.then({5, 6}) == shape{2, 3, 4, 5, 6});
    CHECK(shape{}.then(s) == s);
}

TEST_CASE("a shape has eight axes at most") {
    const shape s{1, 2, 3, 4, 5, 6, 7, 8};
    CHECK(s.axes() == shape::max_axes);
    CHECK_THROWS_WITH(s.then({9}), "shape: more than 8 axes");
    CHECK_THROWS_AS((shape{1, 2, 3, 4, 5, 6, 7, 8, 9}), diapir::argument_error);
}

TEST_CASE("an extent beyond what a shape may have is refused, not cut") {
    CHECK(shape::extent("size", 3, 4) == 12);
    CHECK(shape::extent("size", 0, SIZE_MAX) == 0);
    CHECK(shape::extent("size", SIZE_MAX, 0) == 0);
    CHECK(shape::extent("size", shape::max_size / 2, 2) == shape::max_size);
    for (const std::size_t power : {31, 32, 40, 63})
        CHECK_THROWS_WITH(shape::extent("size", std::size_t{1} << power, std::size_t{1} << 33),
                          "size: expected an extent of at most 288230376151711744, got " +
                              std::to_string(std::size_t{1} << power) + " times 8589934592");
}

TEST_CASE("a shape is written in braces") {
    std::ostringstream out;
    out << shape{2, 24, 24, 4} << shape{7} << shape{};
    CHECK(out.str() == "{2, 24, 24, 4}{7}{}");
}
