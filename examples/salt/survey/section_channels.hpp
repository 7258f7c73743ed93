// The channels of sections as prepare computes them.
#pragma once

#include <diapir/core/array.hpp>

#include <string>
#include <vector>

namespace salt {

/// The named channels of sections {n, samples, traces, 1}, {n, samples, traces, channels}. Flat windows are coherent.
/// `attributes` is what prepare was told: corrected or original.
diapir::array<float> section_channels(const std::vector<std::string>& names, const std::string& attributes,
                                      const diapir::array<float>& sections);

}  // namespace salt
