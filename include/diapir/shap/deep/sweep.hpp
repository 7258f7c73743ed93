// What the explainers inside a model share: a model's linear maps at points of lines from background to input, read in
// whichever direction is cheaper. Pulling a one-hot cotangent for every output gives the multipliers of all inputs, as
// usual; pushing x - r, restricted to one player, gives what this player contributes to all outputs.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/in_order.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/deep/line_points.hpp>
#include <diapir/shap/deep/model_at_samples.hpp>
#include <diapir/shap/deep/readout.hpp>
#include <diapir/shap/estimator/explanation_builder.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A model that is written with operations: applied to a tensor it evaluates, to a variable at an anchor A it records
/// itself.
template <class F, class A>
concept differentiable_at = requires(const F& f, const variable<A>& x, const tensor<typename A::value_type>& t) {
    { f(x) } -> std::same_as<variable<A>>;
    { f(t) } -> std::same_as<tensor<typename A::value_type>>;
};

/// Which way the linear maps are read.
enum class deep_direction { automatic, push, pull };

namespace detail {

/// One explanation: sums the contributions of the same points for every input.
template <class A, class F>
class sweep {
    using T = typename A::value_type;

public:
    sweep(std::string name, const F& f, const background<T>& b, const player_map& p, const options& o, deep_direction d,
          std::span<const line_point> points, bool with_errors, std::string settings)
        : name_(std::move(name)),
          settings_(std::move(settings)),
          model_(f),
          samples_(f, b.input()),
          given_(b),
          players_(p),
          options_(o),
          direction_(d),
          points_(points),
          with_errors_(with_errors) {
        require(o.link == link::identity, "shap::", name_,
                ": contributions add up on the scale of the model's outputs ",
                "only; let the model end before its sigmoid for log-odds");
    }

    explanation<T> operator()(const array<T>& x) {
        n_ = count_inputs(name_, shape_of(x), given_.input());
        x_ = &x;
        const bool own_base = given_.depends_on_input() || options_.outputs.depends_on_input();
        builder_.emplace(name_, players_, options_, n_, own_base,
                         with_errors_ ? standard_errors::given : standard_errors::none);
        builder_->made_from(given_.input(), players_.labels, given_.size(), settings_);
        written_ = 0;
        std::size_t done = 0;  // items, which are taken in order
        try {
            progress_meter meter(n_ * points_.size(), options_.progress);
            const std::size_t at_once = own_base ? 1 : n_;
            for (std::size_t first = 0; first < n_; first += at_once) {
                begin(first, first + at_once);
                add_inputs(first, first + at_once, done, meter);
            }
            write_first(n_);
        } catch (...) {
            try {
                write_first(done / points_.size());
            } catch (const model_error&) {  // those before it are finished
            }
            builder_->rethrow_with(written_, builder_->added() < n_ ? builder_->added() : written_);
        }
        return builder_->finish(n_);
    }

private:
    /// What some points of an input add to the sums.
    struct part {
        point_sums sums;
        std::vector<double> base;  ///< empty where chords do not tell it
        std::size_t items = 0, evaluations = 0;
    };

    /// Writes the values of the first inputs, whose items are all added, and counts those that are written.
    void write_first(std::size_t inputs) {
        for (; written_ < inputs; ++written_)
            builder_->write(written_, 0, sums_.values(written_), sums_.standard_errors(written_));
    }

    /// Bytes for one item. A network is taken to need a hundred times the memory of its input.
    std::size_t item_bytes() const { return 100 * given_.input().size() * sizeof(T); }
    /// Items that one thread records together: a block, or as many as the memory allows.
    std::size_t items_at_once() const {
        return std::bit_floor(std::clamp<std::size_t>(options_.memory / item_bytes(), 1, 32));
    }
    /// Chunks of items that may be under way at a time.
    std::size_t chunks_at_once() const {
        return std::max<std::size_t>(1, options_.memory / (items_at_once() * item_bytes()));
    }
    /// Whether the chords of the first input tell the base values, so that the references need not be evaluated for
    /// them.
    bool base_from_chords() const {
        return std::same_as<A, chord<T>> && !given_.depends_on_input() && !options_.outputs.depends_on_input() &&
               options_.outputs.needed() != output_rule::needs::base;
    }
    /// The model's outputs for samples {count, outputs} in double, number i at source(i).
    template <class Source>
    std::vector<double> evaluate(std::size_t count, const Source& source) {
        std::vector<double> outputs = samples_(count, source, items_at_once(), chunks_at_once());
        builder_->evaluations() += count;
        return outputs;
    }
    /// The part of the base values in the references of points number `first` on.
    std::vector<double> base_of(const tensor<T>& of_references, std::size_t first) const {
        std::vector<T> one(samples_.output().size());
        std::vector<double> base(one.size(), 0.0);
        for (std::size_t i = 0; i < of_references.samples(); ++i) {
            unpack_sample(of_references, i, one.data());
            for (std::size_t o = 0; o < one.size(); ++o)
                base[o] += points_[first + i].weight * static_cast<double>(one[o]);
        }
        return base;
    }
    const background<T>& references() const { return own_references_ ? *own_references_ : given_; }

