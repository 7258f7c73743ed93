// What HTML, SVG and fonts need of a text: valid characters, escaping (HTML Living Standard, 13.3), and base64 (RFC
// 4648, section 4).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

/// Whether XML and HTML have no such character: controls other than tab and line breaks (XML 1.0, 2.2 and its note),
/// and U+FFFE and U+FFFF. `character` is one character of valid UTF-8.
inline bool is_no_text(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (first < 0x20) return first != '\t' && first != '\n' && first != '\r';
    const bool control = first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
    return first == 0x7f || control || character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
}

}  // namespace detail

/// The text as every reader of SVG, HTML and fonts takes it: bytes that are not UTF-8, and characters that XML does not
/// have, are replaced by U+FFFD, one each.
inline std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = io::utf8_character(text);
        const bool good = length > 0 && !detail::is_no_text(text.substr(0, length));
        out += good ? text.substr(0, length) : std::string_view("\ufffd");
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

/// The printable text on one line: tabs and line breaks are spaces.
inline std::string printable_line(std::string_view text) {
    std::string line = printable(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return line;
}

/// The printable text with the characters that mean something in markup replaced; fit for content and for quoted
/// attributes.
inline std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// The bytes in base64, with padding and without line breaks.
inline std::string base64(std::string_view bytes) {
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= count ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

/// An SVG with what cairo 1.16 does not write: its texts, the first as its title and the others as its description, and
/// that a viewer must not smooth the images. Throws error where it has no element svg.
inline std::string described_svg(std::string svg, const std::vector<std::string>& texts) {
    const std::size_t tag = svg.find("<svg "), end = svg.find('>', tag);
    require<error>(end != std::string::npos, "canvas: cairo wrote no SVG");
    std::string words;
    for (std::size_t i = 0; i < texts.size(); ++i)
        words += (i == 0 ? "\n<title>" : i == 1 ? "</title>\n<desc>" : "; ") + escaped(texts[i]);
    if (!texts.empty()) words += texts.size() == 1 ? "</title>" : "</desc>";
    svg.insert(end + 1, words);
    svg.insert(tag + 5, "style=\"image-rendering:pixelated\" ");
    return svg;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
