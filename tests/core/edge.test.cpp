#include "catch.hpp"
#include <diapir/core/edge.hpp>

#include <string>

namespace kernels = diapir::kernels;
using kernels::edge;

namespace {

std::string continued(edge mode, std::ptrdiff_t from, std::ptrdiff_t to) {
    const std::string entries = "abcd";
    std::string text;
    for (std::ptrdiff_t i = from; i < to; ++i) {
        const std::ptrdiff_t source = kernels::edge_index(i, 4, mode);
        text += source < 0 ? '0' : entries[static_cast<std::size_t>(source)];
    }
    return text;
}

}  // namespace

TEST_CASE("an axis is continued beyond its ends as SciPy does") {
    CHECK(continued(edge::zero, -3, 7) == "000abcd000");
    CHECK(continued(edge::truncate, -3, 7) == "000abcd000");
    CHECK(continued(edge::nearest, -3, 7) == "aaaabcdddd");
    CHECK(continued(edge::reflect, -6, 10) == "cddcbaabcddcbaab");
    CHECK(continued(edge::mirror, -6, 10) == "abcdcbabcdcbabcd");
    CHECK(kernels::edge_index(-5, 1, edge::mirror) == 0);
    CHECK(kernels::edge_index(5, 1, edge::reflect) == 0);
}

TEST_CASE("a place counted from before the axis is that place") {
    CHECK(kernels::edge_index(std::size_t{1}, 3, 5, edge::reflect) == 1);
    CHECK(kernels::edge_index(std::size_t{1}, 3, 5, edge::zero) == -1);
    CHECK(kernels::edge_index(std::size_t{9}, 3, 5, edge::mirror) == 2);
}

TEST_CASE("the sources of all entries outside are those of each") {
    for (const edge mode : {edge::zero, edge::reflect, edge::mirror}) {
        std::string text = "...abcd..";
        kernels::edge_sources(4, 3, 2, mode).for_each([&](std::size_t place, std::size_t source) {
            text[place] = source == kernels::edge_sources::none ? '0' : text[source];
        });
        CHECK(text == continued(mode, -3, 6));
    }
}
