// Players: the parts of an input that are credited together. A rule says, for a given input shape, which player each
// input element belongs to.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace diapir::shap {

/// The players of one input shape: a label for every input element, below `extents.size()`. The extents are the axes
/// that players take in an explanation, such as {rows, cols, channels} where every element plays.
struct player_map {
    std::vector<std::uint32_t> labels;
    shape extents;

    std::size_t count() const { return extents.size(); }
};

/// How players are made; see the functions in namespace players.
class player_rule {
public:
    explicit player_rule(std::function<player_map(const shape&)> rule) : rule_(std::move(rule)) {}

    /// The players of inputs of that shape (without the batch axis). Throws argument_error where the rule does not fit
    /// it.
    player_map resolve(const shape& input) const { return rule_(input); }

    /// Players of both rules crossed: grid(4, 4) * channels() has 16 x channels players.
    friend player_rule operator*(const player_rule& a, const player_rule& b) {
        return player_rule([a, b](const shape& input) {
            player_map first = a.resolve(input);
            const player_map second = b.resolve(input);
            const auto inner = static_cast<std::uint32_t>(second.count());
            for (std::size_t i = 0; i < first.labels.size(); ++i)
                first.labels[i] = first.labels[i] * inner + second.labels[i];
            first.extents = first.extents.then(second.extents);
            return first;
        });
    }

private:
    std::function<player_map(const shape&)> rule_;
};

namespace players {

/// Every input element plays for itself; players take the axes of the input.
inline player_rule elements() {
    return player_rule([](const shape& input) {
        player_map map{std::vector<std::uint32_t>(input.size()), input};
        for (std::size_t i = 0; i < map.labels.size(); ++i) map.labels[i] = static_cast<std::uint32_t>(i);
        return map;
    });
}

/// The entries of the last axis play, each with all its pixels: {rows, cols, channels} has `channels` players.
inline player_rule channels() {
    return player_rule([](const shape& input) {
        require(input.axes() > 0, "players::channels: the inputs have no axis");
        player_map map{std::vector<std::uint32_t>(input.size()), shape{input.back()}};
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
        player_map map{std::vector<std::uint32_t>(input.size()), shape{rows, cols}};
        const std::size_t inner = input.drop(2).size();
        for (std::size_t i = 0; i < map.labels.size(); ++i) {
            const std::size_t row = i / inner / input[1], col = i / inner % input[1];
            map.labels[i] = static_cast<std::uint32_t>(row * rows / input[0] * cols + col * cols / input[1]);
        }
        return map;
    });
}

/// The player of every element, or of every pixel {rows, cols} of images {rows, cols, channels}; labels count from 0,
/// and every label up to the largest must occur.
template <array_expression E>
player_rule labels(const E& of_elements) {
    const array<std::int64_t> given = evaluated<std::int64_t>(of_elements);
    return player_rule([given](const shape& input) {
        const shape s = shape_of(given);
        const bool per_pixel = input.axes() == s.axes() + 1 && shape(input.begin(), input.end() - 1) == s;
        require(s == input || per_pixel, "players::labels: expected labels of the inputs' shape ", input,
                ", or without its last axis, got ", s);
        const std::size_t repeat = per_pixel ? input.back() : 1;
        std::int64_t largest = -1;
        for (std::int64_t label : given) {
            require(label >= 0, "players::labels: labels count from 0, got ", label);
            largest = std::max(largest, label);
        }
        std::vector<bool> seen(static_cast<std::size_t>(largest + 1), false);
        player_map map{{}, shape{seen.size()}};
        for (std::int64_t label : given) {
            seen[static_cast<std::size_t>(label)] = true;
            map.labels.insert(map.labels.end(), repeat, static_cast<std::uint32_t>(label));
        }
        for (std::size_t label = 0; label < seen.size(); ++label)
            require(seen[label], "players::labels: no element has the label ", label, ", though there are ",
                    seen.size());
        return map;
    });
}

}  // namespace players

}  // namespace diapir::shap
