// Players: the parts of an input that are credited together. A rule says, for a given input shape, which player each
// input element belongs to.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/shap/players/label_count.hpp>
#include <diapir/shap/result/axis.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// The players of one input shape: a label for every input element, below `extents.size()`. The extents are the axes
/// that players take in an explanation, such as {rows, cols, channels} where every element plays.
struct player_map {
    std::vector<std::uint32_t> labels;
    shape extents;
    std::vector<axis> axes = {};  ///< the names of those axes

    operator named_shape() const { return {extents, axes}; }
    std::size_t count() const { return extents.size(); }
    /// What a player is called, such as "row 2, col 0, sobel".
    std::string name(std::size_t player) const { return entry_name(axes, extents, player); }
};

/// Throws argument_error for more players than labels can tell apart.
inline void require_labels_hold(const shape& players) {
    const std::size_t count = players.checked_size();
    require(count == 0 || count - 1 <= std::numeric_limits<std::uint32_t>::max(),
            "players: expected at most 2^32 players, got ", players);
}

/// How players are made; see the functions in namespace players.
class player_rule {
public:
    /// Throws argument_error where there is no function.
    explicit player_rule(std::function<player_map(const shape&)> rule) : rule_(std::move(rule)) {
        require(rule_ != nullptr, "player_rule: expected a function of the inputs' shape, got none");
    }

    /// The players of inputs of that shape (without the batch axis). Throws argument_error where the rule or its names
    /// do not fit it.
    player_map resolve(const shape& input) const {
        require(rule_ != nullptr, "player_rule: expected a rule, got one that was moved from");
        player_map map = rule_(input);
        require(map.labels.size() == input.size(), "players: expected a label for each element of inputs ", input,
                ", got ", map.labels.size());
        for (std::uint32_t label : map.labels)
            require(label < map.count(), "players: label ", label, " is not below the number of players, ",
                    map.count());
        map.axes.resize(map.extents.axes());
        for (const auto& [axis_name, entries] : names_) name_entries(map.axes, map.extents, axis_name, entries);
        return map;
    }

    /// The same players with names for the entries of their last axis, such as those of features or channels.
    player_rule named(std::vector<std::string> entries) const { return named({}, std::move(entries)); }
    /// The same with names for the entries of the axis of that name.
    player_rule named(const std::string& axis_name, std::vector<std::string> entries) const {
        player_rule copy = *this;
        copy.names_[axis_name] = std::move(entries);
        return copy;
    }

    /// Players of both rules crossed: grid(4, 4) * channels() has 16 x channels players.
    friend player_rule operator*(const player_rule& a, const player_rule& b) {
        return player_rule([a, b](const shape& input) {
            player_map first = a.resolve(input);
            const player_map second = b.resolve(input);
            require_labels_hold(first.extents.then(second.extents));
            const auto inner = static_cast<std::uint32_t>(second.count());
            for (std::size_t i = 0; i < first.labels.size(); ++i)
                first.labels[i] = first.labels[i] * inner + second.labels[i];
            first.extents = first.extents.then(second.extents);
            first.axes.insert(first.axes.end(), second.axes.begin(), second.axes.end());
            return first;
        });
    }

private:
    std::function<player_map(const shape&)> rule_;
    std::map<std::string, std::vector<std::string>> names_;
};

namespace players {

/// Every input element plays for itself; players take the axes of the input.
inline player_rule elements() {
    return player_rule([](const shape& input) {
        require_labels_hold(input);
        player_map map{std::vector<std::uint32_t>(input.size()), input};
        if (input.axes() == 1) map.axes = {{"feature", {}}};
        if (input.axes() == 3) map.axes = {{"row", {}}, {"col", {}}, {"channel", {}}};
        for (std::size_t i = 0; i < map.labels.size(); ++i) map.labels[i] = static_cast<std::uint32_t>(i);
        return map;
    });
}

/// The entries of the last axis play, each with all its pixels: {rows, cols, channels} has `channels` players.
inline player_rule channels() {
    return player_rule([](const shape& input) {
        require(input.axes() > 0, "players::channels: the inputs have no axis");
        player_map map{std::vector<std::uint32_t>(input.size()), shape{input.back()}, {{"channel", {}}}};
        for (std::size_t i = 0; i < map.labels.size(); ++i)
            map.labels[i] = static_cast<std::uint32_t>(i % input.back());
        return map;
    });
}

/// Images {rows, cols, ...} are cut in rows x cols tiles of nearly equal size; a tile plays with all its channels.
inline player_rule grid(std::size_t rows, std::size_t cols) {
    return player_rule([rows, cols](const shape& input) {
        require(input.axes() >= 2 && rows > 0 && cols > 0 && rows <= input[0] && cols <= input[1], "players::grid(",
                rows, ", ", cols, "): expected inputs of at least as many rows and cols, got ", input);
        player_map map{std::vector<std::uint32_t>(input.size()), shape{rows, cols}, {{"row", {}}, {"col", {}}}};
        const std::size_t inner = input.drop(2).size();
        for (std::size_t i = 0; i < map.labels.size(); ++i) {
            const std::size_t row = i / inner / input[1], col = i / inner % input[1];
            map.labels[i] = static_cast<std::uint32_t>(row * rows / input[0] * cols + col * cols / input[1]);
        }
        return map;
    });
}

/// The player of every element, or of every pixel {rows, cols} of images {rows, cols, channels}; labels count from 0,
/// and every label up to the largest must occur. They become one axis of that name.
template <array_expression E>
player_rule labels(const E& of_elements, const std::string& axis_name = "label") {
    const array<std::int64_t> given = whole_numbers(of_elements, "players::labels");
    for (std::int64_t label : given) require(label >= 0, "players::labels: labels count from 0, got ", label);
    return player_rule([given, axis_name, count = count_labels(given, "players::labels")](const shape& input) {
        const shape s = shape_of(given);
        const bool per_pixel = input.axes() == s.axes() + 1 && shape(input.begin(), input.end() - 1) == s;
        require(s == input || per_pixel, "players::labels: expected labels of the inputs' shape ", input,
                ", or without its last axis, got ", s);
        const std::size_t repeat = per_pixel ? input.back() : 1;
        player_map map{{}, shape{count}, {{axis_name, {}}}};
        map.labels.reserve(input.size());
        for (std::int64_t label : given) map.labels.insert(map.labels.end(), repeat, static_cast<std::uint32_t>(label));
        return map;
    });
}

/// The regions of equal value of a mask, such as {0, 65535} or class numbers with gaps, given per element or per pixel;
/// players are in rising order of the values and named after them.
template <array_expression E>
player_rule classes(const E& mask) {
    const array<std::int64_t> given = whole_numbers(mask, "players::classes");
    std::map<std::int64_t, std::int64_t> number;
    for (std::int64_t value : given) number[value] = 0;
    std::vector<std::string> names;
    for (auto& [value, index] : number) {
        index = static_cast<std::int64_t>(names.size());
        names.push_back(std::to_string(value));
    }
    array<std::int64_t> numbered = given;
    for (std::int64_t& value : numbered) value = number[value];
    return labels(numbered, "class").named(std::move(names));
}

}  // namespace players

}  // namespace diapir::inline DIAPIR_TARGET::shap
