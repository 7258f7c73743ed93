// Activations as layers of their own.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <cmath>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// f of every element.
template <activation F>
struct activation_layer {
    static constexpr bool in_place = true;
    std::string type() const { return name_of(F); }
    shape output(const shape& x) const { return x; }
    activation output_activation() const { return F; }
    template <class Context, class X>
    X operator()(Context&, X x) const {
        return activated(std::move(x), F);
    }
};

using relu = activation_layer<activation::relu>;
using gelu = activation_layer<activation::gelu>;
using silu = activation_layer<activation::silu>;
using softplus = activation_layer<activation::softplus>;
using sigmoid = activation_layer<activation::sigmoid>;
using tanh = activation_layer<activation::tanh>;
using softmax = activation_layer<activation::softmax>;

/// x where it is positive, else slope x.
struct leaky_relu {
    double slope = 0.3;

    std::string type() const { return "LeakyReLU"; }
    shape output(const shape& x) const {
        require(std::isfinite(slope), "leaky_relu: expected a finite slope, got ", slope);
        return x;
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::leaky_relu(x, slope);
    }
};

/// x where it is positive, else alpha (exp(x) - 1).
struct elu {
    double alpha = 1;

    std::string type() const { return "ELU"; }
    shape output(const shape& x) const {
        require(std::isfinite(alpha), "elu: expected a finite alpha, got ", alpha);
        return x;
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::elu(x, alpha);
    }
};

/// x between low and high, else the nearer one of them. Either may be infinite; ReLU6 is clamp{0, 6}.
struct clamp {
    double low = 0, high = 1;

    std::string type() const { return "Clamp"; }
    shape output(const shape& x) const {
        require(low < high, "clamp: expected a low below the high, got ", low, " and ", high);
        return x;
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::clamp(x, low, high);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
