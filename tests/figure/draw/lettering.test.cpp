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

TEST_CASE("texts are cut to a width") {
    const text_style style{.size = 12};
    CHECK(detail::shortened("porosity", style, 100) == "porosity");
    const std::string text = "how satisfied were you with the speed of the delivery = 3.25";
    const std::string cut = detail::shortened(text, style, 150);
    CHECK(text_width(cut, style) <= 150);
    CHECK(text_width(cut, style) > 130);
    CHECK(cut.starts_with("how satis"));
    CHECK(cut.ends_with("= 3.25"));
    CHECK(cut.find("\u2026") != std::string::npos);
    const std::string wide = detail::shortened("\u00e4\u00f6\u00fc\u00df\u00e4\u00f6\u00fc\u00df\xff", style, 40);
    CHECK(text_width(wide, style) <= 40);
    CHECK(diapir::io::is_utf8(wide));
    CHECK(detail::shortened("abc", style, 0) == "\u2026");
}
