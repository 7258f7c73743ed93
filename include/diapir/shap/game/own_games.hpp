// Games that are given as they are: by the values of all coalitions, or by a function of coalitions such as the
// expectation of a conditional distribution, a service or another process.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/evaluator.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/result/axis.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A game whose 2^players values are known; see games::table.
class table_game {
public:
    table_game(array<double> values, named_shape players, named_shape outputs)
        : values_(std::make_shared<const array<double>>(std::move(values))),
          players_(std::move(players)),
          outputs_(std::move(outputs)) {}
    table_game(const table_game&) = default;  // and no moves, which would leave one behind without its names
    table_game& operator=(const table_game&) = default;
    ~table_game() = default;

    const named_shape& players() const { return players_; }
    const named_shape& outputs() const { return outputs_; }
    void evaluate(const coalitions& rows, value_sink sink) const {
        require(rows.players() == players_.count(), "games::table: expected coalitions of ", players_.count(),
                " players, got ", rows.players());
        const std::size_t width = outputs_.count();
        for (std::size_t row = 0; row < rows.size(); ++row)
            sink(row, {values_->data() + rows.words(row)[0] * width, width});
    }

private:
    shared_object<const array<double>> values_;  // {2^players, outputs...}
    named_shape players_, outputs_;
};

/// A game that a function makes; see games::function.
template <class F>
class function_game {
public:
    function_game(named_shape players, named_shape outputs, F f)
        : players_(std::move(players)), outputs_(std::move(outputs)), f_(std::move(f)) {}

    const named_shape& players() const { return players_; }
    const named_shape& outputs() const { return outputs_; }
    /// The function is given at most 4096 coalitions at once.
    void evaluate(const coalitions& rows, value_sink sink) const {
        constexpr std::size_t at_once = 4096;
        const std::size_t width = outputs_.count();
        for (std::size_t first = 0; first < rows.size(); first += at_once) {
            coalitions some(rows.players(), std::min(at_once, rows.size() - first));
            for (std::size_t row = 0; row < some.size(); ++row) some.assign(row, rows, first + row);
            const array<double> values = evaluated<double>(f_(std::as_const(some)));
            const shape expected = shape{some.size()}.then(outputs_.extents);
            require(shape_of(values) == expected, "games::function: the function returned ", shape_of(values), " for ",
                    some.size(), " coalitions, expected ", expected);
            for (std::size_t row = 0; row < some.size(); ++row) sink(first + row, {values.data() + row * width, width});
        }
    }

private:
    named_shape players_, outputs_;
    F f_;
};

namespace games {

/// The game of a table {2^players, outputs...}: row `mask` is the value of the coalition of the players whose bits are
/// set, player 0 lowest. Throws argument_error where the number of rows is no power of two above 1, or not that of the
/// players' names.
template <array_expression E>
table_game table(const E& values, std::vector<std::string> names = {}) {
    array<double> given = evaluated<double>(values);
    const shape s = shape_of(given);
    require(s.axes() > 0 && s[0] > 1 && std::has_single_bit(s[0]) && s.size() > 0,
            "games::table: expected values {2^players, outputs...}, got ", s);
    const auto players = static_cast<std::size_t>(std::countr_zero(s[0]));
    named_shape named(shape{players}, {{"player", {}}});
    if (!names.empty()) name_entries(named.axes, named.extents, "", names);
    return {std::move(given), std::move(named), named_shape(s.drop(1))};
}

/// What is called with a list of coalitions and returns their values.
template <class F>
concept coalition_function = requires(const F& f, const coalitions& rows) {
    { f(rows) } -> array_expression;
};

/// The game of a function: f(coalitions) returns the values {coalitions, outputs...} of a list of them, which tells by
/// contains(row, player) who is present. Players and outputs are a number, a shape, or a shape with names.
template <coalition_function F>
function_game<F> function(named_shape players, named_shape outputs, F f) {
    return {std::move(players), std::move(outputs), std::move(f)};
}

}  // namespace games

}  // namespace diapir::inline DIAPIR_TARGET::shap
