// DeepSHAP: Shapley values approximated through the linear maps that a network has along the chords from background to
// input (DeepLIFT's rescale rule; Shrikumar et al. 2017, Lundberg and Lee 2017; the values of shap 0.41 DeepExplainer).
//
// The chords can be read both ways. Pulling a one-hot cotangent for every output gives the multipliers of all inputs,
// as usual; pushing x - r, restricted to one player, gives what this player contributes to all outputs. Whichever of
// players and outputs are fewer decides.
#pragma once

#include <diapir/autodiff/linearize.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/shap/background.hpp>
#include <diapir/shap/explanation.hpp>
#include <diapir/shap/model.hpp>
#include <diapir/shap/players.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::shap {

/// A model that is written with operations: applied to a variable along a chord it records itself.
template <class F, class T>
concept differentiable = requires(const F& f, const variable<chord<T>>& x) {
    { f(x) } -> std::same_as<variable<chord<T>>>;
};

/// Which way the chords are read.
enum class deep_direction { automatic, push, pull };

template <class F, class T>
class deep_explainer {
public:
    deep_explainer(kept_model<F> f, background<T> b, const player_rule& p, options o, deep_direction d)
        : model_(std::forward<kept_model<F>>(f)),
          background_(std::move(b)),
          players_(p.resolve(background_.input())),
          options_(std::move(o)),
          direction_(d) {
        const std::size_t axes = background_.input().axes();
        require(axes == 1 || axes == 3,
                "shap::deep: expected a background {b, rows, cols, channels} or {b, features}, got ",
                shape_of(background_.samples()));
    }

    /// values {n, players..., outputs...} for inputs {n, rows, cols, channels} or {n, features}. Throws argument_error
    /// where inputs do not have the background's shape, and cancelled.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        const auto& x = evaluated<T>(inputs);
        const shape s = shape_of(x);
        require(s.axes() > 0 && s[0] > 0 && s.drop(1) == background_.input(),
                "shap::deep: expected inputs {n, ...} of the shape ", background_.input(), ", got ", s);
        work w{*this, x, s[0] * background_.size(), pairs_at_once(s.drop(1).size())};
        return w.run();
    }

