// What explainers return: contributions of players to outputs, and how far they can be trusted.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/shap/result/axis.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/link.hpp>
#include <diapir/shap/result/provenance.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// An axis of an explanation: by its number, or by its name.
class axis_id {
public:
    template <std::integral I>
    axis_id(I number) : number_(static_cast<std::size_t>(number)) {}
    axis_id(const char* name) : name_(name), named_(true) {}
    axis_id(std::string name) : name_(std::move(name)), named_(true) {}

    /// The axis among those with names. Throws argument_error where there is none.
    std::size_t of(const std::vector<axis>& axes, const shape& extents) const {
        std::size_t a = number_;
        if (named_)
            for (a = 0; a < axes.size() && axes[a].name != name_;) ++a;
        require(a < extents.axes() && (!named_ || a < axes.size()), "explanation: no axis of ", extents, " is ",
                named_ ? "named " : "number ", named_ ? name_ : std::to_string(number_));
        return a;
    }

private:
    std::size_t number_ = 0;
    std::string name_;
    bool named_ = false;
};

template <class T>
struct explanation;

namespace detail {

template <class T>
void set_residuals(explanation<T>& e);

}  // namespace detail

/// base_values + the sum of values over the players = predictions, up to the residual; all on the scale of the link.
template <class T>
struct explanation {
    using value_type = T;

    std::string estimator;
    array<T> values = make_array<T>({0});       ///< {n, players..., outputs...}
    array<T> base_values = make_array<T>({0});  ///< {outputs...}, or {n, outputs...} where they differ between inputs
    array<T> predictions = make_array<T>({0});  ///< {n, outputs...}
    shape players, outputs;                     ///< the extents of both
    double residual = 0;                        ///< the largest |base value + sum of values - prediction|
    double relative_residual = 0;  ///< the same, each as a part of the larger of its |base value| and |prediction|
    std::size_t evaluations = 0;   ///< inputs that the model was evaluated, pushed or pulled for
    double seconds = 0;
    array<T> standard_errors =
        make_array<T>({0});  ///< of the values, in their shape, where they were sampled; else empty
    std::vector<axis> player_axes = {}, output_axes = {};  ///< their names, one for each of their axes
    array<std::int64_t> selected = make_array<std::int64_t>(
        {0});  ///< {n, outputs...}: row-major indexes in the model's output of selected outputs
    shap::link link = shap::link::identity;
    provenance made_with = {};

    std::size_t size() const { return predictions.dimension() > 0 ? predictions.shape()[0] : 0; }
    bool has_standard_errors() const { return standard_errors.size() > 0; }
    /// Whether base values are {n, outputs...}.
    bool has_base_for_each_input() const { return base_values.dimension() == outputs.axes() + 1; }
    /// The base values {outputs...} of one input.
    const T* base(std::size_t input) const {
        return base_values.data() + (has_base_for_each_input() ? input * outputs.size() : 0);
    }

    /// Throws argument_error, which begins with `who`, where there are not as many values as inputs, players and
    /// outputs ask for.
    void require_values_fit(const char* who) const {
        require_extents(who, "values", values, shape{size()}.then(players).then(outputs));
    }
    /// The same for all arrays.
    void require_fit(const char* who = "explanation") const {
        const shape of_outputs = shape{size()}.then(outputs);
        require_values_fit(who);
        require_extents(who, "predictions", predictions, of_outputs);
        if (size() > 0)
            require_extents(who, "base values", base_values, has_base_for_each_input() ? of_outputs : outputs);
        if (has_standard_errors())
            require_extents(who, "standard errors", standard_errors, shape{size()}.then(players).then(outputs));
        require(!has_selection() || selected.shape()[0] == size(), who, ": selected: expected outputs of ", size(),
                " inputs, got ", shape_of(selected));
    }

