// Names that come from files and from servers, and become parts of paths: none of them may lead out of the folder that
// they belong to.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io {

/// Whether a text names one file in a folder: no other folder, not the folder itself, nothing hidden.
inline bool names_one_file(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.find('/') == name.npos && name.find('\0') == name.npos;
}

/// Whether a name that may have folders leads to something below the folder in which it is looked for.
inline bool leads_below(const std::filesystem::path& name) {
    return name.has_filename() && name.is_relative() && name.native().find('\0') == std::string::npos &&
           std::none_of(name.begin(), name.end(), [](const auto& part) { return part == ".." || part == "."; });
}

/// Whether a text can name the record of a run: letters, digits, '-' and '_'.
inline bool names_record(std::string_view name) {
    return !name.empty() && name.size() <= 250 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::io
