// Which players of an explanation a figure shows, in what order, and what they are called.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Players in the rows of a figure, from top to bottom. Those that have no row of their own share the last one.
struct ranking {
    std::vector<std::size_t> shown = {};
    std::vector<std::size_t> others = {};  ///< none, or at least two

    std::size_t rows() const { return shown.size() + (others.empty() ? 0 : 1); }
    /// What a row shows of numbers {players}: that of its player, or the sum over the others.
    template <class Of>
    double at(std::size_t row, const Of& of) const {
        if (row < shown.size()) return static_cast<double>(of(shown[row]));
        double sum = 0;
        for (const std::size_t player : others) sum += static_cast<double>(of(player));
        return sum;
    }
    /// The text of a row, for `name` of a player.
    template <class Name>
    std::string text(std::size_t row, const Name& name) const {
        return row < shown.size() ? name(shown[row]) : "sum of " + number_text(others.size()) + " others";
    }
};

/// Players by descending magnitude, in `most` rows at the most. Throws argument_error without players or rows.
template <number_range R>
ranking ranked(const R& magnitudes, std::size_t most) {
    const std::vector<double> sizes = numbers(magnitudes);
    require(!sizes.empty() && most > 0, "ranked: ", sizes.size(), " players cannot be shown in ", most, " rows");
    ranking r;
    r.shown.resize(sizes.size());
    std::iota(r.shown.begin(), r.shown.end(), std::size_t{0});
    const auto size = [&](std::size_t player) { return std::isnan(sizes[player]) ? -1 : sizes[player]; };
    std::stable_sort(r.shown.begin(), r.shown.end(), [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
    if (sizes.size() > most) {
        r.others.assign(r.shown.begin() + static_cast<std::ptrdiff_t>(most - 1), r.shown.end());
        r.shown.resize(most - 1);
    }
    return r;
}

/// What the players of an explanation are called; see shap::player_rule::named.
template <class T>
std::vector<std::string> player_names(const shap::explanation<T>& e) {
    std::vector<std::string> names;
    for (std::size_t player = 0; player < e.players.size(); ++player)
        names.push_back(shap::entry_name(e.player_axes, e.players, player));
    return names;
}

namespace detail {

/// Throws argument_error where what players do in pairs is not that of the inputs, players and outputs, or the values
/// are not.
template <class Interactions>
void require_pairs(const char* figure, const Interactions& e) {
    const auto& singles = e.singles;
    singles.require_values_fit(figure);
    const std::size_t count = singles.players.size();
    const shape expected = shape{singles.size(), count, count}.then(singles.outputs), got = shape_of(e.pairs);
    require(got == expected, figure, ": pairs: expected one for each input, two players and output ", expected,
            ", got ", got);
}

/// Throws argument_error where an explanation has other than one output, or more or fewer values than players and
/// inputs.
template <class T>
void require_one_output(const char* figure, const shap::explanation<T>& e) {
    require(e.outputs.size() == 1, figure,
            ": expected an explanation of one output, such as explanation.output({0}), got ", e.outputs);
    e.require_values_fit(figure);
}

/// The extents {rows, cols} of the outputs of an explanation of one input. Throws argument_error where it has several
/// inputs, outputs other than {rows, cols} or {rows, cols, 1}, or values of others.
template <class T>
shape output_image(const char* figure, const shap::explanation<T>& e) {
    const shape& o = e.outputs;
    require(e.size() == 1 && (o.axes() == 2 || (o.axes() == 3 && o.back() == 1)), figure,
            ": expected one input with outputs {rows, cols}, got ", e.size(), " with ", o);
    e.require_values_fit(figure);
    return {o[0], o[1]};
}

/// Throws argument_error naming the first input for which the value of a player is not finite, in an explanation of one
/// output.
template <class T>
void require_finite(const char* figure, const shap::explanation<T>& e, std::size_t player) {
    for (std::size_t i = 0; i < e.size(); ++i) {
        const T value = e.values.data()[i * e.players.size() + player];
        if (!std::isfinite(value))
            require(false, figure, ": player '", shap::entry_name(e.player_axes, e.players, player), "': its value is ",
                    value, " for input ", i);
    }
}
/// The same for all players.
template <class T>
void require_finite(const char* figure, const shap::explanation<T>& e) {
    for (std::size_t player = 0; player < e.players.size(); ++player) require_finite(figure, e, player);
}

/// The value of each player for each input, {n, players}. Throws argument_error where the extents are not those of an
/// explanation's inputs and players.
template <class T, array_expression X>
array<double> features_of(const char* figure, const shap::explanation<T>& e, const X& x) {
    const shape expected = shape{e.size()}.then(e.players);
    require(shape_of(x) == expected, figure, ": x: expected a number for each input and player ", expected, ", got ",
            shape_of(x));
    return evaluated<double>(x);
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::figure
