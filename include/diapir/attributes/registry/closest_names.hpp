// Which of some names somebody meant who wrote another one.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// How many letters have to be put in, left out or replaced to make one text of the other (Levenshtein 1966).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);  // distances of the first letters of a to all beginnings of b
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char letter : a) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (letter != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

/// The names with those most like `text` first: those that it is a part of, then by their distance from it; equally far
/// ones keep their order.
inline std::vector<std::string> closest_first(std::vector<std::string> names, std::string_view text) {
    const auto distance = [&](const std::string& name) {
        return std::pair(text.empty() || name.find(text) == name.npos, edit_distance(name, text));
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const std::string& a, const std::string& b) { return distance(a) < distance(b); });
    return names;
}

/// "energy, semblance, sobel"
inline std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
