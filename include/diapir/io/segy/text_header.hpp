// The textual header of SEG-Y files: 40 lines of 80 characters in EBCDIC (code page 037) or ASCII.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io::segy {

enum class text_encoding { ebcdic, ascii };

inline constexpr std::size_t text_bytes = 3200, text_line = 80;

namespace detail {

/// The characters of ASCII from space to tilde in code page 037.
inline constexpr unsigned char ebcdic_of_ascii[] = {
    0x40, 0x5a, 0x7f, 0x7b, 0x5b, 0x6c, 0x50, 0x7d, 0x4d, 0x5d, 0x5c, 0x4e, 0x6b, 0x60, 0x4b, 0x61, 0xf0, 0xf1, 0xf2,
    0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0x7a, 0x5e, 0x4c, 0x7e, 0x6e, 0x6f, 0x7c, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5,
    0xc6, 0xc7, 0xc8, 0xc9, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7,
    0xe8, 0xe9, 0xba, 0xe0, 0xbb, 0xb0, 0x6d, 0x79, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x91, 0x92,
    0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xc0, 0x4f, 0xd0, 0xa1};

inline const std::array<char, 256>& ascii_of_ebcdic() {
    static const std::array<char, 256> table = [] {
        std::array<char, 256> t;
        t.fill(' ');
        for (std::size_t i = 0; i < sizeof ebcdic_of_ascii; ++i) t[ebcdic_of_ascii[i]] = static_cast<char>(' ' + i);
        return t;
    }();
    return table;
}

}  // namespace detail

/// What the bytes of a text are: ASCII where it has more spaces of that (0x20) than of EBCDIC (0x40), or where there is
/// neither and most bytes are ASCII letters.
inline text_encoding encoding_of(std::string_view bytes) {
    const auto count = [&](auto is) { return std::count_if(bytes.begin(), bytes.end(), is); };
    const auto ascii = count([](char c) { return c == 0x20; }), ebcdic = count([](char c) { return c == 0x40; });
    if (ascii != ebcdic) return ascii > ebcdic ? text_encoding::ascii : text_encoding::ebcdic;
    const auto low = count([](char c) { return c > 0x20 && c < 0x7f; });
    return 2 * static_cast<std::size_t>(low) > bytes.size() ? text_encoding::ascii : text_encoding::ebcdic;
}

/// Bytes of a header as ASCII; what cannot be shown becomes a space.
inline std::string decode_text(std::string_view bytes, text_encoding encoding) {
    std::string text(bytes);
    for (char& c : text) {
        if (encoding == text_encoding::ebcdic) c = detail::ascii_of_ebcdic()[static_cast<unsigned char>(c)];
        if (c < 0x20 || c > 0x7e) c = ' ';
    }
    return text;
}

/// ASCII as bytes of a header.
inline std::string encode_text(std::string_view text, text_encoding encoding) {
    std::string bytes(text);
    for (char& c : bytes) {
        if (c < 0x20 || c > 0x7e) c = ' ';
        if (encoding == text_encoding::ebcdic) c = static_cast<char>(detail::ebcdic_of_ascii[c - ' ']);
    }
    return bytes;
}

/// Leaves "Cnn " of the lines of a header of 3,200 bytes that have these words.
inline void clear_text_lines(std::string& header, std::string_view words) {
    const text_encoding encoding = encoding_of(header);
    const std::string text = decode_text(header, encoding);
    for (std::size_t at = 0; at + text_line <= text.size(); at += text_line)
        if (std::string_view(text).substr(at, text_line).find(words) != std::string_view::npos)
            header.replace(at + 4, text_line - 4, encode_text(std::string(text_line - 4, ' '), encoding));
}

/// Replaces a line of a header of 3,200 bytes by "Cnn TEXT", in its own encoding: the first blank one from line 37 to
/// 38 on, or else line 38; lines 39 and 40 belong to the standard. Throws argument_error for more than 76 characters.
inline void add_text_line(std::string& header, std::string_view line) {
    require(header.size() == text_bytes && line.size() <= text_line - 4, "add_text_line: expected at most ",
            text_line - 4, " characters in a header of ", text_bytes, " bytes, got ", line.size(), " in ",
            header.size());
    const text_encoding encoding = encoding_of(header);
    const std::string text = decode_text(header, encoding);
    const auto blank = [&](std::size_t number) {
        return text.find_first_not_of(' ', (number - 1) * text_line + 3) >= number * text_line;
    };
    const std::size_t number = blank(37) ? 37 : 38;
    std::string replaced = "C" + std::to_string(number) + " " + std::string(line);
    replaced.resize(text_line, ' ');
    header.replace((number - 1) * text_line, text_line, encode_text(replaced, encoding));
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
