// A network of layers, of any kind: see nn/graph/value.hpp for how one is written.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/real_number.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/graph/initializer.hpp>
#include <diapir/nn/graph/run_graph.hpp>
#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/networks/frozen_parameters.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/parameter.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Samples {n, rows, cols, channels} or {n, features} -> {n, rows', cols', outputs}, or {n, outputs} behind a flatten
/// or a global pooling. Images may have other sides than those it was written for, where no dense layer fixes them.
/// Calls are const and thread-safe; copies share the layers, not the parameters.
template <class T>
class network {
    static_assert(real_number<T>, "nn: a network computes in float or double");

public:
    using value_type = T;
    using tensors = std::span<const shared_tensor<T>>;

    /// The network that `build`, a function from value to value, a layer or a sequence of layers, makes of inputs of
    /// that shape: {rows, cols, channels} or {features}. Its initial parameters are a function of the seed alone.
    /// Throws argument_error where a layer refuses what it is given.
    template <class F>
    network(const shape& input, const F& build, std::uint64_t seed = 42) : network(noted(input, build), seed) {}

    nn::parameters<T>& parameters() { return parameters_; }
    const nn::parameters<T>& parameters() const { return parameters_; }
    const nn::graph& graph() const { return *graph_; }
    /// The shape of one sample, and of what it gives.
    const shape& input() const { return graph_->input(); }
    const shape& output() const { return graph_->nodes()[graph_->output()].output; }

    /// What the network makes of any array expression of samples. Throws argument_error for other shapes.
    template <array_expression E>
    array<T> operator()(const E& samples) const {
        return called(evaluated<T>(samples), frozen_.of(parameters_)->tensors());
    }
    /// The same of a batch or a variable.
    template <operand X>
    auto operator()(X&& x) const {
        return activate(logits(std::forward<X>(x)));
    }
    /// What comes before the sigmoid or softmax at its end, if it has one; without dropout. What layers compute from
    /// the parameters alone is kept for the next call, until the parameters change.
    template <operand X>
    auto logits(const X& x) const {
        return logits(x, frozen_.of(parameters_)->tensors());
    }
    /// The same with other parameters.
    tensor<T> logits(const tensor<T>& x, tensors with) const;
    tensor<T> logits(const shared_tensor<T>& x, tensors with) const { return logits(*x, with); }
    variable<chord<T>> logits(const variable<chord<T>>& x, tensors with) const;
    variable<point<T>> logits(const variable<point<T>>& x, tensors with) const;
    /// From logits to what calling the network gives.
    template <operand X>
    X activate(X logits) const {
        return activated(std::move(logits), graph_->output_activation());
    }
    /// For samples of that shape, with shared parameters.
    array<T> called(const array<T>& samples, tensors with) const;

    /// One step of training: the logits and then what is trained beside them, recorded for variables in the place of
    /// the parameters; x must outlive the tape.
    kept_vector<variable<point<T>>> record(const tensor<T>& x, std::span<const variable<point<T>>> with,
                                           training_pass<T>& pass) const;

    /// Bytes of the outputs of all layers for one image of rows x cols: more than are held at once without a tape.
    std::size_t activation_bytes(std::size_t rows, std::size_t cols) const;
    /// The layers for images of rows x cols, as Keras would list them.
    std::vector<layer_description> layers(std::size_t rows, std::size_t cols) const {
        return graph_->layers(input_of(rows, cols));
    }
    /// The layers for the inputs that it was written for.
    std::vector<layer_description> layers() const { return graph_->layers(input()); }

protected:
    network(std::shared_ptr<const nn::graph> g, std::uint64_t seed);

