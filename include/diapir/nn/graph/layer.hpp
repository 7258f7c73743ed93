// What a layer is. It is an object with
//   std::string type() const                        as summaries name it: "Conv2D";
//   shape output(const shape& x...) const           of one sample, for inputs of those shapes: {rows, cols, channels},
//   or
//                                                   {channels} behind a flatten or a global pooling; throws
//                                                   argument_error for shapes that do not fit;
//   auto operator()(Context& context, const X& x...) const
//                                                   its value, by operations on x and context.parameter(i); a template,
//                                                   since tensors are computed with, variables recorded;
// and, where it has parameters,
//   parameter_descriptions parameters(const shape& x...) const.
// It is then evaluated, trained, listed, saved, loaded and explained. What it may have besides:
//   static constexpr bool in_place = true           its argument may be taken: operator()(Context&, X x);
//   bool treats_samples_alike() const               false where, in training, a sample's value depends on the others,
//   or
//                                                   the layer remembers something of a batch;
//   activation output_activation() const, and L without_activation() const
//                                                   what a network's last layer ends with, and the layer up to there;
//   bool changes(const shape& x...) const           false where it does nothing, and summaries leave it out.
// A layer of any number of inputs takes std::span<const shape>, and layer_inputs<X>.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/layer_context.hpp>
#include <diapir/nn/graph/layer_inputs.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/graph/reading.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A layer of one input.
template <class L>
concept layer = requires(const L& l, const shape& s) {
    { l.type() } -> std::convertible_to<std::string>;
    { l.output(s) } -> std::convertible_to<shape>;
};

/// A layer of two inputs, or of any number.
template <class L>
concept merging_layer = requires(const L& l, const shape& s) {
    { l.type() } -> std::convertible_to<std::string>;
    { l.output(s, s) } -> std::convertible_to<shape>;
}
|| requires(const L& l, std::span<const shape> s) {
    { l.type() } -> std::convertible_to<std::string>;
    { l.output(s) } -> std::convertible_to<shape>;
};

namespace detail {

/// A layer that computes values X of one, of two, or of any number of them.
template <class L, class Context, class X>
concept computing_layer = requires(const L& l, Context& context, const X& x) {
    l(context, x);
}
|| requires(const L& l, Context& context, const X& x) {
    l(context, x, x);
}
|| requires(const L& l, Context& context, const layer_inputs<X>& all) {
    l(context, all);
};
template <class L, class... Readings>
inline constexpr bool computes_in = (computing_layer<L, layer_context<Readings>, typename Readings::value> && ...);

/// A layer whose parameters depend on the shapes of its inputs.
template <class L>
concept parameterized_layer = requires(const L& l, const shape& s) {
    l.parameters(s);
}
|| requires(const L& l, const shape& s) {
    l.parameters(s, s);
}
|| requires(const L& l, std::span<const shape> all) {
    l.parameters(all);
};

template <class Reading>
struct read_layer {
    virtual ~read_layer() = default;
    virtual typename Reading::value run(layer_context<Reading>& context,
                                        const layer_inputs<typename Reading::value>& inputs) const = 0;
};

}  // namespace detail

/// Any layer, in all readings.
struct any_layer : detail::read_layer<evaluation<float>>,
                   detail::read_layer<evaluation<double>>,
                   detail::read_layer<tangents<float>>,
                   detail::read_layer<tangents<double>>,
                   detail::read_layer<secants<float>>,
                   detail::read_layer<secants<double>> {
    using detail::read_layer<evaluation<float>>::run;
    using detail::read_layer<evaluation<double>>::run;
    using detail::read_layer<tangents<float>>::run;
    using detail::read_layer<tangents<double>>::run;
    using detail::read_layer<secants<float>>::run;
    using detail::read_layer<secants<double>>::run;

    virtual std::string type() const = 0;
    virtual shape output(std::span<const shape> inputs) const = 0;
    virtual parameter_descriptions parameters(std::span<const shape> inputs) const = 0;
    virtual bool treats_samples_alike() const = 0;
    virtual bool changes(std::span<const shape> inputs) const = 0;
    virtual activation output_activation() const = 0;
    /// Null where the layer is nothing but its activation.
    virtual std::shared_ptr<const any_layer> without_activation() const = 0;
};

/// A layer L as any layer.
template <class L>
class layer_model final : public any_layer {
    static_assert(
        detail::computes_in<L, evaluation<float>, evaluation<double>, tangents<float>, tangents<double>, secants<float>,
                            secants<double>>,
        "nn: a layer computes its value as template <class Context, class X> X operator()(Context&, const X&) "
        "const, for tensors and for variables");
    static_assert(
        detail::parameterized_layer<L> || !requires { &L::parameters; },
        "nn: a layer's parameters take the shapes that its output takes");

public:
    explicit layer_model(L l);

    /// The layer itself, with its options.
    const L& layer() const { return layer_; }

    std::string type() const override;
    shape output(std::span<const shape> inputs) const override;
    parameter_descriptions parameters(std::span<const shape> inputs) const override;
    bool treats_samples_alike() const override;
    bool changes(std::span<const shape> inputs) const override;
    activation output_activation() const override;
    std::shared_ptr<const any_layer> without_activation() const override;

