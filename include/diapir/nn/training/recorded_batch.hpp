// A batch of samples on its way through a network that is trained: in parts, each in one thread, and of several ranks
// each takes some of the parts.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/derived_values.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/batch_parts.hpp>
#include <diapir/nn/training/gradient_sums.hpp>
#include <diapir/nn/training/step_options.hpp>
#include <diapir/nn/training/training_ranks.hpp>
#include <diapir/ops/dropout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// A part of a batch on its way through a network, recorded for its gradients.
template <class T>
class recorded_part {
public:
    /// The samples x must outlive the part, and so must the parameters.
    recorded_part(const network<T>& net, const tensor<T>& x, random_key key)
        : pass_{.key = key, .parameters = &net.parameters()},
          weights_(inputs(net.parameters())),
          outputs_(net.record(x, weights_, pass_)) {}
    recorded_part(const recorded_part&) = delete;
    recorded_part& operator=(const recorded_part&) = delete;

    /// The logits, and behind them what is trained beside them.
    std::size_t outputs() const { return outputs_.size(); }
    const tensor<T>& output(std::size_t i) const { return outputs_[i].value(); }
    /// What layers want to remember.
    kept_vector<typename training_pass<T>::memory>& kept() { return pass_.kept; }
    /// Calls take(parameter, gradient) for every parameter, the last ones first, for the slopes of the loss by all
    /// outputs.
    void pull(kept_vector<tensor<T>> slopes, function_ref<void(std::size_t, std::optional<tensor<T>>)> take) const {
        kept_vector<typename tape<point<T>>::seed> seeds;
        for (std::size_t i = 0; i < slopes.size(); ++i) seeds.push_back({outputs_[i], std::move(slopes[i])});
        tape_.pull(std::move(seeds), std::span(weights_), take);
    }

private:
    kept_vector<variable<point<T>>> inputs(const nn::parameters<T>& parameters) {
        kept_vector<variable<point<T>>> variables;
        for (const auto& p : parameters) variables.push_back(tape_.input(point<T>(refer_to(p.value))));
        return variables;
    }

    tape<point<T>> tape_;
    training_pass<T> pass_;
    kept_vector<variable<point<T>>> weights_;
    kept_vector<variable<point<T>>> outputs_;
};

/// What is computed of parameters alone, kept for all parts of a batch while they do not change.
template <class T>
class derived_of_parameters {
public:
    explicit derived_of_parameters(nn::parameters<T>& parameters) : parameters_(parameters) {
        for (auto& p : parameters) {
            kept_.push_back(make_kept<derived_values>());
            p.value.keep_derived(kept_.back().get());
        }
    }
    ~derived_of_parameters() {
        for (auto& p : parameters_) p.value.keep_derived(nullptr);
    }
    derived_of_parameters(const derived_of_parameters&) = delete;
    derived_of_parameters& operator=(const derived_of_parameters&) = delete;

private:
    nn::parameters<T>& parameters_;
    kept_vector<std::shared_ptr<derived_values>> kept_;
};

/// The parts of a batch that this rank has: recorded, and brought together with those of the others.
template <class T>
class recorded_batch {
    using memory = typename training_pass<T>::memory;

public:
    /// x must outlive the batch, and so must the network. Dropout has other random numbers in every part.
    recorded_batch(network<T>& net, const tensor<T>& x, const step_options& how, std::uint64_t step)
        : net_(net),
          x_(x),
          ranks_(how.ranks),
          ranges_(net, x.rows(), x.cols(), x.samples(), how.part, how.ranks),
          first_(ranges_.first()),
          samples_(ranges_.last() - first_),
          parts_(samples_.size()) {
        if (!whole()) derived_.emplace(net.parameters());  // one part computes nothing twice
        parallel_chunks(parts_.size(), [&](std::size_t k) {
            const std::size_t i = first_ + k;
            if (!whole()) samples_[k] = samples_of(x, ranges_.begin(i), ranges_.end(i));
            parts_[k] =
                make_kept<recorded_part<T>>(net, whole() ? x : samples_[k], random_key{how.seed, (step << 16) + i});
        });
    }

