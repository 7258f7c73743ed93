// The meta.yaml of MLflow's file layout: one level of names and values, of which the texts stand in quotes. MLflow
// writes it with PyYAML, which folds lines of more than 80 characters (YAML 1.1, 5.7 and 8.4).
#pragma once

#include <diapir/io/json.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// Adds the escape of a unit of UTF-16, as JSON and YAML have it: \u0085.
inline void add_escape(std::string& out, std::uint32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[unit >> shift & 15];
}

/// A text of JSON with escapes in place of what YAML 1.1 does not take as it stands, or takes for the end of a line.
inline std::string printable_yaml(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(utf8_character(text), 1);
        std::uint32_t code = static_cast<unsigned char>(text[0]);
        if (length > 1) code &= 0x7fu >> length;
        for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 63u);
        const bool plain = (code < 0x7f || code > 0x9f) && code != 0x2028 && code != 0x2029 && code != 0xfeff &&
                           code != 0xfffe && code != 0xffff;
        if (plain) {
            out += text.substr(0, length);
        } else {
            add_escape(out, code);
        }
        text.remove_prefix(length);
    }
    return out;
}

}  // namespace detail

/// An object of texts, numbers, nulls and empty lists as YAML 1.1, a line each.
inline std::string format_flat_yaml(const json& object) {
    std::string out;
    for (const auto& [name, value] : object.items())
        out += name + ": " + detail::printable_yaml(value.dump(-1, ' ', false, json::error_handler_t::replace)) + '\n';
    return out;
}

namespace detail {

/// A text in double quotes as JSON has it: in place of the escapes that only YAML knows those of the characters.
inline std::string json_of_quoted(std::string_view text) {
    constexpr std::pair<char, std::uint32_t> characters[] = {{'0', 0},    {'a', 0x07},   {'v', 0x0b},
                                                             {'e', 0x1b}, {' ', 0x20},   {'N', 0x85},
                                                             {'_', 0xa0}, {'L', 0x2028}, {'P', 0x2029}};
    std::string out;
    const auto hexadecimal = [](std::string_view digits, std::uint32_t& code) {
        const char* const end = digits.data() + digits.size();
        return digits.size() == 8 && std::from_chars(digits.data(), end, code, 16).ptr == end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char escape = text[i] == '\\' && i + 1 < text.size() ? text[++i] : '\0';
        const auto* const known = std::find_if(std::begin(characters), std::end(characters),
                                               [&](const auto& c) { return c.first == escape; });
        std::uint32_t code = 0;
        if (escape == '\0') {
            out += text[i];
        } else if (known != std::end(characters)) {
            add_escape(out, known->second);
        } else if (escape == 'x') {
            out += "\\u00";
        } else if (escape == 'U' && hexadecimal(text.substr(i + 1, 8), code)) {
            if (code >= 0x10000) add_escape(out, 0xd800 + (((code - 0x10000) >> 10) & 0x3ff));
            add_escape(out, code >= 0x10000 ? 0xdc00 + (code & 0x3ff) : code);
            i += 8;
        } else {
            out += {'\\', escape};
        }
    }
    return out;
}

/// Whether a number of JSON is one of YAML 1.1 too, where an exponent has a sign and stands behind a point: 1e3 is a
/// text.
inline bool is_yaml_number(std::string_view text) {
    const std::size_t exponent = text.find_first_of("eE");
    return exponent == text.npos ||
           (text.find('.') < exponent && (text[exponent + 1] == '+' || text[exponent + 1] == '-'));
}

/// A value in single or double quotes or in none, as PyYAML writes those of meta.yaml.
inline json flat_yaml_value(std::string_view text, const std::string& origin) {
    if (text.empty() || text == "null" || text == "~") return nullptr;
    if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
        std::string out;
        for (std::size_t i = 1; i + 1 < text.size(); ++i) {
            out += text[i];
            if (text[i] == '\'') ++i;
        }
        return out;
    }
    std::optional<json> value = json_of(text.front() == '"' ? json_of_quoted(text) : std::string(text), origin);
    const bool known = value && !(value->is_number() && !is_yaml_number(text));
    return known ? std::move(*value) : json(std::string(text));
}

/// Takes the first line from a text.
inline std::string_view taken_line(std::string_view& text) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}
inline std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Takes the lines from a text in which a value goes on. A line break in it is a blank, those of empty lines stay, and
/// one that double quotes escape is none.
inline void unfold(std::string& value, std::string_view& text) {
    const bool quoted = value.front() == '"';
    std::string_view end = value;  // the words that it ends with so far
    std::string breaks;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = taken_line(rest), words = without_blanks(line);
        if (words.empty()) {
            breaks += quoted ? "\\n" : "\n";
            continue;
        }
        if (line.front() != ' ') return;
        const std::size_t last = end.find_last_not_of('\\');
        const bool escaped = quoted && (end.size() - last) % 2 == 0;
        if (escaped) value.pop_back();
        value += breaks.empty() && !escaped ? " " : breaks;
        value += words;
        end = words;
        breaks.clear();
        text = rest;
    }
}

}  // namespace detail

/// The object that a flat YAML holds; what belongs to deeper levels is left out. `origin` names it in messages. Throws
/// file_error where a value in brackets is deeper than 256 levels, or a key is there twice.
inline json parse_flat_yaml(std::string_view text, const std::string& origin = "meta.yaml") {
    detail::json_members object;
    while (!text.empty()) {
        const std::string_view line = detail::taken_line(text);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || line[0] == ' ' || line[0] == '#' || line[0] == '-') continue;
        std::string value(detail::without_blanks(line.substr(colon + 1)));
        if (!value.empty()) detail::unfold(value, text);
        object.add(std::string(line.substr(0, colon)), detail::flat_yaml_value(value, origin), origin);
    }
    return object.object();
}

}  // namespace diapir::inline DIAPIR_TARGET::io