    tensor<float> run(layer_context<evaluation<float>>&, const layer_inputs<tensor<float>>&) const override;
    tensor<double> run(layer_context<evaluation<double>>&, const layer_inputs<tensor<double>>&) const override;
    variable<point<float>> run(layer_context<tangents<float>>&,
                               const layer_inputs<variable<point<float>>>&) const override;
    variable<point<double>> run(layer_context<tangents<double>>&,
                                const layer_inputs<variable<point<double>>>&) const override;
    variable<chord<float>> run(layer_context<secants<float>>&,
                               const layer_inputs<variable<chord<float>>>&) const override;
    variable<chord<double>> run(layer_context<secants<double>>&,
                                const layer_inputs<variable<chord<double>>>&) const override;

private:
    template <class Context, class X>
    X apply(Context& context, const layer_inputs<X>& inputs) const {
        if constexpr (!detail::computing_layer<L, Context, X>) {
            return inputs[0];  // refused above
        } else if constexpr (requires { requires L::in_place; }) {
            return layer_(context, inputs.take(0));
        } else if constexpr (requires(std::span<const shape> s) { layer_.output(s); }) {
            return layer_(context, inputs);
        } else if constexpr (requires(const shape& s) { layer_.output(s, s); }) {
            return layer_(context, inputs[0], inputs[1]);
        } else {
            return layer_(context, inputs[0]);
        }
    }

    L layer_;
};

template <class L>
layer_model<L>::layer_model(L l) : layer_(std::move(l)) {}
template <class L>
std::string layer_model<L>::type() const {
    return layer_.type();
}
template <class L>
shape layer_model<L>::output(std::span<const shape> inputs) const {
    if constexpr (requires { layer_.output(inputs); }) {
        require(!inputs.empty(), type(), ": expected at least one input");
        return layer_.output(inputs);
    } else if constexpr (requires { layer_.output(inputs[0], inputs[1]); }) {
        require(inputs.size() == 2, type(), ": expected two inputs, got ", inputs.size());
        return layer_.output(inputs[0], inputs[1]);
    } else {
        require(inputs.size() == 1, type(), ": expected one input, got ", inputs.size());
        return layer_.output(inputs[0]);
    }
}
template <class L>
parameter_descriptions layer_model<L>::parameters(std::span<const shape> inputs) const {
    if constexpr (requires { layer_.parameters(inputs); }) {
        return layer_.parameters(inputs);
    } else if constexpr (requires { layer_.parameters(inputs[0]); }) {
        return layer_.parameters(inputs[0]);
    } else if constexpr (requires { layer_.parameters(inputs[0], inputs[1]); }) {
        return layer_.parameters(inputs[0], inputs[1]);
    } else {
        return {};
    }
}
template <class L>
bool layer_model<L>::treats_samples_alike() const {
    if constexpr (requires { layer_.treats_samples_alike(); }) {
        return layer_.treats_samples_alike();
    } else {
        return true;
    }
}
template <class L>
bool layer_model<L>::changes(std::span<const shape> inputs) const {
    if constexpr (requires { layer_.changes(inputs); }) {
        return layer_.changes(inputs);
    } else if constexpr (requires { layer_.changes(inputs[0]); }) {
        return layer_.changes(inputs[0]);
    } else if constexpr (requires { layer_.changes(inputs[0], inputs[1]); }) {
        return layer_.changes(inputs[0], inputs[1]);
    } else {
        return true;
    }
}
template <class L>
activation layer_model<L>::output_activation() const {
    if constexpr (requires { layer_.output_activation(); }) {
        return layer_.output_activation();
    } else {
        return activation::none;
    }
}
template <class L>
std::shared_ptr<const any_layer> layer_model<L>::without_activation() const {
    if constexpr (requires { layer_.without_activation(); }) {
        return std::make_shared<const layer_model>(layer_.without_activation());
    } else {
        return nullptr;
    }
}

template <class L>
tensor<float> layer_model<L>::run(layer_context<evaluation<float>>& context,
                                  const layer_inputs<tensor<float>>& inputs) const {
    return apply(context, inputs);
}
template <class L>
tensor<double> layer_model<L>::run(layer_context<evaluation<double>>& context,
                                   const layer_inputs<tensor<double>>& inputs) const {
    return apply(context, inputs);
}
template <class L>
variable<point<float>> layer_model<L>::run(layer_context<tangents<float>>& context,
                                           const layer_inputs<variable<point<float>>>& inputs) const {
    return apply(context, inputs);
}
template <class L>
variable<point<double>> layer_model<L>::run(layer_context<tangents<double>>& context,
                                            const layer_inputs<variable<point<double>>>& inputs) const {
    return apply(context, inputs);
}
template <class L>
variable<chord<float>> layer_model<L>::run(layer_context<secants<float>>& context,
                                           const layer_inputs<variable<chord<float>>>& inputs) const {
    return apply(context, inputs);
}
template <class L>
variable<chord<double>> layer_model<L>::run(layer_context<secants<double>>& context,
                                            const layer_inputs<variable<chord<double>>>& inputs) const {
    return apply(context, inputs);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