    /// Output number `which` of all samples: the logits, or behind them what is trained beside them.
    tensor<T> output(std::size_t which) const {
        if (whole() && !ranks_.several()) return parts_[0]->output(which);
        const shape s = shape_of_output(which);
        const bool image = s.axes() == 3;
        tensor<T> all = x_.batch_like(s.back(), image ? s[0] : 1, image ? s[1] : 1);
        std::fill(all.begin(), all.end(), T{0});
        parallel_for(parts_.size(), [&](std::size_t k) {
            const tensor<T>& part = parts_[k]->output(which);
            copy_samples(part, 0, part.samples(), all, ranges_.begin(first_ + k));
        });
        ranges_.share(all);
        return all;
    }
    /// What layers want to remember: of several parts the mean, each with the weight of its samples. Throws
    /// argument_error where a layer remembers something and says that it treats samples alike.
    kept_vector<memory> kept() {
        if (whole() && !ranks_.several()) return std::move(parts_[0]->kept());
        if (!net_.graph().treats_samples_alike()) return mean_of_parts();
        for (const auto& part : parts_)
            require(part->kept().empty(), "train_on_batch: expected a layer that remembers something of a batch to ",
                    "say that it does not treat samples alike");
        return {};
    }
    /// Of every parameter, summed over the parts of all ranks. Leaves no parts behind.
    kept_vector<std::optional<tensor<T>>> gradients(kept_vector<tensor<T>> slopes) {
        gradient_sums<T> sums(net_.parameters(), ranges_.size(), ranks_);
        parallel_chunks(parts_.size(), [&](std::size_t k) {
            const std::size_t i = first_ + k;
            kept_vector<tensor<T>> of_part;
            for (tensor<T>& s : slopes)
                of_part.push_back(whole() ? std::move(s) : samples_of(s, ranges_.begin(i), ranges_.end(i)));
            parts_[k]->pull(std::move(of_part), [&](std::size_t parameter, std::optional<tensor<T>> gradient) {
                sums.give(i, parameter, std::move(gradient));
            });
            parts_[k].reset();
        });
        return sums.finish();
    }

private:
    /// Whether the batch goes through the network at once.
    bool whole() const { return ranges_.size() == 1; }
    shape shape_of_output(std::size_t which) const {
        const auto& g = net_.graph();
        const shape input = g.input().axes() == 1 ? g.input() : shape{x_.rows(), x_.cols(), x_.channels()};
        return g.outputs(input)[which == 0 ? g.output() : g.auxiliaries()[which - 1].node];
    }
    /// For each part the values of all parameters that are not trained, and behind them which of these were remembered.
    std::vector<double> memories_of_parts(const std::vector<std::size_t>& at, std::size_t length) {
        std::vector<double> rows(ranges_.size() * length);
        for (std::size_t k = 0; k < parts_.size(); ++k) {
            double* row = rows.data() + (first_ + k) * length;
            for (const memory& m : parts_[k]->kept()) {
                std::copy(m.value.begin(), m.value.end(), row + at[m.parameter]);
                row[at[m.parameter] + m.value.size()] = 1;
            }
        }
        std::vector<std::size_t> begins;
        for (std::size_t r = 0; r <= ranks_.size(); ++r) begins.push_back(ranges_.first_of(r) * length);
        share_elements(ranks_, std::span(rows), begins);
        return rows;
    }
    kept_vector<memory> mean_of_parts() {
        const auto& parameters = net_.parameters();
        std::vector<std::size_t> at;
        std::size_t length = 0;
        for (const auto& p : parameters) {
            at.push_back(length);
            length += p.trainable ? 0 : p.value.size() + 1;
        }
        const auto rows = memories_of_parts(at, length);
        kept_vector<memory> means;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            if (parameters[p].trainable || rows[at[p] + parameters[p].value.size()] == 0) continue;
            means.push_back({p, parameters[p].value.like()});
            for (std::size_t e = 0; e < means.back().value.size(); ++e) {
                double sum = 0;
                for (std::size_t i = 0; i < ranges_.size(); ++i)
                    sum += static_cast<double>(ranges_.end(i) - ranges_.begin(i)) * rows[i * length + at[p] + e];
                means.back().value[e] = static_cast<T>(sum / static_cast<double>(x_.samples()));
            }
        }
        return means;
    }

    network<T>& net_;
    const tensor<T>& x_;
    training_ranks ranks_;
    batch_parts ranges_;
    std::size_t first_;  // part of this rank
    std::optional<derived_of_parameters<T>> derived_;
    kept_vector<tensor<T>> samples_;
    kept_vector<std::shared_ptr<recorded_part<T>>> parts_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
