// The attributes of the library for a registry. What they cost the compiler is paid once in programs that link
// diapir::precompiled; elsewhere, being templates, they cost nothing where no registry is asked for.
#pragma once

#include <diapir/attributes/registry/registry.hpp>

#ifdef DIAPIR_EXTERN_TEMPLATES

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

void add_built_in(registry& known);  // in diapir::precompiled

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries

#else

#include <diapir/attributes/registry/amplitude_entries.hpp>
#include <diapir/attributes/registry/coherence_entries.hpp>
#include <diapir/attributes/registry/derivative_entries.hpp>
#include <diapir/attributes/registry/dispatch.hpp>
#include <diapir/attributes/registry/orientation_entries.hpp>
#include <diapir/attributes/registry/presets.hpp>
#include <diapir/attributes/registry/smoothing_entries.hpp>
#include <diapir/attributes/registry/texture_entries.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

namespace detail {

template <class Registry>
void add_built_in(Registry& known) {
    add_amplitudes(known);
    add_coherence(known);
    add_orientation(known);
    add_derivatives(known);
    add_smoothing(known);
    add_texture(known);
    add_presets(known);
}

}  // namespace detail

#ifdef DIAPIR_PRECOMPILED_SOURCE
void add_built_in(registry& known) {
    registry own;
    detail::add_built_in(own);
    for (const attribute& a : own.attributes()) known.add(computed_as_in_use(a));
    for (const preset& p : own.presets()) known.add(p);
}
#else
template <class Registry>
void add_built_in(Registry& known) {
    detail::add_built_in(known);
}
#endif

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries

#endif
