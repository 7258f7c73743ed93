// The sections of the report, in the order in which they are read. Each is a piece of HTML.
#pragma once

#include "contribution_summary.hpp"
#include "material.hpp"

#include <string>

namespace salt {

/// The two answers: where the model struggles the most, and which channel made it decide so.
std::string summary_section(const material& m, const contribution_summary& s);
/// Scores by coverage, distance and amplitude, curves, calibration, thresholds.
std::string struggles_section(const material& m);
/// All test images to step through, and their metrics.
std::string images_section(const material& m);
/// What the channels contribute in the set of images.
std::string channels_section(const material& m, const contribution_summary& s);
/// The explained images, map by map.
std::string explained_section(const material& m);
/// How it was trained, with what, and how long everything took.
std::string making_section(const material& m);

/// What the script needs of the test images: their numbers as JSON, and a line of PNG files for each.
std::string image_data(const material& m);
/// The numbers of the test images that the page has room for.
std::vector<std::size_t> shown_images(const material& m);

/// A chart of a score by the coverage of images by salt.
std::string coverage_chart(const material& m);

}  // namespace salt
