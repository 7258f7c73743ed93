// The game of a model: one input, players and a background make it. The value of a coalition is the mean over the
// background of the model's output for the input with the absent players' elements taken from the background (the
// interventional game of Lundberg and Lee 2017), on the scale of the options' link and for the outputs that the options
// choose.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/evaluator.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>

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

namespace diapir::inline DIAPIR_TARGET::shap {

/// A game of a model that maps arrays of T to arrays of R.
template <class T, class R>
class model_game final : public evaluator {
public:
    using value_type = explained_t<R>;  ///< the element type of its explanations

    /// Everything must outlive the game; x holds one input of the background's shape. Throws argument_error where it
    /// has another size, or the players are not those of such inputs.
    model_game(model_ref<T, R> m, const background<T>& b, const player_map& p, std::span<const T> x, const options& o)
        : evaluator(o.memory),
          model_(m),
          own_background_(b.depends_on_input() ? std::optional(b.at(x)) : std::nullopt),
          background_(own_background_ ? *own_background_ : b),
          players_(p),
          x_(x),
          options_(o),
          one_each_(p.count() == x.size()) {
        require(x.size() == b.input().size() && p.labels.size() == x.size(), "model_game: expected an input of ",
                b.input().size(), " elements and a player for each, got ", x.size(), " and ", p.labels.size());
        for (std::size_t e = 0; one_each_ && e < x.size(); ++e) one_each_ = p.labels[e] == e;
    }

    std::size_t players() const override { return players_.count(); }
    std::string name(std::size_t player) const override { return players_.name(player); }
    std::size_t evaluations_per_coalition() const override { return background_.size(); }

    /// Model calls are batched within the memory of the options.
    void evaluate(const coalitions& rows, value_sink sink) override {
        require(rows.players() == players(), "game: expected coalitions of ", players(), " players, got ",
                rows.players());
        if (options_.outputs.needed() != output_rule::needs::extents) know_map();
        stream(rows, [&](std::size_t row, std::span<double> mean, const place& at) {
            bring_to_scale(options_.link, mean, at);
            sink(row, mean);
        });
    }

    /// The model's output for the input itself.
    const std::vector<double>& prediction() override {
        if (prediction_.empty()) {
            know_map();
            prediction_.assign(outputs().size(), 0.0);
            add(raw_prediction_.data(), 1.0, prediction_, {});
            bring_to_scale(options_.link, prediction_, {});
        }
        return prediction_;
    }

    /// The mean output over the background.
    const std::vector<double>& base_values() override {
        if (base_.empty()) {
            evaluate(coalitions(players(), 1),
                     [&](std::size_t, std::span<const double> v) { base_.assign(v.begin(), v.end()); });
        }
        return base_;
    }
    /// Spares the game computing its base values, which are those of an earlier game over the same background.
    void know_base_values(const std::vector<double>& base) { base_ = base; }

    /// Evaluates the input once more, together with a reference, and throws model_error where the answer is another.
    /// Finds dropout that was left on, a state that calls change, and outputs that depend on the rest of the batch.
    void check_repeatable() {
        require(options_.checks.tolerance >= 0, "shap::checks: expected a tolerance of at least 0, got ",
                options_.checks.tolerance);
        know_prediction();
        const std::size_t count = std::min<std::size_t>(2, rows_at_once());
        array<T>& batch = batch_of(count);
        std::copy(x_.begin(), x_.end(), batch.data());
        if (count > 1) std::copy_n(background_.sample(0), x_.size(), batch.data() + x_.size());
        const array<R> again = call(batch, {});
        double largest = 0, gap = 0;
        for (std::size_t o = 0; o < raw_prediction_.size(); ++o) {
            const double before = raw_prediction_[o], now = static_cast<double>(again.data()[o]);
            if (std::isfinite(before)) largest = std::max(largest, std::abs(before));
            if (before == now || (std::isnan(before) && std::isnan(now))) continue;
            gap = std::max(std::abs(before - now), gap);
            if (std::isnan(before - now)) break;  // of NaN and another answer
        }
        if (!(gap == 0 || gap <= options_.checks.tolerance * largest))
            fail(diapir::detail::concat("gave another answer for the same input in another batch, ", gap,
                                        " off (options::checks allows more, or turns this off)"),
                 {});
    }

private:
    /// All ones or all zeros, as wide as an element.
    using mask = std::conditional_t<sizeof(T) == 8, std::uint64_t,
                                    std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint8_t>>;

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
        parallel_for(
            divide_up(last - first, grain),
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
            map_.require_extents(reduced);
            for (std::size_t o = 0; o < mean.size(); ++o) mean[o] += weight * reduced.data()[o];
        } else if (!map_.terms.empty()) {
            map_.add(output, weight, mean);
        } else {
            parallel_ranges(mean.size(), 8192, [&](std::size_t begin, std::size_t end) {
                for (std::size_t o = begin; o < end; ++o) mean[o] += weight * static_cast<double>(output[o]);
            });
        }
    }

