// From a file of amplitudes to files of attributes.
#pragma once

#include "settings.hpp"

namespace attributes_program {

/// Reads, computes and writes what the settings ask for, and says what was written. Throws diapir::error.
void compute(const settings& s);

}  // namespace attributes_program
