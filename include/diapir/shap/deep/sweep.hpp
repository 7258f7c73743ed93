// What the explainers inside a model share: a model's linear maps at points of lines from background to input, read in
// whichever direction is cheaper. Pulling a one-hot cotangent for every output gives the multipliers of all inputs, as
// usual; pushing x - r, restricted to one player, gives what this player contributes to all outputs.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/deep/lanes.hpp>
#include <diapir/shap/deep/line_points.hpp>
#include <diapir/shap/estimator/explanation_builder.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/errors.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::shap {

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
          given_(b),
          players_(p),
          options_(o),
          direction_(d),
          points_(points),
          with_errors_(with_errors) {
        require(o.link == link::identity, "shap::", name_,
                ": contributions add up on the scale of the model's outputs ",
                "only; let the model end before its sigmoid for log-odds");
        image_ = b.input().axes() == 3 ? b.input() : shape{1, 1, b.input()[0]};
    }

    explanation<T> operator()(const array<T>& x) {
        const shape s = shape_of(x);
        require(s.axes() > 0 && s[0] > 0 && s.drop(1) == given_.input(), "shap::", name_,
                ": expected inputs {n, ...} of the shape ", given_.input(), ", got ", s);
        x_ = &x;
        n_ = s[0];
        const bool own_base = given_.depends_on_input() || options_.outputs.depends_on_input();
        builder_.emplace(name_, players_, options_, n_, own_base,
                         with_errors_ ? standard_errors::given : standard_errors::none);
        provenance& made = builder_->made_with();
        made.input = given_.input();
        made.labels = players_.labels;
        made.references = given_.size();
        made.settings = settings_;
        std::size_t first = 0;
        try {
            progress_meter meter(n_ * points_.size(), options_.progress);
            while (first < n_) {
                const std::size_t last = own_base ? first + 1 : n_;
                begin(first, last);
                for (std::size_t item = first * points_.size(); item < last * points_.size();) {
                    const std::size_t end = std::min(item + items_at_once(), last * points_.size());
                    add_items(item, end);
                    if (!meter.advance(end - item)) throw cancelled("shap::" + name_ + ": cancelled");
                    item = end;
                }
                first = last;
            }
        } catch (...) {
            builder_->rethrow_with(0, first);
        }
        if (base_from_chords()) {
            const std::vector<T> base = explained(raw_base_.data());
            builder_->set_base(0, std::span(base));
        }
        for (std::size_t i = 0; i < n_; ++i) builder_->write(i, 0, sums_.values(i), sums_.standard_errors(i));
        return builder_->finish(n_);
    }

