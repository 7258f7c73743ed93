// What the settings of a training mean: its data, its network and its options.
#pragma once

#include "settings.hpp"
#include "workspace.hpp"
#include <diapir/nn.hpp>

#include <cstddef>
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

/// For images of those channels, of which the shorter side has `side` pixels; without callbacks.
diapir::nn::fit_options fit_options_of(const settings& s, const std::string& monitor,
                                       const std::vector<std::string>& channels, std::size_t side);

}  // namespace salt
