// What the explainers inside a model share: a model's linear maps at points of lines from background to input, read in
// whichever direction is cheaper. Pulling a one-hot cotangent for every output gives the multipliers of all inputs, as
// usual; pushing x - r, restricted to one player, gives what this player contributes to all outputs.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/shap/background/background.hpp>
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

/// The point r + at (x - r) on the line from a reference to the input, and what it counts in a value.
struct line_point {
    std::size_t reference;
    double at = 1, weight = 1;
};

/// An anchor for points of lines: a point itself, or the chord from its reference to its input, for which `at` is 1.
template <class A, class T>
A anchor_on(tensor<T> x, tensor<T> r, std::span<const line_point> points, std::size_t first) {
    if constexpr (std::same_as<A, chord<T>>) {
        return A(std::move(x), std::move(r));
    } else {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const std::size_t sample = i / x.block_size() * x.lanes() + i % x.lanes();
            if (sample < x.samples()) {
                const T at = static_cast<T>(points[(first + sample) % points.size()].at);
                x[i] = r[i] + at * (x[i] - r[i]);
            }
        }
        return A(std::move(x));
    }
}

/// One explanation: sums the contributions of the same points for every input.
template <class A, class F>
class sweep {
    using T = typename A::value_type;

public:
    sweep(std::string name, const F& f, const background<T>& b, const player_map& p, const options& o, deep_direction d,
          std::span<const line_point> points, bool with_errors)
        : name_(std::move(name)),
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
        const std::size_t n = s[0];
        const bool own_base = given_.depends_on_input() || options_.outputs.depends_on_input();
        progress_meter meter(n * points_.size(), options_.progress);
        e_.estimator = name_;
        e_.players = players_.extents;
        e_.player_axes = players_.axes;
        for (std::size_t first = 0; first < n;) {
            const std::size_t last = own_base ? first + 1 : n;
            begin(first, last, n, own_base);
            for (std::size_t item = first * points_.size(); item < last * points_.size();) {
                const std::size_t end = std::min(item + items_at_once(), last * points_.size());
                add_items(item, end);
                if (!meter.advance(end - item)) throw cancelled("shap::" + name_ + ": cancelled");
                item = end;
            }
            first = last;
        }
        if (base_from_chords()) explained(raw_base_.data(), e_.base_values.data());
        std::copy(values_.begin(), values_.end(), e_.values.data());
        if (with_errors_) {
            const double count = static_cast<double>(points_.size());
            for (std::size_t i = 0; i < values_.size(); ++i)
                e_.standard_errors.data()[i] = static_cast<T>(
                    std::sqrt(std::max(squares_[i] - values_[i] * values_[i] / count, 0.0) * count / (count - 1)));
        }
        e_.residual = additivity_residual(e_);
        e_.seconds = meter.seconds();
        return std::move(e_);
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
        e_.evaluations += count;
        return all;
    }

    /// Prepares for inputs `first` to `last`: their references, what is explained, base values and predictions.
    void begin(std::size_t first, std::size_t last, std::size_t n, bool own_base) {
        const std::size_t inner = given_.input().size();
        if (given_.depends_on_input()) own_references_ = given_.at({x_->data() + first * inner, inner});
        const auto& refs = references();
        const auto predictions =
            evaluate(last - first, [&](std::size_t i) { return x_->data() + (first + i) * inner; });
        if (base_from_chords()) {
            raw_base_.assign(model_outputs_.size(), 0.0);
        } else if (raw_base_.empty() || given_.depends_on_input()) {
            const auto of_references = evaluate(refs.size(), [&](std::size_t i) { return refs.sample(i); });
            raw_base_.assign(model_outputs_.size(), 0.0);
            for (std::size_t i = 0; i < of_references.size(); ++i)
                raw_base_[i % raw_base_.size()] += refs.weights()[i / raw_base_.size()] * of_references[i];
        }
        const std::span<const double> one(predictions.data(), raw_base_.size());
        map_ = options_.outputs.resolve(model_outputs_, one, raw_base_);
        require(!map_.function, "shap::", name_,
                ": a function of the outputs cannot be explained, only some of them or ", "their means");
        const std::size_t outputs = map_.extents.size();
        if (first == 0) {
            e_.outputs = map_.extents;
            e_.output_axes = map_.axes;
            e_.values = make_array<T>(shape{n}.then(e_.players).then(e_.outputs));
            if (with_errors_) e_.standard_errors = make_array<T>(shape_of(e_.values));
            e_.predictions = make_array<T>(shape{n}.then(e_.outputs));
            e_.base_values = make_array<T>(own_base ? shape{n}.then(e_.outputs) : e_.outputs);
            if (!map_.selected.empty()) e_.selected = make_array<std::int64_t>({n, map_.selected.size()});
            values_.assign(e_.values.size(), 0.0);
            if (with_errors_) squares_.assign(e_.values.size(), 0.0);
        }
        for (std::size_t i = first; i < last; ++i) {
            explained(predictions.data() + (i - first) * raw_base_.size(), e_.predictions.data() + i * outputs);
            std::copy(map_.selected.begin(), map_.selected.end(), e_.selected.data() + i * map_.selected.size());
        }
        if (!base_from_chords() && (first == 0 || own_base))
            explained(raw_base_.data(), e_.base_values.data() + first * outputs);
    }
    /// What is explained of one output array.
    void explained(const double* from, T* to) const {
        if (map_.terms.empty()) {
            std::copy_n(from, map_.extents.size(), to);
            return;
        }
        std::vector<double> sums(map_.extents.size(), 0.0);
        for (const auto& t : map_.terms) sums[t.to] += t.weight * from[t.from];
        std::copy(sums.begin(), sums.end(), to);
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
        e_.evaluations += (std::same_as<A, chord<T>> ? 2 : 1) * (last - first);
        const bool push = direction_ == deep_direction::automatic ? players_.count() <= map_.extents.size()
                                                                  : direction_ == deep_direction::push;
        if (push) {
            push_players(first, last, map, step);
        } else {
            pull_outputs(first, last, map, step);
        }
    }

    /// A batch of `count` copies of the extents of `t`, one after the other along the block axis.
    static tensor<T> stack_of(const tensor<T>& t, std::size_t count) {
        return tensor<T>::batch_of_blocks(count * t.blocks(), t.channels(), t.rows(), t.cols(), t.lanes(),
                                          count * t.samples());
    }
    /// Calls f(offset of the pixel's lanes, index in a sample {rows, cols, channels}) for the pixels of a block.
    template <class Each>
    static void for_each_pixel(const tensor<T>& t, std::size_t block, const Each& f) {
        const std::size_t pixels = t.rows() * t.cols();
        for (std::size_t channel = 0; channel < t.channels(); ++channel)
            for (std::size_t pixel = 0; pixel < pixels; ++pixel)
                f(((block * t.channels() + channel) * pixels + pixel) * t.lanes(), pixel * t.channels() + channel);
    }

    /// Adds contributions of a player to an output, one in each lane of a block, to the values of the lanes' inputs.
    void add_lanes(const T* lanes, std::size_t width, std::size_t block, std::size_t first, std::size_t last,
                   std::size_t player, std::size_t output) {
        const std::size_t count = points_.size(), players = players_.count(), outputs = map_.extents.size();
        std::size_t item = first + block * width;
        const std::size_t end = std::min(item + width, last);
        while (item < end) {
            const std::size_t input = item / count, stop = std::min(end, (input + 1) * count);
            double sum = 0, squares = 0;
            for (; item < stop; ++item) {
                const double one = static_cast<double>(*lanes++);
                sum += one;
                squares += one * one;
            }
            const std::size_t at = (input * players + player) * outputs + output;
            values_[at] += sum;
            if (with_errors_) squares_[at] += squares;
        }
    }

    void push_players(std::size_t first, std::size_t last, const linearization<A>& map, const tensor<T>& step) {
        constexpr std::size_t players_at_once = 8;
        const std::size_t players = players_.count(), outputs = map_.extents.size(), blocks = step.blocks();
        for (std::size_t begin = 0; begin < players; begin += players_at_once) {
            const std::size_t end = std::min(begin + players_at_once, players);
            tensor<T> v = stack_of(step, end - begin);
            for (std::size_t p = begin; p < end; ++p) restrict_to(p, step, v.data() + (p - begin) * step.size());
            const tensor<T> y = map.push(std::move(v));
            parallel_for(end - begin, [&](std::size_t k) {
                const std::size_t lanes = y.lanes();
                std::vector<T> sums(map_.terms.empty() ? 0 : outputs * lanes);
                std::vector<std::size_t> offsets(model_outputs_.size());
                for (std::size_t block = 0; block < blocks; ++block) {
                    for_each_pixel(y, k * blocks + block, [&](std::size_t at, std::size_t o) { offsets[o] = at; });
                    std::fill(sums.begin(), sums.end(), T{0});
                    for (const auto& t : map_.terms)
                        for (std::size_t lane = 0; lane < lanes; ++lane)
                            sums[t.to * lanes + lane] += static_cast<T>(t.weight) * y[offsets[t.from] + lane];
                    for (std::size_t o = 0; o < outputs; ++o) {
                        const T* from = sums.empty() ? y.data() + offsets[o] : sums.data() + o * lanes;
                        add_lanes(from, lanes, block, first, last, begin + k, o);
                    }
                }
            });
            e_.evaluations += (last - first) * (end - begin);
        }
    }

    void pull_outputs(std::size_t first, std::size_t last, const linearization<A>& map, const tensor<T>& step) {
        const std::size_t players = players_.count(), outputs = map_.extents.size(), blocks = step.blocks();
        const std::size_t at_once = std::clamp<std::size_t>(items_at_once() / (last - first), 1, 4) * 2;
        for (std::size_t begin = 0; begin < outputs; begin += at_once) {
            const std::size_t end = std::min(begin + at_once, outputs);
            tensor<T> w = stack_of(*map.value().x, end - begin);
            std::fill(w.begin(), w.end(), T{0});
            for (std::size_t block = 0; block < w.blocks(); ++block) seed(begin + block / blocks, block, w);
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
                    for (std::size_t p = 0; p < players; ++p)
                        add_lanes(sums.data() + p * lanes, lanes, block, first, last, p, begin + k);
                }
            });
            e_.evaluations += (last - first) * (end - begin);
        }
    }
    /// Makes a zero block of cotangents that of an explained output.
    void seed(std::size_t output, std::size_t block, tensor<T>& w) const {
        const auto add = [&](std::size_t from, double weight) {
            const std::size_t channel = from % w.channels(), pixel = from / w.channels();
            T* to = w.data() + ((block * w.channels() + channel) * w.rows() * w.cols() + pixel) * w.lanes();
            for (std::size_t lane = 0; lane < w.lanes(); ++lane) to[lane] += static_cast<T>(weight);
        };
        if (map_.terms.empty()) add(output, 1);
        for (const auto& t : map_.terms)
            if (t.to == output) add(t.from, t.weight);
    }

    /// Copies `step` for the elements of one player, and zero elsewhere.
    void restrict_to(std::size_t player, const tensor<T>& step, T* to) const {
        for (std::size_t block = 0; block < step.blocks(); ++block)
            for_each_pixel(step, block, [&](std::size_t at, std::size_t element) {
                if (players_.labels[element] == player) {
                    std::copy_n(step.data() + at, step.lanes(), to + at);
                } else {
                    std::fill_n(to + at, step.lanes(), T{0});
                }
            });
    }

    std::string name_;
    const F& model_;
    const background<T>& given_;
    const player_map& players_;
    const options& options_;
    deep_direction direction_;
    std::span<const line_point> points_;
    bool with_errors_;
    shape image_, model_outputs_;
    const array<T>* x_ = nullptr;
    std::optional<background<T>> own_references_;
    std::vector<double> raw_base_, values_, squares_;
    output_map map_;
    explanation<T> e_;
};

}  // namespace detail

}  // namespace diapir::shap
