// A dense layer, and what brings an image before it, as Keras' Dense and Flatten.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/ops/dense.hpp>
#include <diapir/ops/flatten.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {..., channels} -> {..., units}, at every pixel where there are some. Parameters: kernel {channels, units} and,
/// where there is one, bias {units}.
struct dense {
    std::size_t units;
    nn::activation activation = nn::activation::none;
    bool bias = true;
    nn::initializer initializer = nn::initializer::glorot_uniform;

    std::string type() const { return "Dense"; }
    shape output(const shape& x) const {
        require(units > 0, "dense: expected at least one unit, got 0");
        shape y = x;
        y[y.axes() - 1] = units;
        return y;
    }
    parameter_descriptions parameters(const shape& x) const {
        parameter_descriptions all{{"kernel", {x.back(), units}, initializer}};
        if (bias) all.push_back({"bias", {units}});
        return all;
    }
    nn::activation output_activation() const { return activation; }
    dense without_activation() const {
        dense linear = *this;
        linear.activation = nn::activation::none;
        return linear;
    }

    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        if (!bias) return activated(diapir::dense(x, context.parameter(0)), activation);
        return activated(diapir::dense(x, context.parameter(0), context.parameter(1)), activation);
    }
};

/// {rows, cols, channels} -> {rows cols channels}, row by row and pixel by pixel.
struct flatten {
    std::string type() const { return "Flatten"; }
    shape output(const shape& x) const { return {x.size()}; }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::flatten(x);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
