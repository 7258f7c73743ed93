// Labels of a survey from a text of horizons and polygons.
#pragma once

#include "labels.hpp"

#include <filesystem>
#include <memory>

namespace salt {

/// As read_labels says. What lies outside of the survey is counted, and refused where nothing lies inside.
std::unique_ptr<salt_labels> read_text_labels(const std::filesystem::path& path, const volume_source& survey);

}  // namespace salt
