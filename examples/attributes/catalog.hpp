// The catalog of attributes that --list prints.
#pragma once

#include <diapir/attributes/registry/registry.hpp>

#include <iosfwd>

namespace attributes_program {

/// Prints name, dimensions, units and description of every attribute, its options with their defaults below it, and the
/// presets.
void print_catalog(std::ostream& out, const diapir::attributes::registry& known);

}  // namespace attributes_program