private:
    /// Points that are recorded together: whole blocks, as the memory allows. A network is taken to need a hundred
    /// times the memory of its input.
    std::size_t items_at_once() const {
        const std::size_t blocks = options_.memory / (100 * 32 * given_.input().size() * sizeof(T));
        return 32 * std::clamp<std::size_t>(blocks, 1, 4);
    }
    /// Whether the chords of the first input tell the base values, so that the references need not be evaluated for
    /// them.
    bool base_from_chords() const {
        return std::same_as<A, chord<T>> && !given_.depends_on_input() && !options_.outputs.depends_on_input() &&
               options_.outputs.needed() != output_rule::needs::base;
    }
    void add_to_base(const tensor<T>& of_references, std::size_t first) {
        std::vector<T> one(model_outputs_.size());
        for (std::size_t item = first; item < std::min(first + of_references.samples(), points_.size()); ++item) {
            unpack_sample(of_references, item - first, one.data());
            for (std::size_t o = 0; o < one.size(); ++o)
                raw_base_[o] += points_[item].weight * static_cast<double>(one[o]);
        }
    }
    const background<T>& references() const { return own_references_ ? *own_references_ : given_; }

    /// Packs `count` samples, number i at source(i).
    template <class Source>
    tensor<T> packed(std::size_t count, const Source& source) const {
        return pack_samples<T>(count, image_[0], image_[1], image_[2], source);
    }

    /// The model's outputs for samples {count, outputs} in double.
    template <class Source>
    std::vector<double> evaluate(std::size_t count, const Source& source) {
        std::vector<double> all;
        std::vector<T> one;
        for (std::size_t first = 0; first < count;) {
            const std::size_t last = std::min(first + items_at_once(), count);
            const tensor<T> y = model_(packed(last - first, [&](std::size_t i) { return source(first + i); }));
            model_outputs_ =
                image_.axes() == given_.input().axes() ? shape{y.rows(), y.cols(), y.channels()} : shape{y.channels()};
            one.resize(model_outputs_.size());
            for (std::size_t i = first; i < last; ++i) {
                unpack_sample(y, i - first, one.data());
                all.insert(all.end(), one.begin(), one.end());
            }
            first = last;
        }
        builder_->evaluations() += count;
        return all;
    }

    /// Prepares for inputs `first` to `last`: their references, what is explained, base values and predictions.
    void begin(std::size_t first, std::size_t last) {
        const std::size_t inner = given_.input().size();
        if (given_.depends_on_input()) own_references_ = given_.at({x_->data() + first * inner, inner});
        const auto predictions =
            evaluate(last - first, [&](std::size_t i) { return x_->data() + (first + i) * inner; });
        know_base();
        const std::span<const double> one(predictions.data(), raw_base_.size());
        map_ = options_.outputs.resolve(model_outputs_, one, raw_base_);
        require(!map_.function, "shap::", name_,
                ": a function of the outputs cannot be explained, only some of them or their means");
        if (first == 0) sums_ = point_sums(n_, points_.size(), players_.count(), map_.extents.size(), with_errors_);
        const std::vector<T> base = explained(raw_base_.data());
        for (std::size_t i = 0; i < last - first; ++i) {
            const std::vector<T> prediction = explained(predictions.data() + i * raw_base_.size());
            builder_->add_input(map_, std::span(prediction), std::span(base));
        }
    }
    /// The mean output over the references, which chords tell later.
    void know_base() {
        if (base_from_chords()) {
            raw_base_.assign(model_outputs_.size(), 0.0);
        } else if (raw_base_.empty() || given_.depends_on_input()) {
            const auto& refs = references();
            const auto of_references = evaluate(refs.size(), [&](std::size_t i) { return refs.sample(i); });
            raw_base_.assign(model_outputs_.size(), 0.0);
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

    /// Adds items `first` to `last`: item i is point i % points of input i / points.
    void add_items(std::size_t first, std::size_t last) {
        const auto& refs = references();
        const std::size_t inner = given_.input().size(), count = points_.size();
        tensor<T> x = packed(last - first, [&](std::size_t i) { return x_->data() + (first + i) / count * inner; });
        tensor<T> r =
            packed(last - first, [&](std::size_t i) { return refs.sample(points_[(first + i) % count].reference); });
        tensor<T> step = x.like();  // (x - r), times the weight of the point
        for (std::size_t i = 0; i < step.size(); ++i) {
            const std::size_t item = first + i / step.block_size() * step.lanes() + i % step.lanes();
            step[i] = item < last ? (x[i] - r[i]) * static_cast<T>(points_[item % count].weight) : T{0};
        }
        const auto map = linearize(model_, anchor_on<A>(std::move(x), std::move(r), points_, first));
        if constexpr (std::same_as<A, chord<T>>)
            if (base_from_chords()) add_to_base(*map.value().r, first);
        builder_->evaluations() += (std::same_as<A, chord<T>> ? 2 : 1) * (last - first);
        const bool push = direction_ == deep_direction::automatic ? players_.count() <= map_.extents.size()
                                                                  : direction_ == deep_direction::push;
        if (push) {
            push_players(first, last, map, step);
        } else {
            pull_outputs(first, last, map, step);
        }
    }

    /// The items in the lanes of a block, of `first` to `last`.
    static std::pair<std::size_t, std::size_t> items_of(std::size_t block, std::size_t lanes, std::size_t first,
                                                        std::size_t last) {
        const std::size_t begin = std::min(first + block * lanes, last);
        return {begin, std::min(begin + lanes, last)};
    }

    void push_players(std::size_t first, std::size_t last, const linearization<A>& map, const tensor<T>& step) {
        constexpr std::size_t players_at_once = 8;
        const std::size_t players = players_.count(), blocks = step.blocks();
        for (std::size_t begin = 0; begin < players; begin += players_at_once) {
            const std::size_t end = std::min(begin + players_at_once, players);
            tensor<T> v = stack_of(step, end - begin);
            for (std::size_t p = begin; p < end; ++p)
                restrict_to(players_, p, step, v.data() + (p - begin) * step.size());
            const tensor<T> y = map.push(std::move(v));
            parallel_for(end - begin, [&](std::size_t k) {
                for (std::size_t block = 0; block < blocks; ++block) {
                    const auto [from, to] = items_of(block, y.lanes(), first, last);
                    for_each_explained(map_, y, k * blocks + block,
                                       [&, from = from, to = to](std::size_t o, const T* lanes) {
                                           sums_.add(lanes, from, to, begin + k, o);
                                       });
                }
            });
            builder_->evaluations() += (last - first) * (end - begin);
        }
    }

    void pull_outputs(std::size_t first, std::size_t last, const linearization<A>& map, const tensor<T>& step) {
        const std::size_t players = players_.count(), outputs = map_.extents.size(), blocks = step.blocks();
        const std::size_t at_once = std::clamp<std::size_t>(items_at_once() / (last - first), 1, 4) * 2;
        for (std::size_t begin = 0; begin < outputs; begin += at_once) {
            const std::size_t end = std::min(begin + at_once, outputs);
            tensor<T> w = stack_of(*map.value().x, end - begin);
            std::fill(w.begin(), w.end(), T{0});
            for (std::size_t block = 0; block < w.blocks(); ++block)
                seed_output(map_, begin + block / blocks, block, w);
            const tensor<T> m = map.pull(std::move(w));
            parallel_for(end - begin, [&](std::size_t k) {
                const std::size_t lanes = m.lanes();
                std::vector<T> sums(players * lanes);
                for (std::size_t block = 0; block < blocks; ++block) {
                    std::fill(sums.begin(), sums.end(), T{0});
                    for_each_pixel(step, block, [&](std::size_t at, std::size_t element) {
                        const T* multiplier = m.data() + k * step.size() + at;
                        T* to = sums.data() + players_.labels[element] * lanes;
                        for (std::size_t lane = 0; lane < lanes; ++lane) to[lane] += multiplier[lane] * step[at + lane];
                    });
                    const auto [from, to] = items_of(block, lanes, first, last);
                    for (std::size_t p = 0; p < players; ++p)
                        sums_.add(sums.data() + p * lanes, from, to, p, begin + k);
                }
            });
            builder_->evaluations() += (last - first) * (end - begin);
        }
    }

    std::string name_, settings_;
    const F& model_;
    const background<T>& given_;
    const player_map& players_;
    const options& options_;
    deep_direction direction_;
    std::span<const line_point> points_;
    bool with_errors_;
    shape image_, model_outputs_;
    const array<T>* x_ = nullptr;
    std::size_t n_ = 0;
    std::optional<background<T>> own_references_;
    std::vector<double> raw_base_;
    point_sums sums_;
    output_map map_;
    std::optional<explanation_builder<T>> builder_;
};

}  // namespace detail

}  // namespace diapir::shap
