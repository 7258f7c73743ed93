// Explanations of segmentations by channels as the arrays that notebooks and figures take.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/shap/result/explanation.hpp>

namespace salt {

/// Values {n, channels, rows, cols, 1} as contributions {n, rows, cols, channels}.
inline diapir::array<float> channels_last(const diapir::shap::explanation<float>& e) {
    const std::size_t n = e.size(), channels = e.players.size(), pixels = e.outputs.size();
    auto out = diapir::make_array<float>({n, e.outputs[0], e.outputs[1], channels});
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t p = 0; p < pixels; ++p)
                out.data()[(i * pixels + p) * channels + c] = e.values.data()[(i * channels + c) * pixels + p];
    return out;
}

/// The base values {rows, cols}.
inline diapir::array<float> base_image(const diapir::shap::explanation<float>& e) {
    auto base = e.base_values;
    base.reshape({e.outputs[0], e.outputs[1]});
    return base;
}

}  // namespace salt
