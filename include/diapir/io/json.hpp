// JSON texts. None of the exceptions of nlohmann-json leaves the functions below.
//
// JSON has no NaN, no infinities, and only texts in UTF-8. Here NaN and the infinities are the texts "NaN", "Infinity"
// and "-Infinity" (as Python's json module names them), and other bytes, such as a file name in Latin-1, are
// {"latin1": "..."} with one character for each byte. Both come back as what they were; an object that only looks so,
// because its bytes would be UTF-8, stays an object.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/json_parser.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

/// The JSON of a number: that number, or the text that stands for NaN or an infinity.
inline json number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    return value;
}

/// The number that number() made a JSON of; null is NaN too. `origin` names the JSON in messages. Throws file_error for
/// anything else.
inline double as_number(const json& value, const std::string& origin = "JSON") {
    if (value.is_number()) return value.get<double>();
    if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (value == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (value == "Infinity") return std::numeric_limits<double>::infinity();
    if (value == "-Infinity") return -std::numeric_limits<double>::infinity();
    throw file_error(origin + ": expected a number, got " +
                     excerpt(value.dump(-1, ' ', false, json::error_handler_t::replace)));
}

/// A whole number from 0 on.
inline std::size_t as_count(const json& value, const std::string& origin) {
    require<file_error>(value.is_number_unsigned(), origin, ": expected a whole number from 0 on, got ",
                        excerpt(value.dump(-1, ' ', false, json::error_handler_t::replace)));
    return value.get<std::size_t>();
}

/// A whole number of 64 bits.
inline std::int64_t as_whole(const json& value, const std::string& origin) {
    const bool fits = value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::int64_t>() >= 0);
    require<file_error>(fits, origin, ": expected a whole number, got ",
                        excerpt(value.dump(-1, ' ', false, json::error_handler_t::replace)));
    return value.get<std::int64_t>();
}

/// Calls `read`, which looks into a JSON, and returns what it returns. Throws file_error beginning with `origin` where
/// a member is missing or of another type, or what it says is refused by an argument_error.
template <class Read>
decltype(auto) read_members(const std::string& origin, Read&& read) {
    try {
        return std::forward<Read>(read)();
    } catch (const json::exception& failure) {
        const std::string_view what = failure.what();  // "[json.exception.type_error.302] type must be ..."
        const std::size_t id = what.find("] ");
        throw file_error(
            origin + " is not as expected: " + excerpt(what.substr(id == std::string_view::npos ? 0 : id + 2), 200));
    } catch (const argument_error& refusal) {
        throw file_error(origin + ": " + refusal.what());
    }
}

namespace detail {

inline json latin1_text(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += {static_cast<char>(0xc0 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3f))};
        }
    }
    return {{"latin1", text}};
}

/// The bytes of a value that latin1_text has made of what is not UTF-8; nothing for other values.
inline std::optional<std::string> bytes_of_latin1(const json& value) {
    if (!value.is_object() || value.size() != 1 || !value.contains("latin1") || !value["latin1"].is_string()) return {};
    const auto& text = value["latin1"].get_ref<const std::string&>();
    if (!is_utf8(text)) return {};
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead > 0xc3) return {};  // above U+00FF, so no byte
        if (lead < 0x80) {
            bytes += text[i];
        } else {
            bytes += static_cast<char>(lead << 6 | (static_cast<unsigned char>(text[++i]) & 0x3f));
        }
    }
    if (is_utf8(bytes)) return {};
    return bytes;
}

/// The value with everything replaced that JSON has no form for.
inline json encoded(const json& value, std::size_t depth = 0) {
    require(depth <= max_json_depth, "format_json: expected at most ", max_json_depth, " levels");
    if (value.is_number_float()) return number(value.get<double>());
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        return is_utf8(text) ? value : latin1_text(text);
    }
    if (value.is_array()) {
        json out = json::array();
        for (const json& item : value) out.push_back(encoded(item, depth + 1));
        return out;
    }
    if (value.is_object()) {
        if (bytes_of_latin1(value))
            throw argument_error("format_json: expected another object than " + excerpt(value.dump()) +
                                 ", which stands for a text in Latin-1");
        json_members out;
        for (const auto& [key, item] : value.items()) {
            require(is_utf8(key), "format_json: expected names of members in UTF-8, got ", excerpt(key));
            out.add(key, encoded(item, depth + 1), "format_json");
        }
        return out.object();
    }
    require(!value.is_binary() && !value.is_discarded(), "format_json: expected a value that JSON has a form for");
    return value;
}

inline void restore_bytes(json& value) {
    if (value.is_structured())
        for (json& item : value) restore_bytes(item);
    if (auto bytes = bytes_of_latin1(value)) value = std::move(*bytes);
}

}  // namespace detail

/// The text of a JSON, with two blanks a level and a line break at its end. Throws argument_error where the name of a
/// member is not UTF-8, the value is deeper than 256 levels, or has an object {"latin1": "..."} that would come back as
/// bytes.
inline std::string format_json(const json& value) {
    return detail::encoded(value).dump(2) + "\n";
}

/// The JSON that a text of another program holds, which may begin with a byte order mark: all is as it stands there.
/// `origin` names it in messages. Throws file_error for other texts, for more than 256 levels, and for objects that
/// have a name twice.
inline json parse_foreign_json(std::string_view text, const std::string& origin) {
    std::string why;
    std::optional<json> value = detail::json_of(text, origin, &why);
    require<file_error>(value.has_value(), origin, ": expected JSON: ", excerpt(why, 200));
    return std::move(*value);
}

/// The JSON that a text from format_json holds; see parse_foreign_json.
inline json parse_json(std::string_view text, const std::string& origin) {
    json value = parse_foreign_json(text, origin);
    detail::restore_bytes(value);
    return value;
}

/// The JSON in a file; see parse_json.
inline json read_json(const std::filesystem::path& path) {
    return parse_json(read_file(path), path.string());
}

/// Makes or replaces a file; see format_json. Throws file_error when that fails; an old file is then untouched.
inline void write_json(const std::filesystem::path& path, const json& value) {
    write_file(path, format_json(value));
}

}  // namespace diapir::inline DIAPIR_TARGET::io
