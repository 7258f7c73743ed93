// What a layer says of a parameter before there is one.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/initializer.hpp>

#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

struct parameter_description {
    std::string name;  ///< within its layer: "kernel"
    diapir::shape shape;
    nn::initializer initializer = nn::initializer::zeros;
    bool trainable = true;  ///< false for what a layer keeps for itself, such as running means

    friend bool operator==(const parameter_description&, const parameter_description&) = default;
};

/// Those of one layer, in the order in which Keras lists them.
using parameter_descriptions = std::vector<parameter_description>;

}  // namespace diapir::inline DIAPIR_TARGET::nn