    /// Inputs in one model call: as many as fit the memory that is not set aside, an output counted like an input
    /// before the first is known, and both once more for what the model itself may need.
    std::size_t rows_at_once() const {
        if (options_.batch > 0) return options_.batch;
        const std::size_t width = outputs_known_ ? outputs_.size() : x_.size();
        const std::size_t rows = free_memory() / (2 * (x_.size() * sizeof(T) + width * sizeof(R)));
        return std::clamp<std::size_t>(rows, 1, 4096);
    }
    array<T>& batch_of(std::size_t count) {
        if (batch_.dimension() == 0 || batch_.shape()[0] != count) {
            batch_ = array<T>();  // the old one goes before the new one comes
            batch_ = make_array<T>(shape{count}.then(background_.input()));
        }
        return batch_;
    }

    /// The model's outputs for a batch, as they should be in shape. A fixed batch is filled up with the first input.
    array<R> call(const array<T>& batch, const place& at) {
        const std::size_t count = batch.shape()[0], whole = std::max(count, options_.batch);
        array<T> filled;
        if (whole > count) {
            filled = make_array<T>(shape{whole}.then(background_.input()));
            T* to = std::copy(batch.data(), batch.data() + batch.size(), filled.data());
            while (to != filled.data() + filled.size()) to = std::copy_n(batch.data(), x_.size(), to);
        }
        const array<T>& given = whole > count ? filled : batch;
        array<R> outputs = guarded(at, [&] { return model_(given); });
        const shape s = shape_of(outputs);
        if (s.axes() == 0 || s[0] != whole || s.size() == 0 || (outputs_known_ && s.drop(1) != outputs_))
            fail(diapir::detail::concat("returned ", s, " for a batch ", shape_of(given), ", expected {", whole,
                                        ", outputs...}", outputs_known_ ? " with outputs as before" : ""),
                 at);
        evaluations_ += count;
        if (!outputs_known_) {
            outputs_ = s.drop(1);
            outputs_known_ = true;
            if (options_.outputs.needed() == output_rule::needs::extents) resolve_map({});
        }
        return outputs;
    }
    void know_prediction() {
        if (!raw_prediction_.empty()) return;
        array<T>& one = batch_of(1);
        std::copy(x_.begin(), x_.end(), one.data());
        const array<R> output = call(one, {});
        raw_prediction_.assign(output.data(), output.data() + outputs_.size());
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

    model_ref<T, R> model_;
    std::optional<background<T>> own_background_;
    const background<T>& background_;
    const player_map& players_;
    std::span<const T> x_;
    const options& options_;
    bool one_each_;  // player p is element p
    shape outputs_;  // of the model
    bool outputs_known_ = false, map_known_ = false;
    std::vector<double> raw_prediction_, prediction_, base_;
    array<T> batch_;
    array<double> scratch_;
};

template <class M, class T>
model_game(const M&, const background<T>&, const player_map&, const std::type_identity_t<std::span<const T>>&,
           const options&) -> model_game<T, output_t<M, T>>;

}  // namespace diapir::inline DIAPIR_TARGET::shap
