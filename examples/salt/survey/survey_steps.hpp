// The commands that work with whole surveys. Each throws diapir::error with a message for people.
#pragma once

#include "survey_settings.hpp"

namespace salt {

/// Prints what is in a SEG-Y file, and draws its map and three sections.
void describe_survey(const survey_settings& s);
/// Writes what a trained network says of an image, an array or a survey.
void predict_volume(const survey_settings& s);

}  // namespace salt