    /// Prepares for inputs `first` to `last`: their references, what is explained, base values and predictions.
    void begin(std::size_t first, std::size_t last) {
        const std::size_t inner = given_.input().size();
        if (given_.depends_on_input()) own_references_ = given_.at({x_->data() + first * inner, inner});
        const auto predictions =
            evaluate(last - first, [&](std::size_t i) { return x_->data() + (first + i) * inner; });
        know_base();
        const std::span<const double> one(predictions.data(), raw_base_.size());
        map_ = options_.outputs.resolve(samples_.output(), one, raw_base_);
        require(!map_.function, "shap::", name_,
                ": a function of the outputs cannot be explained, only some of them or their means");
        if (first == 0) sums_ = point_sums(0, n_, points_.size(), players_.count(), map_.extents.size(), with_errors_);
        const std::vector<T> base = explained(raw_base_.data());
        for (std::size_t i = 0; i < last - first; ++i) {
            const std::vector<T> prediction = explained(predictions.data() + i * raw_base_.size());
            builder_->add_input(map_, std::span(prediction), std::span(base));
        }
    }
    /// The mean output over the references, which chords tell later.
    void know_base() {
        if (base_from_chords()) {
            raw_base_.assign(samples_.output().size(), 0.0);
        } else if (raw_base_.empty() || given_.depends_on_input()) {
            const auto& refs = references();
            const auto of_references = evaluate(refs.size(), [&](std::size_t i) { return refs.sample(i); });
            raw_base_.assign(samples_.output().size(), 0.0);
            for (std::size_t i = 0; i < of_references.size(); ++i)
                raw_base_[i % raw_base_.size()] += refs.weights()[i / raw_base_.size()] * of_references[i];
        }
    }
    /// What is explained of one output array.
    std::vector<T> explained(const double* from) const {
        std::vector<double> sums(map_.extents.size(), 0.0);
        map_.add(from, 1.0, sums);
        return {sums.begin(), sums.end()};
    }

    void set_base_of_chords() {
        const std::vector<T> base = explained(raw_base_.data());
        builder_->set_base(0, std::span(base));
    }
    /// Adds all points of inputs `first` to `last` in their order, and counts those that are reported in `done`. Chunks
    /// of the points of one input go through the model in any thread; progress is reported by the calling one.
    void add_inputs(std::size_t first, std::size_t last, std::size_t& done, progress_meter& meter) {
        const sample_ranges ranges(points_.size(), items_at_once());
        const auto caller = std::this_thread::get_id();
        std::size_t added = done;  // those that are not reported yet included
        const auto report = [&] {
            if (!meter.advance(added - done)) throw cancelled("shap::" + name_ + ": cancelled");
            done = added;
        };
        in_order<part> parts;
        const auto add = [&](const part& p) {
            sums_.add(p.sums);
            for (std::size_t o = 0; o < p.base.size(); ++o) raw_base_[o] += p.base[o];
            builder_->evaluations() += p.evaluations;
            added += p.items;
            if (!p.base.empty() && added == points_.size()) set_base_of_chords();
            if (std::this_thread::get_id() == caller) report();
        };
        parallel_chunks(
            (last - first) * ranges.size(),
            [&](std::size_t chunk) {
                const std::size_t range = chunk % ranges.size();
                parts.give(chunk, part_of(first + chunk / ranges.size(), ranges.begin(range), ranges.end(range)), add);
            },
            chunks_at_once());
        if (added > done) report();
    }

    /// What points `first` to `last` of an input add.
    part part_of(std::size_t input, std::size_t first, std::size_t last) const {
        const auto& refs = references();
        const std::size_t inner = given_.input().size(), count = points_.size();
        part p{{input, 1, count, players_.count(), map_.extents.size(), with_errors_}, {}, last - first, 0};
        tensor<T> x = samples_.packed(1, [&](std::size_t) { return x_->data() + input * inner; });
        tensor<T> r =
            samples_.packed(last - first, [&](std::size_t i) { return refs.sample(points_[first + i].reference); });
        tensor<T> step = repeated(x, r.shape());  // (x - r), times the weight of the point
        const std::size_t block = step.block_size(), lanes = step.lanes();
        for (std::size_t i = 0; i < step.size(); ++i) {
            const std::size_t point = first + i / block * lanes + i % lanes;
            step[i] = point < last ? (step[i] - r[i]) * static_cast<T>(points_[point].weight) : T{0};
        }
        const auto map = linearize(model_, anchor_on<A>(std::move(x), std::move(r), points_, first));
        samples_.require_output(*map.value().x, last - first);
        if constexpr (std::same_as<A, chord<T>>)
            if (base_from_chords() && input == 0) p.base = base_of(*map.value().r, first);
        const bool push = direction_ == deep_direction::automatic ? players_.count() <= map_.extents.size()
                                                                  : direction_ == deep_direction::push;
        const item_range items{input * count + first, input * count + last};
        if (push) {
            const std::size_t of_items = (last - first) * item_bytes();
            const std::size_t at_once = std::clamp<std::size_t>(options_.memory / of_items, 1, 8);
            push_players(map, step, items, players_, map_, at_once, p.sums);
        } else {
            const std::size_t at_once = 2 * std::clamp<std::size_t>(items_at_once() / (last - first), 1, 4);
            pull_outputs(map, step, items, players_, map_, at_once, p.sums);
        }
        p.evaluations =
            p.items * ((std::same_as<A, chord<T>> ? 2 : 1) + (push ? players_.count() : map_.extents.size()));
        return p;
    }

    std::string name_, settings_;
    const F& model_;
    model_at_samples<T, F> samples_;
    const background<T>& given_;
    const player_map& players_;
    const options& options_;
    deep_direction direction_;
    std::span<const line_point> points_;
    bool with_errors_;
    const array<T>* x_ = nullptr;
    std::size_t n_ = 0, written_ = 0;
    std::optional<background<T>> own_references_;
    std::vector<double> raw_base_;
    point_sums sums_;
    output_map map_;
    std::optional<explanation_builder<T>> builder_;
};

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::shap
