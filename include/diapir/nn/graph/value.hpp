// What a network is written with: values, and layers that they go through.
//
//     nn::value block(nn::value x, std::size_t filters) {
//         const nn::value y = x | nn::conv2d{.filters = filters, .activation = nn::activation::relu}
//                               | nn::conv2d{.filters = filters};
//         return (x + y) | nn::relu{};
//     }
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/core/shared_object.hpp>
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/graph/layer.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A value in a network that is being written.
class value {
public:
    value(const shared_object<nn::graph>& owner, std::size_t node) : graph_(owner), node_(node) {}

    /// Of one sample: {rows, cols, channels} or {channels}.
    const shape& output() const { return graph_->nodes()[node_].output; }
    std::size_t rows() const { return output().axes() == 3 ? output()[0] : 1; }
    std::size_t cols() const { return output().axes() == 3 ? output()[1] : 1; }
    std::size_t channels() const { return output().back(); }

    nn::graph& owner() const { return *graph_; }
    std::size_t node() const { return node_; }
    /// What a layer makes of values. Throws argument_error where they belong to two networks, or the layer refuses
    /// them.
    static value of(std::shared_ptr<const any_layer> layer, const std::vector<value>& inputs) {
        require(!inputs.empty(), "network: expected a layer with at least one input");
        std::vector<std::size_t> nodes;
        for (const value& v : inputs) {
            require(v.graph_ == inputs.front().graph_, "network: expected values of one network, got values of two");
            nodes.push_back(v.node_);
        }
        return {inputs.front().graph_, inputs.front().graph_->add(std::move(layer), std::move(nodes))};
    }

private:
    shared_object<nn::graph> graph_;
    std::size_t node_;
};

/// What the layer makes of x.
template <layer L>
value operator|(const value& x, const L& l) {
    return value::of(std::make_shared<const layer_model<L>>(l), {x});
}
/// A function from values to values is applied. Throws argument_error where there is none.
template <class F>
requires(!layer<F> && std::convertible_to<std::invoke_result_t<const F&, value>, value>) value operator|(const value& x,
                                                                                                         const F& f) {
    require(!is_null(f), "network: expected a function from value to value, got none");
    return f(x);
}

/// Anything else is refused with a sentence.
template <class F>
requires(!layer<F> && !std::is_invocable_r_v<value, const F&, value>) value operator|(const value& x, const F&) {
    static_assert(
        layer<F>,
        "nn: a value goes through a layer, which has type() and shape output(const shape&) const, or through a "
        "function from nn::value to nn::value");
    return x;
}

/// What a layer of several inputs makes of them.
template <merging_layer L>
value merge(const L& l, const std::vector<value>& inputs) {
    return value::of(std::make_shared<const layer_model<L>>(l), inputs);
}

/// Trains x beside the network's output, its loss times `weight`, and returns it: deep supervision (Lee et al. 2015).
/// x stands for what comes before an activation, and has the shape of the output. Costs nothing but in training.
inline value train_beside(value x, double weight) {
    require(weight > 0 && std::isfinite(weight), "train_beside: expected a weight above 0, got ", weight);
    x.owner().add_auxiliary(x.node(), weight);
    return x;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