    /// Inputs `first` to `last` (exclusive). Cost and residual stay those of the whole.
    explanation inputs(std::size_t first, std::size_t last) const {
        require(first <= last && last <= size(), "explanation: inputs ", first, " to ", last, " of ", size(),
                " were asked for");
        require_fit();
        explanation e = without_arrays();
        e.values = slice(values, first, last);
        e.predictions = slice(predictions, first, last);
        e.base_values = has_base_for_each_input() ? slice(base_values, first, last) : base_values;
        if (has_standard_errors()) e.standard_errors = slice(standard_errors, first, last);
        if (has_selection()) e.selected = slice(selected, first, last);
        return e;
    }
    /// One input, as an explanation of size 1.
    explanation input(std::size_t i) const { return inputs(i, i + 1); }

    /// One output, such as {row, col, 0}: outputs become {}, values {n, players...}.
    explanation output(const shape& index) const {
        std::size_t at = 0;
        require_fit();
        require(index.axes() == outputs.axes(), "explanation: output ", index, " of outputs ", outputs,
                " was asked for");
        for (std::size_t a = 0; a < index.axes(); ++a) {
            require(index[a] < outputs[a], "explanation: output ", index, " of outputs ", outputs, " was asked for");
            at = at * outputs[a] + index[a];
        }
        const auto only = [&](const auto& from) {
            shape s = shape_of(from);
            s = shape(s.begin(), s.end() - static_cast<std::ptrdiff_t>(outputs.axes()));
            auto to = make_array<element_t<decltype(from)>>(s);
            for (std::size_t i = 0; i < to.size(); ++i) to.data()[i] = from.data()[i * outputs.size() + at];
            return to;
        };
        explanation e = without_arrays();
        e.values = only(values);
        e.predictions = only(predictions);
        e.base_values = only(base_values);
        if (has_standard_errors()) e.standard_errors = only(standard_errors);
        if (has_selection()) e.selected = only(selected);
        e.outputs = shape{};
        e.output_axes.clear();
        e.made_with = made_with.of_output(at);
        return e;
    }

    /// The number of an axis of players, given by its name. Throws argument_error where there is none.
    std::size_t player_axis(const axis_id& a) const { return a.of(player_axes, players); }
    /// Values summed along those axes of players: players {rows, cols, channels} without {0, 1} are {channels}.
    /// Standard errors are summed too, which bounds those of the sums; residuals are those of the sums.
    explanation sum_players(std::initializer_list<axis_id> axes) const { return sum_players_along(axes); }
    /// The same for a list made elsewhere, of numbers or names.
    template <std::ranges::input_range R>
    requires std::convertible_to<std::ranges::range_value_t<R>, axis_id> explanation sum_players(const R& axes)
    const { return sum_players_along(std::vector<axis_id>(std::ranges::begin(axes), std::ranges::end(axes))); }

