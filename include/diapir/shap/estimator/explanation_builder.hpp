// The one place where explanations are made: arrays are laid out with the first input, filled input by input, and
// finished with residual, cost and what made them; what ends the work early takes along what is done.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/result/axis.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Whether an estimate gives standard errors.
enum class standard_errors { none, given };

/// The number of inputs {n, input...}. Throws argument_error, in the name of an estimator, for none and for other
/// shapes.
inline std::size_t count_inputs(const std::string& estimator, const shape& given, const shape& input) {
    require(given.axes() > 0 && given[0] > 0 && given.drop(1) == input, "shap::", estimator,
            ": expected inputs {n, ...} of the shape ", input, ", got ", given);
    return given[0];
}

/// Builds an explanation of `n` inputs with elements of V.
template <class V>
class explanation_builder {
public:
    /// `own_base`: whether every input has base values of its own.
    explanation_builder(std::string estimator, const named_shape& players, const options& o, std::size_t n,
                        bool own_base, standard_errors errors)
        : n_(n), own_base_(own_base), errors_(errors) {
        e_.estimator = std::move(estimator);
        e_.players = players.extents;
        e_.player_axes = players.axes;
        e_.player_axes.resize(players.extents.axes());
        e_.link = o.link;
        e_.made_with.budget = o.budget;
        e_.made_with.seed = o.seed;
    }

    const std::string& estimator() const { return e_.estimator; }
    const stopwatch& clock() const { return clock_; }
    /// Keeps what the explanation was made from: the shape of an input, the player of each of its elements, the number
    /// of references, and what only this estimator was told. Throws argument_error where the players are gone.
    void made_from(const shape& input, const std::vector<std::uint32_t>& labels, std::size_t references,
                   const std::string& settings) {
        require(input.axes() == 0 || !labels.empty(), "shap::", e_.estimator,
                ": expected an explainer, got one that was moved from");
        e_.made_with.input = input;
        e_.made_with.labels = labels;
        e_.made_with.references = references;
        e_.made_with.settings = settings;
    }
    /// Inputs given to the model so far.
    std::size_t& evaluations() { return e_.evaluations; }

    /// Writes prediction and base values {outputs} of the next input, and what is explained of it. Arrays are laid out
    /// with the first. Throws argument_error where other outputs are explained than for the first, and model_error for
    /// values that are not finite.
    template <class P>
    void add_input(const output_map& explained, std::span<const P> prediction, std::span<const P> base) {
        if (input_ == 0) lay_out(explained);
        require(explained.extents == e_.outputs, "shap::", e_.estimator, ": outputs ", explained.extents,
                " are explained for input ", input_, ", but ", e_.outputs, " for the first");
        require(explained.selected.size() * n_ == e_.selected.size(), "shap::", e_.estimator,
                ": outputs are selected for some inputs, but not for input ", input_);
        require_finite(prediction, "for the input itself");
        std::copy(prediction.begin(), prediction.end(), e_.predictions.data() + input_ * width());
        if (own_base_ || input_ == 0) set_base(input_, base);
        std::copy(explained.selected.begin(), explained.selected.end(),
                  e_.selected.data() + input_ * explained.selected.size());
        ++input_;
    }
    /// How many inputs were added.
    std::size_t added() const { return input_; }
    /// Writes the base values of an input, or of all of them where they do not differ. Throws model_error for values
    /// that are not finite.
    template <class P>
    void set_base(std::size_t input, std::span<const P> base) {
        require_finite(base, "for the mean over the background");
        std::copy(base.begin(), base.end(), e_.base_values.data() + (own_base_ ? input * width() : 0));
    }
    /// Writes values and standard errors {players, outputs} of an input, from `first` on; without errors they are zero.
    /// Throws argument_error where that is more than there are, or not an error for each value, and model_error for
    /// those that are not finite.
    void write(std::size_t input, std::size_t first, std::span<const double> values, std::span<const double> errors) {
        const std::size_t size = e_.players.size() * width(), at = input * size + first;
        require(first <= size && values.size() <= size - first && (errors.empty() || errors.size() == values.size()),
                "shap::", e_.estimator, ": expected values of players ", e_.players, " and outputs ", e_.outputs,
                ", and as many standard errors or none, got ", values.size(), " and ", errors.size(), " from ", first);
        require_finite(values, errors, first);
        std::copy(values.begin(), values.end(), e_.values.data() + at);
        if (!e_.has_standard_errors()) return;
        if (errors.empty()) {
            std::fill_n(e_.standard_errors.data() + at, values.size(), V{0});
        } else {
            std::copy(errors.begin(), errors.end(), e_.standard_errors.data() + at);
        }
    }

