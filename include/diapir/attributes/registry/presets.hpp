// The presets that the library has: defaults by which attributes give what other programs give.
#pragma once

#include <diapir/attributes/registry/registry.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

inline void add_presets(registry& known) {
    known.add(preset("original", "Explainable-Christmas 821d6f5: energy across the traces",
                     {{"energy", "along", "trace"}, {"rms", "along", "trace"}}));
    known.add(preset("bruges_0_5_4", "definitions and edges of bruges 0.5.4, sections given as {1, rows, cols}",
                     {{"energy", "along", "trace"},
                      {"energy", "edge", "zero"},
                      {"rms", "along", "trace"},
                      {"rms", "edge", "zero"},
                      {"semblance", "between", "sample"},
                      {"semblance", "undefined", "nan"},
                      {"instantaneous_frequency", "definition", "bruges_0_5_4"},
                      {"instantaneous_frequency", "clip_percentile", "99"}}));
    known.add(preset("scipy", "edges and definitions of scipy.ndimage and scipy.signal, SciPy 1.10",
                     {{"energy", "edge", "reflect"},
                      {"rms", "edge", "reflect"},
                      {"log_energy", "edge", "reflect"},
                      {"gradient_magnitude", "smoothed", "true"},
                      {"stft", "both_signs", "false"}}));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
