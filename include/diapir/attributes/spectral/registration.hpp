// Attributes of trace spectra by their names, for programs that are built with diapir::spectral.
#pragma once

#include <diapir/attributes/registry/registered.hpp>
#include <diapir/attributes/spectral/decomposition_entries.hpp>
#include <diapir/attributes/spectral/signal_entries.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// Adds them to a registry, that of the program unless another is named.
template <class Registry = registry>
void register_spectral(Registry& known = registered<Registry>()) {
    entries::add_phases(known);
    entries::add_frequencies(known);
    entries::add_changes(known);
    entries::add_responses(known);
    entries::add_decompositions(known);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
