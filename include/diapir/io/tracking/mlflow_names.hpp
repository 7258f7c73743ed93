// What MLflow takes: characters and lengths of names and values (mlflow/utils/validation.py of MLflow 2.9 to 3.13).
#pragma once

#include <diapir/io/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io {

/// A text cut to at most so many characters, with U+FFFD for bytes that are not UTF-8.
inline std::string cut_text(std::string_view text, std::size_t characters) {
    std::string out;
    for (std::size_t i = 0; i < characters && !text.empty(); ++i) {
        const std::size_t length = utf8_character(text);
        out += length > 0 ? std::string(text.substr(0, length)) : "\xef\xbf\xbd";
        text.remove_prefix(length > 0 ? length : 1);
    }
    return out;
}

/// The name of a metric, parameter or tag as MLflow takes it: letters, digits, '_', '-', '.', blanks and slashes, no
/// empty or dotted folders, at most 250 characters. Other characters become '_'.
inline std::string mlflow_key(std::string_view name) {
    std::string out;
    for (const char c : name.substr(0, 250)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                           c == '-' || c == '.' || c == ' ' || c == '/';
        const bool begins = out.empty() || out.back() == '/';
        out += !plain || (begins && (c == '/' || c == '.')) ? '_' : c;
    }
    if (out.size() == 250 && out.back() == '/') out.back() = '_';
    if (out.empty() || out.back() == '/') out += '_';
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