private:
    /// Pairs of input and background sample that are recorded together: whole blocks, as the memory allows. A network
    /// is taken to need a hundred times the memory of its input.
    std::size_t pairs_at_once(std::size_t inner) const {
        const std::size_t blocks = options_.memory / (100 * 32 * inner * sizeof(T));
        return 32 * std::clamp<std::size_t>(blocks, 1, 4);
    }

    /// One call: pair i is input i / b with background sample i % b.
    struct work {
        const deep_explainer& of;
        const array<T>& x;
        std::size_t pairs, at_once;

        const background<T>& refs = of.background_;
        std::size_t n = x.shape()[0], inner = refs.input().size(), players = of.players_.count(), outputs = 0;
        shape image = refs.input().axes() == 3 ? refs.input() : shape{1, 1, refs.input()[0]};
        std::vector<double> values = {}, base = {};
        explanation<T> e = {};
        progress_meter meter{pairs, of.options_.progress};

        explanation<T> run() {
            e.estimator = "deep";
            e.players = of.players_.extents;
            for (std::size_t first = 0; first < pairs; first += at_once) {
                const std::size_t last = std::min(first + at_once, pairs);
                add_pairs(first, last);
                if (!meter.advance(last - first)) throw cancelled("shap::deep: cancelled");
            }
            e.values = make_array<T>(shape{n}.then(e.players).then(e.outputs));
            e.base_values = make_array<T>(e.outputs);
            std::copy(values.begin(), values.end(), e.values.data());
            std::copy(base.begin(), base.end(), e.base_values.data());
            e.residual = detail::additivity_residual(e);
            e.seconds = meter.seconds();
            return std::move(e);
        }

        tensor<T> packed(std::size_t first, std::size_t last, bool references) const {
            return pack_samples<T>(last - first, image[0], image[1], image[2], [&](std::size_t i) {
                const std::size_t pair = first + i;
                return references ? refs.sample(pair % refs.size()) : x.data() + pair / refs.size() * inner;
            });
        }

        void add_pairs(std::size_t first, std::size_t last) {
            tensor<T> at = packed(first, last, false), reference = packed(first, last, true);
            tensor<T> step = at.like();  // (x - r), times the weight of r
            for (std::size_t i = 0; i < step.size(); ++i) {
                const std::size_t pair = first + i / step.block_size() * step.lanes() + i % step.lanes();
                step[i] =
                    pair < last ? (at[i] - reference[i]) * static_cast<T>(refs.weights()[pair % refs.size()]) : T{0};
            }
            const auto chords = linearize(of.model_, chord<T>(std::move(at), std::move(reference)));
            const tensor<T>& y = *chords.value().x;
            if (first == 0) begin(y);
            add_predictions(first, last, chords.value());
            e.evaluations += 2 * (last - first);
            const bool push =
                of.direction_ == deep_direction::automatic ? players <= outputs : of.direction_ == deep_direction::push;
            if (push) {
                push_players(first, last, chords, step);
            } else {
                pull_outputs(first, last, chords, step);
            }
        }

        void begin(const tensor<T>& y) {
            e.outputs =
                image.axes() == refs.input().axes() ? shape{y.rows(), y.cols(), y.channels()} : shape{y.channels()};
            outputs = y.rows() * y.cols() * y.channels();
            values.assign(n * players * outputs, 0.0);
            base.assign(outputs, 0.0);
            e.predictions = make_array<T>(shape{n}.then(e.outputs));
        }

        void add_predictions(std::size_t first, std::size_t last, const chord<T>& y) {
            std::vector<T> one(outputs);
            for (std::size_t pair = first; pair < last; ++pair) {
                if (pair % refs.size() == 0)
                    unpack_sample(*y.x, pair - first, e.predictions.data() + pair / refs.size() * outputs);
                if (pair >= refs.size()) continue;  // the first input's pairs hold every reference once
                unpack_sample(*y.r, pair - first, one.data());
                for (std::size_t o = 0; o < outputs; ++o) base[o] += refs.weights()[pair] * static_cast<double>(one[o]);
            }
        }

        /// A batch of `count` copies of the extents of `t`, one after the other along the block axis.
        static tensor<T> stack_of(const tensor<T>& t, std::size_t count) {
            return tensor<T>::batch_of_blocks(count * t.blocks(), t.channels(), t.rows(), t.cols(), t.lanes(),
                                              count * t.samples());
        }

        /// Calls add(input, sum over its pairs' lanes) for the lanes of one pixel that begin at `lanes`, in block
        /// `block`.
        template <class Add>
        void sum_lanes(const T* lanes, std::size_t width, std::size_t block, std::size_t first, std::size_t last,
                       const Add& add) const {
            std::size_t pair = first + block * width;
            const std::size_t end = std::min(pair + width, last);
            while (pair < end) {
                const std::size_t input = pair / refs.size(), stop = std::min(end, (input + 1) * refs.size());
                double sum = 0;
                for (; pair < stop; ++pair) sum += static_cast<double>(*lanes++);
                add(input, sum);
            }
        }

        void push_players(std::size_t first, std::size_t last, const linearization<chord<T>>& chords,
                          const tensor<T>& step) {
            constexpr std::size_t players_at_once = 8;
            for (std::size_t begin = 0; begin < players; begin += players_at_once) {
                const std::size_t end = std::min(begin + players_at_once, players);
                tensor<T> v = stack_of(step, end - begin);
                for (std::size_t p = begin; p < end; ++p) restrict_to(p, step, v.data() + (p - begin) * step.size());
                const tensor<T> y = chords.push(std::move(v));
                const std::size_t blocks = step.blocks();
                parallel_for(end - begin, [&](std::size_t k) {
                    for_each_pixel(y, k * blocks, blocks, [&](std::size_t block, std::size_t at, std::size_t o) {
                        sum_lanes(y.data() + at, y.lanes(), block, first, last, [&](std::size_t input, double sum) {
                            values[(input * players + begin + k) * outputs + o] += sum;
                        });
                    });
                });
                e.evaluations += (last - first) * (end - begin);
            }
        }

        void pull_outputs(std::size_t first, std::size_t last, const linearization<chord<T>>& chords,
                          const tensor<T>& step) {
            const tensor<T>& like = *chords.value().x;
            const std::size_t outputs_at_once = std::clamp<std::size_t>(at_once / (last - first), 1, 4) * 2;
            for (std::size_t begin = 0; begin < outputs; begin += outputs_at_once) {
                const std::size_t end = std::min(begin + outputs_at_once, outputs), blocks = step.blocks();
                tensor<T> w = stack_of(like, end - begin);
                std::fill(w.begin(), w.end(), T{0});
                for_each_pixel(w, 0, w.blocks(), [&](std::size_t block, std::size_t at, std::size_t o) {
                    if (o == begin + block / blocks) std::fill_n(w.data() + at, w.lanes(), T{1});
                });
                tensor<T> m = chords.pull(std::move(w));
                parallel_for(end - begin, [&](std::size_t k) {
                    T* mine = m.data() + k * step.size();
                    for (std::size_t i = 0; i < step.size(); ++i) mine[i] *= step[i];
                    for_each_pixel(m, k * blocks, blocks, [&](std::size_t block, std::size_t at, std::size_t element) {
                        const std::size_t player = of.players_.labels[element];
                        sum_lanes(m.data() + at, m.lanes(), block, first, last, [&](std::size_t input, double sum) {
                            values[(input * players + player) * outputs + begin + k] += sum;
                        });
                    });
                });
                e.evaluations += (last - first) * (end - begin);
            }
        }

        /// Calls f(block - first_block, offset of the pixel's lanes, index in a sample {rows, cols, channels}).
        template <class F2>
        static void for_each_pixel(const tensor<T>& t, std::size_t first_block, std::size_t blocks, const F2& f) {
            const std::size_t pixels = t.rows() * t.cols();
            for (std::size_t block = 0; block < blocks; ++block)
                for (std::size_t channel = 0; channel < t.channels(); ++channel)
                    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
                        f(block, (((first_block + block) * t.channels() + channel) * pixels + pixel) * t.lanes(),
                          pixel * t.channels() + channel);
        }

        /// Copies `step` for the elements of one player, and zero elsewhere.
        void restrict_to(std::size_t player, const tensor<T>& step, T* to) const {
            for_each_pixel(step, 0, step.blocks(), [&](std::size_t, std::size_t at, std::size_t element) {
                if (of.players_.labels[element] == player) {
                    std::copy_n(step.data() + at, step.lanes(), to + at);
                } else {
                    std::fill_n(to + at, step.lanes(), T{0});
                }
            });
        }
    };

    kept_model<F> model_;
    background<T> background_;
    player_map players_;
    options options_;
    deep_direction direction_;
};

/// A DeepSHAP explainer of a model written with operations, such as a network: explain(x {n, rows, cols, channels})
/// gives values {n, players..., outputs...}. Summed over the elements of a group the values of elements are those of
/// the group; they are not the exact Shapley values of the group. The background is an array {b, input...} or a
/// background.
template <class F, array_expression E>
auto deep(F&& f, const E& b, const player_rule& p = players::elements(), options o = {},
          deep_direction d = deep_direction::automatic) {
    using T = detail::scalar_t<F, E>;
    static_assert(
        differentiable<std::remove_cvref_t<F>, T>,
        "shap::deep: the model must be callable with a variable, that is, be written with diapir's operations");
    return deep_explainer<F, T>(std::forward<F>(f), background<T>(evaluated<T>(b)), p, std::move(o), d);
}
template <class F, class T>
auto deep(F&& f, background<T> b, const player_rule& p = players::elements(), options o = {},
          deep_direction d = deep_direction::automatic) {
    static_assert(
        differentiable<std::remove_cvref_t<F>, T>,
        "shap::deep: the model must be callable with a variable, that is, be written with diapir's operations");
    return deep_explainer<F, T>(std::forward<F>(f), std::move(b), p, std::move(o), d);
}

}  // namespace diapir::shap
