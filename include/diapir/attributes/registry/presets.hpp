// The presets that the library has: defaults by which attributes give what other programs give.
#pragma once

#include <diapir/attributes/registry/registry.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

inline void add_presets(registry& known) {
    known.add(preset("original", "Explainable-Christmas 821d6f5: energy across the traces",
                     {{"energy", "along", "trace"}, {"rms", "along", "trace"}}));
    known.add(preset("bruges_0_5_4", "definitions and edges of bruges 0.5.4",
                     {{"energy", "edge", "zero"}, {"semblance", "undefined", "nan"}}));
    known.add(preset("scipy", "edges of scipy.ndimage, SciPy 1.10", {{"", "edge", "reflect"}}));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
