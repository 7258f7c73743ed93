#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/text.hpp>

using namespace diapir;
using testing::message_of;

TEST_CASE("UTF-8 is told from other bytes") {
    for (const char* valid : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                              "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "gr\xc3\xbcn"})
        CHECK(io::is_utf8(valid));
    for (const char* invalid :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2g", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "gr\xfcn"})
        CHECK_FALSE(io::is_utf8(invalid));
    CHECK(io::utf8_character("\xe2\x82\xac and more") == 3);
    CHECK(io::utf8_character("") == 0);
}

TEST_CASE("a quoted text stays on one line and is cut") {
    CHECK(io::excerpt("") == "''");
    CHECK(io::excerpt("a b") == "'a b'");
    CHECK(io::excerpt("a\nb\r\t\x01\x7f") == "'a\\nb\\r\\t\\x01\\x7f'");
    CHECK(io::excerpt("gr\xfcn") == "'gr\\xfcn'");
    CHECK(io::excerpt("gr\xc3\xbcn") == "'gr\xc3\xbcn'");
    CHECK(io::excerpt(std::string(100, 'x')) == "'" + std::string(60, 'x') + "'...");
    CHECK(io::excerpt(std::string(60, 'x')) == "'" + std::string(60, 'x') + "'");
    CHECK(io::excerpt(std::string(100, '\xff')) == [] {
        std::string fifteen = "'";
        for (int i = 0; i < 15; ++i) fifteen += "\\xff";
        return fifteen + "'...";
    }());
    CHECK(io::excerpt("\xff\xff", 7) == "'\\xff'...");
    CHECK(io::excerpt("\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 2) == "'\xe2\x82\xac\xe2\x82\xac'...");
}

TEST_CASE("a text may begin with the byte order mark of UTF-8, not with that of UTF-16") {
    CHECK(io::without_byte_order_mark("\xEF\xBB\xBFtext", "t") == "text");
    CHECK(io::without_byte_order_mark("a\xEF\xBB\xBF", "t") == "a\xEF\xBB\xBF");
    CHECK(io::without_byte_order_mark("", "t").empty());
    for (const std::string text : {"\xFF\xFE", "\xFE\xFF"})
        CHECK(message_of<file_error>([&] { io::without_byte_order_mark(text, "t"); }) ==
              "t: expected text in UTF-8, got UTF-16");
}
