// How alike neighboring traces are, for registries.
#pragma once

#include <diapir/attributes/registry/registry.hpp>
#include <diapir/attributes/semblance.hpp>

#include <array>

namespace diapir::inline DIAPIR_TARGET::attributes {

template <>
inline constexpr std::array<named_value<semblance_method>, 3> named_values<semblance_method>{
    {{"gst", semblance_method::gst},
     {"marfurt", semblance_method::marfurt},
     {"gersztenkorn", semblance_method::gersztenkorn}}};

namespace entries {

template <class Registry>
void add_coherence(Registry& known) {
    known.add(
        define<semblance_options>({.name = "semblance", .description = "likeness of neighboring traces, 0 to 1"})
            .option("samples", &semblance_options::samples, "height of the window")
            .option("traces", &semblance_options::traces, "width of the window")
            .option("method", &semblance_options::method, "how it is measured")
            .option("sigma", &semblance_options::sigma, "gst: width of the derivative, in samples")
            .option("undefined", &semblance_options::undefined, "gst: the value without any gradient")
            .sections([](const auto& amplitudes, const semblance_options& o) { return semblance(amplitudes, o); }));
}

}  // namespace entries

}  // namespace diapir::inline DIAPIR_TARGET::attributes
