// The values that a layer is applied to.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A value on its way to a layer.
template <class X>
struct layer_input {
    X* value;
    bool last;  ///< whether nothing needs it later, so that the layer may take it
};

template <class X>
class layer_inputs {
public:
    explicit layer_inputs(std::span<const layer_input<X>> inputs) : inputs_(inputs) {}

    std::size_t size() const { return inputs_.size(); }
    const X& operator[](std::size_t i) const { return *inputs_[i].value; }
    /// The value, taken from those who hold it where nothing needs it later, else a copy.
    X take(std::size_t i) const { return inputs_[i].last ? std::move(*inputs_[i].value) : *inputs_[i].value; }

private:
    std::span<const layer_input<X>> inputs_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
