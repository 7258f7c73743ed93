// The meta.yaml of MLflow's file layout: one level of names and values, of which the texts stand in quotes.
#pragma once

#include <diapir/io/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io {

/// An object of texts, numbers, nulls and empty lists as YAML 1.1, a line each.
inline std::string format_flat_yaml(const json& object) {
    std::string out;
    for (const auto& [name, value] : object.items())
        out += name + ": " + value.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    return out;
}

namespace detail {

/// A value in single or double quotes or in none, as PyYAML writes those of meta.yaml.
inline json flat_yaml_value(std::string_view text) {
    if (text.empty() || text == "null" || text == "~") return nullptr;
    if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
        std::string out;
        for (std::size_t i = 1; i + 1 < text.size(); ++i) {
            out += text[i];
            if (text[i] == '\'') ++i;
        }
        return out;
    }
    json value = json::parse(text, nullptr, false);
    return value.is_discarded() ? json(std::string(text)) : value;
}

}  // namespace detail

/// The object that a flat YAML holds; what belongs to deeper levels is left out.
inline json parse_flat_yaml(std::string_view text) {
    json object = json::object();
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || line[0] == ' ' || line[0] == '#' || line[0] == '-') continue;
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
        object[std::string(line.substr(0, colon))] = detail::flat_yaml_value(value);
    }
    return object;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
