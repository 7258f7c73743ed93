// Activations as layers of their own.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/layers/activation.hpp>

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
using sigmoid = activation_layer<activation::sigmoid>;
using tanh = activation_layer<activation::tanh>;

}  // namespace diapir::inline DIAPIR_TARGET::nn
