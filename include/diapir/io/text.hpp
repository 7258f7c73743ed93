// Texts of unknown origin, such as names of files and fields of tables: whether they are UTF-8, and how a message
// quotes them.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io {

/// The number of bytes of the character that a text begins with; 0 where it is empty or does not begin with valid
/// UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
inline std::size_t utf8_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.empty()) return 0;
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const unsigned char second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool too_large = first == 0xf4 && second > 0x8f;
    return overlong || surrogate || too_large ? 0 : length;
}

inline bool is_utf8(std::string_view text) {
    while (const std::size_t length = utf8_character(text)) text.remove_prefix(length);
    return text.empty();
}

/// A text without the byte order mark of UTF-8 that some editors begin a file with. `origin` names it in messages.
/// Throws file_error where the mark is that of UTF-16.
inline std::string_view without_byte_order_mark(std::string_view text, const std::string& origin) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    require<file_error>(!text.starts_with("\xFF\xFE") && !text.starts_with("\xFE\xFF"), origin,
                        ": expected text in UTF-8, got UTF-16");
    return text;
}

/// A text as messages quote it: on one line, cut where more than `limit` characters would be shown, what cannot be
/// printed by its code.
inline std::string excerpt(std::string_view text, std::size_t limit = 60) {
    std::string out = "'";
    for (std::size_t shown = 0; !text.empty();) {
        const std::size_t length = utf8_character(text), before = out.size();
        const auto byte = static_cast<unsigned char>(text.front());
        const bool plain = length > 0 && byte >= 0x20 && byte != 0x7f;
        if (plain)
            out += text.substr(0, length);
        else
            common::append_code(out, text.front());
        shown += plain ? 1 : out.size() - before;
        if (shown > limit) return out.substr(0, before) + "'...";
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out + "'";
}

}  // namespace diapir::inline DIAPIR_TARGET::io