    template <class F>
    static std::shared_ptr<const nn::graph> noted(const shape& input, const F& build) {
        auto g = std::make_shared<nn::graph>(input);
        const value y = value(g, 0) | build;
        require(&y.owner() == g.get(), "network: expected a value made of the input, got one of another network");
        g->finish(y.node());
        return g;
    }

private:
    shape input_of(std::size_t rows, std::size_t cols) const {
        return input().axes() == 1 ? input() : shape{rows, cols, input().back()};
    }
    void check(const tensor<T>& x) const {
        require(x.is_batch() && x.channels() == input().back(), "network: expected a batch of ", input().back(),
                " channels, got ", x.shape());
        if (const shape given = input_of(x.rows(), x.cols()); given != input()) graph_->outputs(given);
    }
    template <class Reading>
    typename Reading::value run(typename Reading::value x, std::span<const typename Reading::parameter> with) const {
        auto values = run_graph<Reading>(*graph_, inference_, std::move(x), with, nullptr);
        return std::move(*values[graph_->output()]);
    }

    shared_object<const nn::graph> graph_;
    graph_plan inference_, training_;
    std::size_t activations_ = 0;  // elements, for the input that it was written for
    nn::parameters<T> parameters_;
    frozen_for_reuse<T> frozen_;
};

template <class T>
network<T>::network(std::shared_ptr<const nn::graph> g, std::uint64_t seed)
    : graph_(std::move(g)), inference_(*graph_, false), training_(*graph_, true) {
    for (const graph_node& node : graph_->nodes()) {
        activations_ += node.output.size();
        for (const parameter_description& p : node.parameters)
            parameters_.push_back({node.name + "/" + p.name,
                                   initial_values<T>(p.initializer, p.shape, seed, parameters_.size()), p.trainable});
    }
}

template <class T>
array<T> network<T>::called(const array<T>& samples, tensors with) const {
    const shape s = shape_of(samples);
    require(s.axes() == input().axes() + 1 && s.back() == input().back() && (s.size() > 0 || s[0] == 0),
            "network: expected ", input().axes() == 1 ? "samples {n, " : "images {n, rows, cols, ", input().back(),
            "}, got ", s);
    if (s[0] == 0) {
        const shape sample = s.drop(1);
        const auto all = graph_->outputs(sample.size() > 0 ? sample : input());
        return make_array<T>(shape{0}.then(all[graph_->output()]));
    }
    const bool image = s.axes() == 4;
    return map_images(samples, images_at_once(*this, image ? s[1] : 1, image ? s[2] : 1, s.back()),
                      output().axes() == 1, [&](const tensor<T>& batch) { return activate(logits(batch, with)); });
}

template <class T>
tensor<T> network<T>::logits(const tensor<T>& x, tensors with) const {
    check(x);
    return map_samples(x, images_at_once(*this, x.rows(), x.cols(), x.channels()),
                       [&](const tensor<T>& some) { return run<evaluation<T>>(some, with); });
}
template <class T>
variable<chord<T>> network<T>::logits(const variable<chord<T>>& x, tensors with) const {
    check(x.value());
    return run<secants<T>>(x, with);
}
template <class T>
variable<point<T>> network<T>::logits(const variable<point<T>>& x, tensors with) const {
    check(x.value());
    kept_vector<variable<point<T>>> constants;
    for (const shared_tensor<T>& p : with) constants.push_back(x.owner().input(point<T>(p)));
    return run<tangents<T>>(x, constants);
}

template <class T>
kept_vector<variable<point<T>>> network<T>::record(const tensor<T>& x, std::span<const variable<point<T>>> with,
                                                   training_pass<T>& pass) const {
    check(x);
    require(!with.empty(), "network: expected parameters to train, there are none");
    auto values =
        run_graph<tangents<T>>(*graph_, training_, with.front().owner().input(point<T>(refer_to(x))), with, &pass);
    kept_vector<variable<point<T>>> outputs{*values[graph_->output()]};
    for (const auxiliary_node& a : graph_->auxiliaries()) outputs.push_back(*values[a.node]);
    return outputs;
}

template <class T>
std::size_t network<T>::activation_bytes(std::size_t rows, std::size_t cols) const {
    const shape given = input_of(rows, cols);
    if (given == input()) return activations_ * sizeof(T);
    std::size_t elements = 0;
    for (const shape& s : graph_->outputs(given)) elements += s.size();
    return elements * sizeof(T);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn

#ifdef DIAPIR_EXTERN_TEMPLATES
#include <diapir/nn/precompiled.hpp>
#endif
