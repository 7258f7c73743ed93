#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/segy/text_header.hpp>

#include <string>

using namespace diapir;
using namespace diapir::io::segy;

TEST_CASE("EBCDIC and ASCII are told apart, and read alike") {
    const std::string ebcdic = testing::segy_bytes::text("C 1 SURVEY (F3): 42", false),
                      ascii = testing::segy_bytes::text("C 1 SURVEY (F3): 42", true);
    CHECK(encoding_of(ebcdic) == text_encoding::ebcdic);
    CHECK(encoding_of(ascii) == text_encoding::ascii);
    CHECK(decode_text(ebcdic, text_encoding::ebcdic) == ascii);
    CHECK(decode_text(ascii, text_encoding::ascii) == ascii);
    CHECK(encode_text(ascii, text_encoding::ebcdic) == ebcdic);
}

TEST_CASE("every character of ASCII survives EBCDIC") {
    std::string all;
    for (char c = ' '; c < 0x7f; ++c) all += c;
    CHECK(decode_text(encode_text(all, text_encoding::ebcdic), text_encoding::ebcdic) == all);
    CHECK(decode_text(std::string("\n\x01", 2), text_encoding::ascii) == "  ");
}

TEST_CASE("a line is added where one is blank, in the encoding of the header") {
    for (const bool is_ascii : {false, true}) {
        std::string header = testing::segy_bytes::text("C 1 A", is_ascii);
        add_text_line(header, "PROBABILITY = CODE / 127");
        const std::string text = decode_text(header, encoding_of(header));
        CHECK(header.size() == text_bytes);
        CHECK(encoding_of(header) == (is_ascii ? text_encoding::ascii : text_encoding::ebcdic));
        CHECK(text.substr(36 * 80, 28) == "C37 PROBABILITY = CODE / 127");
        CHECK(text.substr(0, 5) == "C 1 A");
        add_text_line(header, "MORE");
        CHECK(decode_text(header, encoding_of(header)).substr(37 * 80, 8) == "C38 MORE");
    }
    std::string header = testing::segy_bytes::text("", true);
    CHECK_THROWS_AS(add_text_line(header, std::string(77, 'x')), argument_error);
}

TEST_CASE("lines with some words are cleared, in the encoding of the header") {
    for (const bool is_ascii : {false, true}) {
        std::string header = testing::segy_bytes::text("C 1 A", is_ascii);
        const std::string before = header;
        clear_text_lines(header, "VALUE");
        CHECK(header == before);
        add_text_line(header, "ONE: VALUE");
        add_text_line(header, "TWO: OTHER");
        clear_text_lines(header, "VALUE");
        const std::string text = decode_text(header, encoding_of(header));
        CHECK(text.substr(36 * 80, 80) == "C37 " + std::string(76, ' '));
        CHECK(text.substr(37 * 80, 14) == "C38 TWO: OTHER");
        CHECK(text.substr(0, 5) == "C 1 A");
    }
}
