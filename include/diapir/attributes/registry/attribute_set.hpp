// How the library's attributes are computed on one instruction set, in types that all targets share: what
// diapir::precompiled has once for each of several sets, as it has kernels (kernels/kernel_set.hpp).
#pragma once

#include <diapir/core/array.hpp>

#include <functional>
#include <span>
#include <string>

namespace diapir::common {

/// An option of an attribute that somebody has set.
struct option_setting {
    std::string name, value;
};

/// A function of arrays, in either precision; empty where there is none.
struct typed_functions {
    std::function<array<float>(const array<float>&)> of_floats;
    std::function<array<double>(const array<double>&)> of_doubles;
};

/// An attribute whose options are chosen: of sections and of volumes, as chosen_attribute has it.
struct chosen_functions {
    typed_functions of_sections, of_volumes;
};

/// The attributes of one instruction set.
struct attribute_set {
    /// Chooses that attribute with options `given` on top of `others`, as attribute::choose does.
    void (*choose)(const std::string& name, std::span<const option_setting> given,
                   std::span<const option_setting> others, chosen_functions& chosen);
};

}  // namespace diapir::common
