// The steps of the work. Each reads what the earlier ones wrote, so that any can be run again alone; each throws
// diapir::error with a message for people.
#pragma once

#include "settings.hpp"

#include <cstddef>

namespace salt {

/// Writes images/ and masks/ of synthetic sections to settings.data.
void synthesize(const settings& asked);
/// Reads images and masks, splits, resizes, computes attributes, fits and applies the power transform.
void prepare(const settings& asked);
/// Trains the U-Net. False where it was interrupted; the best weights so far are then written all the same.
bool train(const settings& asked);
/// Metrics of the test set.
void evaluate(const settings& asked);
/// Exact and DeepSHAP contributions of the channels for some test images.
void explain(const settings& asked);
/// Throws diapir::argument_error where there are more channels than can be explained.
void require_explainable(std::size_t channels);
/// Two evaluated runs on the same images, with intervals of their differences.
void compare(const settings& s);
/// All figures, and report.html with them.
void report(const settings& asked);
/// Writes the trained network for other programs.
void export_model(const settings& asked);
/// Trains with several settings, and says which mattered.
bool search(const settings& asked);
/// All steps, or those from one to another; synthesizes where no data are named.
bool run(const settings& s);

}  // namespace salt
