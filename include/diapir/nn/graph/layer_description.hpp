// A layer of a network as summaries list it.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/parameter_description.hpp>

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A row of a network's summary.
struct layer_description {
    std::string name, type;
    shape output;  ///< {rows, cols, channels}, or {channels}
    parameter_descriptions parameters;
    std::vector<std::string> inputs;  ///< the layers it is connected to

    std::size_t parameter_count() const {
        std::size_t count = 0;
        for (const parameter_description& p : parameters) count += p.shape.size();
        return count;
    }
};

namespace detail {

/// BatchNormalization as batch_normalization, Conv2D as conv2d, as Keras 2.8 makes names of types.
inline std::string layer_name(std::string_view type) {
    const auto upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
    std::string name;
    for (std::size_t i = 0; i < type.size(); ++i) {
        const bool word =
            i + 1 < type.size() && upper(type[i]) && !upper(type[i + 1]);  // begins here, as in MaxPooling
        const bool rises = i > 0 && upper(type[i]) && std::islower(static_cast<unsigned char>(type[i - 1])) != 0;
        if (i > 0 && (word || rises)) name += '_';
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(type[i])));
    }
    return name;
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::nn
