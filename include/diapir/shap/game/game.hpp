// A game: from coalitions of players to arrays of outputs. One input, a background and a model make it; estimators see
// nothing else. The value of a coalition is the mean over the background of the model's output for the input with the
// absent players' elements taken from the background (the interventional game of Lundberg and Lee 2017), on the scale
// of the options' link and for the outputs that the options choose.
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/errors.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace diapir::shap {

/// A game of a model that maps arrays of T to arrays of R.
template <class T, class R>
class game {
public:
    using value_type = explained_t<R>;  ///< the element type of its explanations

    /// Everything must outlive the game; x holds one input of the background's shape.
    game(model_ref<T, R> m, const background<T>& b, const player_map& p, std::span<const T> x, const options& o)
        : model_(m),
          own_background_(b.depends_on_input() ? std::optional(b.at(x)) : std::nullopt),
          background_(own_background_ ? *own_background_ : b),
          players_(p),
          x_(x),
          options_(o),
          one_each_(p.count() == x.size()) {
        for (std::size_t e = 0; one_each_ && e < x.size(); ++e) one_each_ = p.labels[e] == e;
    }
    game(const game&) = delete;
    game& operator=(const game&) = delete;

    std::size_t players() const { return players_.count(); }
    /// Inputs that the model was called with so far.
    std::size_t evaluations() const { return evaluations_; }
    /// Model inputs that a coalition takes: the references of the background.
    std::size_t evaluations_per_coalition() const { return background_.size(); }
    /// The extents of the explained outputs; known after the first evaluation.
    const shape& outputs() const { return explained().extents; }
    /// What is explained of the model's outputs; known after the first evaluation.
    const output_map& explained() const { return map_; }

    using sink_ref = function_ref<void(std::size_t row, std::span<const double> values)>;
    /// Calls sink(row, values) for every coalition in order; values has one double for each output. Model calls are
    /// batched within the memory of the options. Throws model_error where the model breaks its contract or throws.
    void evaluate(const coalitions& rows, sink_ref sink) {
        require(rows.players() == players(), "game: expected coalitions of ", players(), " players, got ",
                rows.players());
        if (options_.outputs.needed() != output_rule::needs::extents) know_map();
        stream(rows, [&](std::size_t row, std::span<double> mean, const place& at) {
            finish(mean, at);
            sink(row, mean);
        });
    }

    /// The model's output for the input itself: the value of the coalition of all players.
    const std::vector<double>& prediction() {
        if (prediction_.empty()) {
            know_map();
            prediction_.assign(outputs().size(), 0.0);
            add(raw_prediction_.data(), 1.0, prediction_, {});
            finish(prediction_, {});
        }
        return prediction_;
    }

    /// The value of the coalition of nobody: the mean output over the background.
    const std::vector<double>& base_values() {
        if (base_.empty()) {
            evaluate(coalitions(players(), 1),
                     [&](std::size_t, std::span<const double> v) { base_.assign(v.begin(), v.end()); });
        }
        return base_;
    }
    /// Spares the game computing its base values, which are those of an earlier game over the same background.
    void know_base_values(const std::vector<double>& base) { base_ = base; }

    /// Takes so many doubles, which an estimate keeps itself, from the memory for batches. Throws argument_error where
    /// a quarter of it or less would be left; a megabyte is always granted.
    void set_aside(std::size_t doubles) {
        aside_ = doubles * sizeof(double);
        constexpr std::size_t always = std::size_t{1} << 20;
        require(aside_ <= always || aside_ / 3 < options_.memory / 4, "sums over ", players(),
                " players and the outputs ", outputs(), " take ", aside_ >> 20, " MB besides batches, of a memory of ",
                options_.memory >> 20,
                " MB: choose outputs (shap::outputs), group players, or allow more (options::memory)");
    }

    /// Evaluates the input once more, together with a reference, and throws model_error where the answer is another.
    /// Finds dropout that was left on, a state that calls change, and outputs that depend on the rest of the batch.
    void check_repeatable() {
        know_prediction();
        const std::size_t count = std::min<std::size_t>(2, rows_at_once());
        array<T>& batch = batch_of(count);
        std::copy(x_.begin(), x_.end(), batch.data());
        if (count > 1) std::copy_n(background_.sample(0), x_.size(), batch.data() + x_.size());
        const array<R> again = call(batch, {});
        double largest = 0, gap = 0;
        for (std::size_t o = 0; o < raw_prediction_.size(); ++o) {
            largest = std::max(largest, std::abs(raw_prediction_[o]));
            gap = std::max(gap, std::abs(raw_prediction_[o] - static_cast<double>(again.data()[o])));
        }
        constexpr double rounding = 1e-4;  // between batches of different sizes, in single precision
        if (gap > rounding * largest)
            fail(diapir::detail::concat("gave another answer for the same input in another batch, ", gap, " off"), {});
    }

private:
    /// All ones or all zeros, as wide as an element.
    using mask = std::conditional_t<sizeof(T) == 8, std::uint64_t,
                                    std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint8_t>>;

    /// The coalitions `first` to `last` (included) of a list that a model call is for, `row` being looked at. Without a
    /// list it is the coalition of all players.
    struct place {
        const coalitions* list = nullptr;
        std::size_t first = 0, last = 0, row = 0;
    };

    /// Calls sink(row, mean of the outputs, place) for every coalition in order.
    void stream(const coalitions& rows, function_ref<void(std::size_t, std::span<double>, const place&)> sink) {
        const std::size_t size = background_.size(), total = rows.size() * size;
        std::vector<double> mean;
        for (std::size_t first = 0; first < total;) {
            const std::size_t last = std::min(total, first + rows_at_once());
            array<T>& batch = batch_of(last - first);
            fill(batch.data(), rows, first, last);
            place at{&rows, first / size, (last - 1) / size, first / size};
            const array<R> outputs = call(batch, at);
            mean.resize(map_.extents.size());
            for (std::size_t i = first; i < last; ++i) {
                if (i % size == 0) std::fill(mean.begin(), mean.end(), 0.0);
                add(outputs.data() + (i - first) * outputs_.size(), background_.weights()[i % size], mean, at);
                if (i % size + 1 != size) continue;
                at.row = i / size;
                sink(at.row, std::span<double>(mean), at);
            }
            first = last;
        }
    }

    /// Writes model inputs `first` to `last`, number i being coalition i / b over reference i % b.
    void fill(T* to, const coalitions& rows, std::size_t first, std::size_t last) const {
        const std::size_t inner = x_.size(), size = background_.size();
        const T* references = background_.samples().data();
        const std::size_t grain = std::max<std::size_t>(8, 16384 / inner);
        parallel_for((last - first + grain - 1) / grain,
                     [&](std::size_t range) {
                         std::vector<mask> of_players(players()), of_elements(one_each_ ? 0 : inner);
                         const mask* present = one_each_ ? of_players.data() : of_elements.data();
                         const std::size_t begin = first + range * grain, end = std::min(begin + grain, last);
                         std::size_t known = rows.size();
                         for (std::size_t i = begin; i < end; ++i) {
                             if (i / size != known) {
                                 known = i / size;
                                 rows.expand(known, std::span(of_players), static_cast<mask>(~mask{0}), mask{0});
                                 for (std::size_t e = 0; e < of_elements.size(); ++e)
                                     of_elements[e] = of_players[players_.labels[e]];
                             }
                             choose(inner, present, x_.data(), references + i % size * inner, to + (i - first) * inner);
                         }
                     },
                     4 * grain * inner);
    }
    static void choose(std::size_t count, const mask* present, const T* x, const T* absent, T* to) {
        for (std::size_t e = 0; e < count; ++e) {
            const T own = x[e], other = absent[e];
            to[e] = present[e] ? own : other;
        }
    }

    /// Adds weight x what is explained of one output array to mean.
    template <class V>
    void add(const V* output, double weight, std::span<double> mean, const place& at) {
        if (map_.function) {
            if (scratch_.size() != outputs_.size() || shape_of(scratch_) != outputs_)
                scratch_ = make_array<double>(outputs_);
            std::copy(output, output + outputs_.size(), scratch_.data());
            const array<double> reduced = guarded(at, [&] { return map_.function(scratch_); });
            require(shape_of(reduced) == map_.extents, "outputs::reduce: the function returned ", shape_of(reduced),
                    ", expected ", map_.extents, " as before");
            for (std::size_t o = 0; o < mean.size(); ++o) mean[o] += weight * reduced.data()[o];
        } else if (!map_.terms.empty()) {
            for (const auto& t : map_.terms) mean[t.to] += weight * t.weight * static_cast<double>(output[t.from]);
        } else {
            parallel_ranges(mean.size(), 8192, [&](std::size_t begin, std::size_t end) {
                for (std::size_t o = begin; o < end; ++o) mean[o] += weight * static_cast<double>(output[o]);
            });
        }
    }

    /// Checks the value of a coalition and brings it to the scale of the link.
    void finish(std::span<double> value, const place& at) const {
        bool finite = true, probability = true;
        for (double v : value) {
            finite &= std::abs(v) <= std::numeric_limits<double>::max();
            probability &= v >= -1e-6 && v <= 1 + 1e-6;
        }
        if (!finite) fail("returned a value that is not finite", at);
        if (options_.link == link::identity) return;
        if (!probability) fail("returned no probability, which the logit link needs", at);
        for (double& v : value) v = apply(options_.link, v);
    }

    /// Inputs in one model call: as many as fit the memory that is not set aside, an output counted like an input
    /// before the first is known, and both once more for what the model itself may need.
    std::size_t rows_at_once() const {
        const std::size_t width = outputs_known_ ? outputs_.size() : x_.size();
        const std::size_t memory = options_.memory - std::min(aside_, options_.memory);
        const std::size_t rows = memory / (2 * (x_.size() * sizeof(T) + width * sizeof(R)));
        return std::clamp<std::size_t>(rows, 1, 4096);
    }
    array<T>& batch_of(std::size_t count) {
        if (batch_.dimension() == 0 || batch_.shape()[0] != count) {
            batch_ = array<T>();  // the old one goes before the new one comes
            batch_ = make_array<T>(shape{count}.then(background_.input()));
        }
        return batch_;
    }

    /// The model's outputs for a batch, as they should be in shape.
    array<R> call(const array<T>& batch, const place& at) {
        array<R> outputs = guarded(at, [&] { return model_(batch); });
        const shape s = shape_of(outputs);
        if (s.axes() == 0 || s[0] != batch.shape()[0] || s.size() == 0 || (outputs_known_ && s.drop(1) != outputs_))
            fail(diapir::detail::concat("returned ", s, " for a batch ", shape_of(batch), ", expected {",
                                        batch.shape()[0], ", outputs...}",
                                        outputs_known_ ? " with outputs as before" : ""),
                 at);
        evaluations_ += s[0];
        if (!outputs_known_) {
            outputs_ = s.drop(1);
            outputs_known_ = true;
            if (options_.outputs.needed() == output_rule::needs::extents) resolve_map({});
        }
        return outputs;
    }

    /// What f returns; what it throws becomes a model_error.
    template <class F>
    auto guarded(const place& at, const F& f) const {
        try {
            return f();
        } catch (const std::exception& e) {
            fail(std::string("threw: ") + e.what(), at, std::current_exception());
        } catch (...) {
            fail("threw something that is no std::exception", at, std::current_exception());
        }
    }

    void know_prediction() {
        if (!raw_prediction_.empty()) return;
        array<T>& one = batch_of(1);
        std::copy(x_.begin(), x_.end(), one.data());
        const array<R> output = call(one, {});
        raw_prediction_.assign(output.data(), output.data() + output.size());
    }
    /// Finds out what is explained, from the model's output for the input and, where the rule needs it, for nobody.
    void know_map() {
        know_prediction();
        if (map_known_) return;
        std::vector<double> base;
        if (options_.outputs.needed() == output_rule::needs::base) {
            map_ = output_map{outputs_, {}, {}, {}, {}};
            stream(coalitions(players(), 1),
                   [&](std::size_t, std::span<double> mean, const place&) { base.assign(mean.begin(), mean.end()); });
        }
        resolve_map(base);
    }
    void resolve_map(std::span<const double> base) {
        map_ = options_.outputs.resolve(outputs_, raw_prediction_, base);
        map_known_ = true;
    }

    /// Throws a model_error that names the coalitions.
    [[noreturn]] void fail(const std::string& what, const place& at, std::exception_ptr cause = nullptr) const {
        coalition_batch batch;
        if (at.list) batch = {at.first, at.last, at.list->size(), at.row, {}};
        std::string names;
        constexpr std::size_t most_names = 10;
        for (std::size_t p = 0; p < players(); ++p) {
            if (at.list && !at.list->contains(at.row, p)) continue;
            batch.present.push_back(p);
            if (batch.present.size() <= most_names) names += (names.empty() ? "" : "; ") + players_.name(p);
        }
        const std::size_t present = batch.present.size();
        if (present > most_names) names += "; and " + std::to_string(present - most_names) + " more";
        const std::string message =
            at.list ? diapir::detail::concat("the model ", what, "; at coalition ", at.row, " with ", present, " of ",
                                             players(), " players present {", names, "}, in the batch of coalitions ",
                                             at.first, " to ", at.last, " of ", at.list->size())
                    : diapir::detail::concat("the model ", what, "; for the input itself, with all ", players(),
                                             " players present");
        throw model_error(message, std::move(batch), std::move(cause));
    }

    model_ref<T, R> model_;
    std::optional<background<T>> own_background_;
    const background<T>& background_;
    const player_map& players_;
    std::span<const T> x_;
    const options& options_;
    bool one_each_;  // player p is element p
    shape outputs_;  // of the model
    bool outputs_known_ = false, map_known_ = false;
    output_map map_ = {};
    std::vector<double> raw_prediction_, prediction_, base_;
    std::size_t evaluations_ = 0, aside_ = 0;
    array<T> batch_;
    array<double> scratch_;
};

template <class M, class T>
game(const M&, const background<T>&, const player_map&, const std::type_identity_t<std::span<const T>>&, const options&)
    -> game<T, output_t<M, T>>;

}  // namespace diapir::shap
