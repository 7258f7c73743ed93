// What the settings of a training mean: its data, its network and its options.
#pragma once

#include "settings.hpp"
#include "workspace.hpp"
#include <diapir/nn.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace salt {

/// The prepared images and masks of a part, "train", "valid" or "test".
diapir::nn::dataset<float> load_set(workspace& w, const std::string& name);

/// The metric that early stopping watches. An area under the ROC curve is undefined where the masks y of the validation
/// set have one class only; the loss takes its place then, and the standard error stream is told.
std::string monitor_for(const settings& s, const diapir::array<float>& y);

diapir::nn::unet_options network_of(const settings& s, std::size_t channels);
diapir::nn::optimizer optimizer_of(const settings& s);

/// Throws diapir::file_error where there is no training to go on with.
void require_checkpoint(const std::filesystem::path& out, const manifest& past);

/// Throws diapir::argument_error where the augmentation mirrors images that do not survive it.
void require_augmentable(const workspace& w, const settings& s);

/// For the prepared images, of which the shorter side has `side` pixels; without callbacks. Throws
/// diapir::argument_error as require_augmentable() does.
diapir::nn::fit_options fit_options_of(const workspace& w, const settings& s, const std::string& monitor,
                                       std::size_t side);

}  // namespace salt
