// A game: from coalitions of players to arrays of outputs. One input, a background and a model make it; estimators see
// nothing else. The value of a coalition is the mean over the background of the model's output for the input with the
// absent players' elements taken from the background (the interventional game of Lundberg and Lee 2017).
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/shap/background.hpp>
#include <diapir/shap/coalition.hpp>
#include <diapir/shap/explanation.hpp>
#include <diapir/shap/model.hpp>
#include <diapir/shap/players.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::shap {

template <class M, class T>
class game {
public:
    /// Everything must outlive the game; x holds one input of the background's shape.
    game(const M& m, const background<T>& b, const player_map& p, std::span<const T> x, const options& o)
        : model_(m), background_(b), players_(p), x_(x), options_(o) {}

    std::size_t players() const { return players_.count(); }
    /// Inputs that the model was called with so far.
    std::size_t evaluations() const { return evaluations_; }
    /// The extents of one output; known after the first evaluation.
    const shape& outputs() const { return outputs_; }

    /// Calls sink(row, values) for every coalition in order; values has one double for each output. Model calls are
    /// batched within the memory of the options.
    template <class Sink>
    void evaluate(const coalitions& rows, const Sink& sink) {
        const std::size_t inner = x_.size(), size = background_.size(), total = rows.size() * size;
        std::vector<double> mean;
        for (std::size_t first = 0; first < total;) {
            const std::size_t last = std::min(total, first + rows_at_once());
            array<T> batch = make_array<T>(shape{last - first}.then(background_.input()));
            parallel_for(
                last - first,
                [&](std::size_t i) {
                    const std::size_t row = (first + i) / size;
                    const T* absent = background_.sample((first + i) % size);
                    T* to = batch.data() + i * inner;
                    for (std::size_t e = 0; e < inner; ++e)
                        to[e] = rows.contains(row, players_.labels[e]) ? x_[e] : absent[e];
                },
                4 * inner);
            const auto outputs = call(batch);
            const std::size_t width = outputs_.size();
            mean.resize(width);
            for (std::size_t i = first; i < last; ++i) {
                if (i % size == 0) std::fill(mean.begin(), mean.end(), 0.0);
                const auto* from = outputs.data() + (i - first) * width;
                const double weight = background_.weights()[i % size];
                for (std::size_t o = 0; o < width; ++o) mean[o] += weight * static_cast<double>(from[o]);
                if (i % size + 1 == size) sink(i / size, std::span<const double>(mean));
            }
            first = last;
        }
    }

    /// The model's output for the input itself: the value of the coalition of all players.
    std::vector<double> prediction() {
        array<T> one = make_array<T>(shape{1}.then(background_.input()));
        std::copy(x_.begin(), x_.end(), one.data());
        const auto output = call(one);
        return {output.data(), output.data() + output.size()};
    }

    /// The value of the coalition of nobody: the mean output over the background.
    std::vector<double> base_values() {
        std::vector<double> base;
        evaluate(coalitions(players(), 1),
                 [&](std::size_t, std::span<const double> v) { base.assign(v.begin(), v.end()); });
        return base;
    }

private:
    using R = output_t<M, T>;

    /// Inputs in one model call: as many as fit the memory, an output counted like an input before the first is known,
    /// and both once more for what the model itself may need.
    std::size_t rows_at_once() const {
        const std::size_t width = outputs_known_ ? outputs_.size() : x_.size();
        const std::size_t rows = options_.memory / (2 * (x_.size() * sizeof(T) + width * sizeof(R)));
        return std::clamp<std::size_t>(rows, 1, 4096);
    }

    array<R> call(const array<T>& batch) {
        array<R> outputs = evaluated<R>(model_(batch));
        const shape s = shape_of(outputs);
        require(s.axes() > 0 && s[0] == batch.shape()[0] && (!outputs_known_ || s.drop(1) == outputs_),
                "shap: the model was given a batch ", shape_of(batch), " and returned ", s, ", expected {",
                batch.shape()[0], ", outputs...}", outputs_known_ ? " with outputs as before" : "");
        outputs_ = s.drop(1);
        outputs_known_ = true;
        evaluations_ += s[0];
        return outputs;
    }

    const M& model_;
    const background<T>& background_;
    const player_map& players_;
    std::span<const T> x_;
    const options& options_;
    shape outputs_;
    bool outputs_known_ = false;
    std::size_t evaluations_ = 0;
};

}  // namespace diapir::shap
