// The attributes that a program knows by name: those of the library, and those of one's own that it has registered.
//
//     attributes::registered().add("polarity", "the sign of the amplitude", [](const auto& a) { return xt::sign(a); });
//     const auto list = attributes::attributes_of("energy(window=9),polarity");
//     const auto stack = list(section);  // {samples, traces, 2}
//
// Templates of what is always a registry: whoever includes this and asks for no registry compiles no attributes.
#pragma once

#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/attributes/registry/built_in.hpp>
#include <diapir/attributes/registry/registry.hpp>
#include <diapir/core/lasting.hpp>

#include <string_view>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The registry of the program. What is added to it is known to every list from then on; it is not to be added to while
/// other threads read it. It is there to the very end, also for destructors of static objects.
template <class Registry = registry>
Registry& registered() {
    static Registry& all = lasting([] {
        Registry known;
        entries::add_built_in(known);
        return known;
    });
    return all;
}

/// The registered attributes that a list such as "energy(window=9),semblance,sobel" names. Throws argument_error,
/// naming attribute and option, what was expected and what came.
template <class Registry = registry>
attribute_list attributes_of(std::string_view text, const list_options& options = {}) {
    return attributes_of(text, registered<Registry>(), options);
}

/// An object whose making registers an attribute, for a variable of a source that is part of a program:
/// const attributes::registration mine(attributes::define(...)...);
struct registration {
    template <class Definition>
    explicit registration(const Definition& definition) {
        registered().add(attribute(definition));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
