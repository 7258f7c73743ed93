#include "catch.hpp"
#include <diapir/figure/draw/markup.hpp>

#include <string>
#include <string_view>

using namespace diapir::figure;

TEST_CASE("base64 of the test vectors of RFC 4648") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xfb\xff\xfe") == "+//+");
}

TEST_CASE("what means something in markup is escaped") {
    CHECK(escaped("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
    CHECK(escaped("\u2212 plain") == "\u2212 plain");
}

TEST_CASE("what no parser reads is replaced") {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = escaped(std::string("a") + static_cast<char>(byte) + "b");
        const bool kept = byte == '\t' || byte == '\n' || byte == '\r' || (byte >= 0x20 && byte < 0x7f);
        CAPTURE(byte);
        CHECK((text == "a\ufffdb") == !kept);
    }
    for (const char* bad : {"\xc2\x80", "\xc2\x9f", "\xef\xbf\xbe", "\xef\xbf\xbf"}) CHECK(printable(bad) == "\ufffd");
    for (const char* good : {"\u00a0", "\u2212", "\ufffd", "\U0001f600", "\ue000", "a\tb\r\n"})
        CHECK(printable(good) == good);
    CHECK(printable("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");  // a surrogate
    CHECK(printable("\xc0\xaf\xe2\x82") == "\ufffd\ufffd\ufffd\ufffd");
    CHECK(printable(std::string_view("a\0b", 3)) == "a\ufffdb");
    CHECK(printable_line("a\tb\nc\x02") == "a b c\ufffd");
}

TEST_CASE("an SVG is described by its texts") {
    CHECK(described_svg("<svg a=\"1\"><g/></svg>", {"t", "a&b", "c"}) ==
          "<svg style=\"image-rendering:pixelated\" a=\"1\">\n<title>t</title>\n<desc>a&amp;b; c</desc><g/></svg>");
    CHECK_THROWS_AS(described_svg("<html>", {}), diapir::error);
}
