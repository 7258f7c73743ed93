// Lists of attributes as people write them: energy(window=9),semblance(samples=5,traces=7,method=marfurt),sobel.
#pragma once

#include <diapir/attributes/registry/option.hpp>
#include <diapir/core/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A name and the options behind it.
struct list_entry {
    std::string name;
    std::vector<option_setting> options;
};

namespace detail {

inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    const std::size_t first = text.find_first_not_of(spaces);
    return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// The parts between the commas outside parentheses. Throws argument_error where these do not match.
inline std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t first = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',' && !inside) {
            parts.push_back(trimmed(text.substr(first, i - first)));
            first = i + 1;
        } else if (text[i] == '(' || text[i] == ')') {
            require(inside == (text[i] == ')'), "attributes: expected parentheses in pairs, got '", text, "'");
            inside = !inside;
        }
    }
    require(!inside, "attributes: expected a closing parenthesis, got '", text, "'");
    parts.push_back(trimmed(text.substr(first)));
    return parts;
}

/// option=value
inline option_setting setting_of(std::string_view text, const std::string& name) {
    const std::size_t equals = text.find('=');
    require(equals != text.npos && equals > 0, name, ": expected option=value, got '", text, "'");
    return {std::string(trimmed(text.substr(0, equals))), std::string(trimmed(text.substr(equals + 1)))};
}

inline list_entry entry_of(std::string_view text) {
    const std::size_t open = text.find('(');
    list_entry entry{std::string(trimmed(text.substr(0, open))), {}};
    require(!entry.name.empty(), "attributes: expected the name of an attribute, got '", text, "'");
    if (open == text.npos) return entry;
    require(text.back() == ')', "attributes: expected a comma or the end after '", text.substr(0, text.find(')') + 1),
            "', got '", text.substr(text.find(')') + 1), "'");
    const std::string_view inside = trimmed(text.substr(open + 1, text.size() - open - 2));
    if (inside.empty()) return entry;
    for (std::string_view part : split_at_commas(inside)) {
        entry.options.push_back(setting_of(part, entry.name));
        for (std::size_t i = 0; i + 1 < entry.options.size(); ++i)
            require(entry.options[i].name != entry.options.back().name, entry.name, ": expected ",
                    entry.options[i].name, " once, got '", text, "'");
    }
    return entry;
}

}  // namespace detail

/// The entries of a list; spaces around names, values and signs do not count. Whether there are such attributes and
/// options is not looked at. Throws argument_error for what is no list.
inline std::vector<list_entry> parse_list(std::string_view text) {
    require(!detail::trimmed(text).empty(),
            "attributes: expected a list such as energy,semblance(traces=9), got an empty text");
    std::vector<list_entry> entries;
    for (std::string_view part : detail::split_at_commas(text)) entries.push_back(detail::entry_of(part));
    return entries;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
