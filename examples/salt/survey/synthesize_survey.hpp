// Synthetic surveys.
#pragma once

#include "../settings.hpp"

namespace salt {

/// Writes survey.sgy and mask.sgy to settings.out, settings.survey large. Throws diapir::error.
void synthesize_survey(const settings& s);

}  // namespace salt
