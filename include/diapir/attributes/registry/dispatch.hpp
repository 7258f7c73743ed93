// In programs that link diapir::precompiled, the library's attributes that are known by name are computed with the
// registers of the processor, as its kernels are (kernels/dispatch.hpp). The library is made of two kinds of sources:
//   DIAPIR_ATTRIBUTES_SOURCE=attributes_for_avx2 (or another set), compiled for that set: the functions of attributes;
//   DIAPIR_PRECOMPILED_SOURCE, compiled for any processor: all else, and the functions where no set is better.
#pragma once

#if defined(DIAPIR_ATTRIBUTES_SOURCE)

#include <diapir/attributes/registry/attribute_set.hpp>
#include <diapir/attributes/registry/registered.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

inline void choose_built_in(const std::string& name, std::span<const option_setting> given,
                            std::span<const option_setting> others, common::chosen_functions& functions) {
    const registry& own = registered();  // of this instruction set
    const chosen_attribute chosen = own.at(name).choose(given, others);
    functions = {chosen.of_sections.functions(), chosen.of_volumes.functions()};
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries

namespace diapir::common {

extern const attribute_set DIAPIR_ATTRIBUTES_SOURCE;
constinit const attribute_set DIAPIR_ATTRIBUTES_SOURCE{&attributes::entries::choose_built_in};

}  // namespace diapir::common

#elif defined(DIAPIR_PRECOMPILED_SOURCE)

#include <diapir/attributes/registry/attribute.hpp>
#include <diapir/attributes/registry/attribute_set.hpp>
#include <diapir/core/instruction_set.hpp>

namespace diapir::common {

#ifdef DIAPIR_X86_KERNELS
extern const attribute_set attributes_for_avx2, attributes_for_avx512;
#endif

/// Those of the instruction set in use; null where they are those of the source itself.
inline const attribute_set* attributes_in_use() {
#ifdef DIAPIR_X86_KERNELS
    const std::string_view set = name_of_kernels_in_use();
    return set == "avx512" ? &attributes_for_avx512 : set == "avx2" ? &attributes_for_avx2 : nullptr;
#else
    return nullptr;
#endif
}

}  // namespace diapir::common

namespace diapir::inline DIAPIR_TARGET::attributes::entries {

/// The attribute `a`, computed by the functions of the instruction set in use. That is asked for where an attribute is
/// chosen: registries are made before `main` too, where nobody could catch what a wrong set throws.
inline attribute computed_as_in_use(const attribute& a) {
    return {a.facts(), a.options(), [a](std::span<const option_setting> given, std::span<const option_setting> others) {
                chosen_attribute chosen = a.choose(given, others);
                const common::attribute_set* set = common::attributes_in_use();
                if (!set) return chosen;
                common::chosen_functions functions;
                set->choose(a.name(), given, others, functions);
                chosen.of_sections = attribute_function(std::move(functions.of_sections));
                chosen.of_volumes = attribute_function(std::move(functions.of_volumes));
                return chosen;
            }};
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::entries

#endif