    /// How much each player matters: the mean over the inputs of |value|, {players..., outputs...}.
    array<T> mean_absolute() const {
        require(size() > 0, "explanation: a mean over no inputs was asked for");
        require_fit();
        array<T> mean = make_array<T>(players.then(outputs));
        for (std::size_t e = 0; e < mean.size(); ++e) {
            const double count = static_cast<double>(size());
            double total = 0, mean_of_parts = 0;  // the second where the sum is beyond all numbers
            for (std::size_t i = 0; i < size(); ++i) {
                const double value = std::abs(static_cast<double>(values.data()[i * mean.size() + e]));
                total += value;
                mean_of_parts += value / count;
            }
            mean.data()[e] = static_cast<T>(std::isinf(total) ? mean_of_parts : total / count);
        }
        return mean;
    }

private:
    bool has_selection() const { return selected.size() > 0; }
    void require_extents(const char* who, const char* name, const array<T>& a, const shape& expected) const {
        require(a.size() == expected.checked_size(), who, ": ", name, ": expected ", expected, " for ", size(),
                " inputs, players ", players, " and outputs ", outputs, ", got ", shape_of(a));
    }
    template <class Axes>
    explanation sum_players_along(const Axes& axes) const {
        require_fit();
        std::vector<bool> summed(players.axes(), false);
        for (const axis_id& a : axes) summed[player_axis(a)] = true;
        explanation e = *this;
        e.players = shape{};
        e.player_axes.clear();
        for (std::size_t a = 0; a < players.axes(); ++a) {
            if (summed[a]) continue;
            e.players.push_back(players[a]);
            if (a < player_axes.size()) e.player_axes.push_back(player_axes[a]);
        }
        std::vector<std::size_t> targets(players.size(), 0);
        for (std::size_t p = 0; p < targets.size(); ++p)
            for (std::size_t a = players.axes(), rest = p, stride = 1; a-- > 0; rest /= players[a])
                if (!summed[a]) {
                    targets[p] += rest % players[a] * stride;
                    stride *= players[a];
                }
        for (std::uint32_t& label : e.made_with.labels) {
            require(label < targets.size(), "explanation: label ", label, " is not below the number of players ",
                    players);
            label = static_cast<std::uint32_t>(targets[label]);
        }
        const auto sum = [&](const array<T>& from) {
            array<T> to = make_array<T>(shape{size()}.then(e.players).then(outputs));
            const std::size_t width = outputs.size(), count = players.size();
            std::vector<double> sums(e.players.size() * width);  // over as many players as an image has pixels
            for (std::size_t i = 0; i < size(); ++i) {
                std::fill(sums.begin(), sums.end(), 0.0);
                for (std::size_t p = 0; p < count; ++p)
                    for (std::size_t o = 0; o < width; ++o)
                        sums[targets[p] * width + o] += static_cast<double>(from.data()[(i * count + p) * width + o]);
                std::transform(sums.begin(), sums.end(), to.data() + i * sums.size(),
                               [](double v) { return static_cast<T>(v); });
            }
            return to;
        };
        e.values = sum(values);
        if (has_standard_errors()) e.standard_errors = sum(standard_errors);
        detail::set_residuals(e);
        return e;
    }
    /// A copy of all that is no array.
    explanation without_arrays() const {
        explanation e;
        e.estimator = estimator;
        e.players = players;
        e.outputs = outputs;
        e.residual = residual;
        e.evaluations = evaluations;
        e.seconds = seconds;
        e.relative_residual = relative_residual;
        e.player_axes = player_axes;
        e.output_axes = output_axes;
        e.link = link;
        e.made_with = made_with;
        return e;
    }
};

namespace detail {

struct residuals {
    double absolute = 0, relative = 0;
};

/// How far base values and values are from predictions, for arrays laid out {n, players, outputs}.
template <class T>
residuals residuals_of(const explanation<T>& e) {
    const std::size_t players = e.players.size(), outputs = e.outputs.size();
    residuals largest;
    const auto raise = [](double& most, double value) {
        most = std::isnan(value) || std::isnan(most) ? std::numeric_limits<double>::quiet_NaN() : std::max(most, value);
    };
    std::vector<double> sums(outputs);
    for (std::size_t i = 0; i < e.size(); ++i) {
        const T *base = e.base(i), *values = e.values.data() + i * players * outputs;
        std::copy(base, base + outputs, sums.begin());
        for (std::size_t p = 0; p < players; ++p)
            for (std::size_t o = 0; o < outputs; ++o) sums[o] += static_cast<double>(values[p * outputs + o]);
        for (std::size_t o = 0; o < outputs; ++o) {
            const auto prediction = static_cast<double>(e.predictions.data()[i * outputs + o]);
            const double gap = std::abs(sums[o] - prediction);
            const double scale = std::max(std::abs(static_cast<double>(base[o])), std::abs(prediction));
            raise(largest.absolute, gap);
            raise(largest.relative, gap > 0 ? gap / scale : gap);
        }
    }
    return largest;
}

template <class T>
void set_residuals(explanation<T>& e) {
    const residuals found = residuals_of(e);
    e.residual = found.absolute;
    e.relative_residual = found.relative;
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::shap
