// The amplitudes themselves and how strong they are, for registries.
#pragma once

#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/registry/registry.hpp>

#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

/// An attribute with the options of energy.
template <class F>
attribute of_energy(attribute_facts facts, const F& f) {
    return define<energy_options>(std::move(facts))
        .option("window", &energy_options::window, "its length, in samples or traces")
        .option("along", &energy_options::along, "the axis that it runs along")
        .option("edge", &energy_options::edge, "what it sees beyond the section")
        .sections(f);
}

template <class Registry>
void add_amplitudes(Registry& known) {
    known.add(define({.name = "seismic",
                      .description = "the amplitudes as they are",
                      .units = "amplitude",
                      .dimensions = dimensions::trace})
                  .sections([](const auto& amplitudes) { return amplitudes; }));
    known.add(of_energy({.name = "energy", .description = "mean square amplitude in a window", .units = "amplitude^2"},
                        [](const auto& amplitudes, const energy_options& o) { return energy(amplitudes, o); }));
    known.add(of_energy({.name = "rms", .description = "root mean square amplitude in a window", .units = "amplitude"},
                        [](const auto& amplitudes, const energy_options& o) { return rms(amplitudes, o); }));
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries
