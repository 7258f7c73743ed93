// Pictures of attributes.
#pragma once

#include <diapir/attributes/registry/attribute_list.hpp>
#include <diapir/core/array.hpp>

#include <filesystem>
#include <vector>

namespace attributes_program {

/// The pictures of attributes: folder/LABEL.png for each, and folder/all.png with all of them.
std::vector<std::filesystem::path> figure_files(const std::filesystem::path& folder,
                                                const diapir::attributes::attribute_list& list);

/// Draws these pictures of one section, values {samples, traces, attributes}, with color bars. Colors go from the 1st
/// to the 99th percentile; those of values with a sign have zero in their middle; `scale` is device pixels to a CSS
/// pixel. Throws diapir::file_error where a file cannot be written.
void draw_attributes(const std::filesystem::path& folder, const diapir::attributes::attribute_list& list,
                     const diapir::array<double>& values, double scale);

}  // namespace attributes_program
