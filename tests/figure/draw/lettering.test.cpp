#include "catch.hpp"
#include <diapir/figure/draw/lettering.hpp>

#include <string>
#include <vector>

using namespace diapir::figure;

TEST_CASE("texts are wrapped to a width") {
    const text_style style{.size = 12};
    const std::string text = "the quick brown fox jumps over the lazy dog";
    const std::vector<std::string> lines = detail::wrapped(text, style, 100);
    CHECK(lines.size() > 2);
    std::string joined;
    for (const std::string& line : lines) {
        CHECK(text_width(line, style) <= 100);
        joined += (joined.empty() ? "" : " ") + line;
    }
    CHECK(joined == text);
    CHECK(detail::wrapped("unbreakable", style, 10) == std::vector<std::string>{"unbreakable"});
    CHECK(detail::wrapped("", style, 10).empty());
}