    /// The explanation of the first `finished` inputs.
    explanation<V> finish(std::size_t finished) {
        if (finished < n_) e_ = e_.inputs(0, finished);
        detail::set_residuals(e_);
        e_.seconds = clock_.seconds();
        return std::move(e_);
    }
    /// Throws the error that is being handled, which ended input number `input`, together with the explanation of the
    /// first `finished` inputs.
    [[noreturn]] void rethrow_with(std::size_t finished, std::size_t input) {
        try {
            throw;
        } catch (const model_error& failure) {
            const std::string message =
                diapir::detail::concat("shap::", e_.estimator, ", input ", input, " of ", n_, ": ", failure.what());
            throw detail::interrupted<model_error, V>(model_error(message, failure.batch(), failure.cause()),
                                                      finish(finished));
        } catch (const cancelled& stop) {
            throw detail::interrupted<cancelled, V>(stop, finish(finished));
        } catch (const argument_error& failure) {
            throw detail::interrupted<argument_error, V>(failure, finish(finished));
        }
    }

private:
    std::size_t width() const { return e_.outputs.size(); }
    template <class P>
    static void require_finite(std::span<const P> values, const char* of) {
        for (P v : values)
            if (!std::isfinite(static_cast<V>(v)))
                throw model_error(std::string("the model returned a value that is not finite; ") + of, {});
    }
    /// Outputs that are finite may still make values that are not, such as differences of the largest numbers.
    void require_finite(std::span<const double> values, std::span<const double> errors, std::size_t first) const {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool known = std::isfinite(static_cast<V>(values[i]));
            if (known && (errors.empty() || std::isfinite(static_cast<V>(errors[i])))) continue;
            const std::size_t player = (first + i) / width(), output = (first + i) % width();
            throw model_error(
                diapir::detail::concat("the ", known ? "standard error" : "value", " of player ", player,
                                       " for output ", output, " is not finite: ", known ? errors[i] : values[i],
                                       "; the model's outputs are too far apart"),
                {});
        }
    }

    void lay_out(const output_map& explained) {
        e_.outputs = explained.extents;
        e_.output_axes = explained.axes;
        e_.output_axes.resize(e_.outputs.axes());
        e_.values = make_array<V>(shape{n_}.then(e_.players).then(e_.outputs), V{0});
        if (errors_ == standard_errors::given) e_.standard_errors = make_array<V>(shape_of(e_.values), V{0});
        e_.predictions = make_array<V>(shape{n_}.then(e_.outputs));
        e_.base_values = make_array<V>(own_base_ ? shape{n_}.then(e_.outputs) : e_.outputs);
        if (!explained.selected.empty()) e_.selected = make_array<std::int64_t>({n_, explained.selected.size()});
        const bool varies = own_base_ && !explained.selected.empty();
        e_.made_with.choice = explained.function         ? output_choice::function
                              : varies                   ? output_choice::selected
                              : !explained.terms.empty() ? output_choice::terms
                                                         : output_choice::all;
        if (e_.made_with.choice == output_choice::terms) e_.made_with.terms = explained.terms;
    }

    std::size_t n_, input_ = 0;
    bool own_base_;
    standard_errors errors_;
    explanation<V> e_;
    stopwatch clock_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
