#include "recipe.hpp"

#include <diapir/core/error.hpp>
#include <diapir/nn/training/progress_line.hpp>

namespace salt {

const std::vector<std::string>& recipe_names() {
    static const std::vector<std::string> names{"original", "full"};
    return names;
}

settings defaults_of(const std::string& recipe) {
    settings s;
    s.recipe = recipe;
    if (recipe == "original") return s;
    diapir::require(recipe == "full", "--recipe: expected original or full, got ", recipe);

    // The images as they are, none dropped.
    s.decimate = s.stride = 1;
    s.size = 0;
    s.keep_flat = s.stratify = true;
    s.transform = "standard";
    s.valid_share = 0.1;

    // A residual U-Net (He et al. 2016; Ronneberger et al. 2015) with gates and a hypercolumn.
    s.filters = 16;
    s.levels = 4;
    s.kernel = 3;
    s.dropout = 0;
    s.residual = s.gates = s.hypercolumn = s.round_up = true;
    s.normalization = "batch";

    // Trained for what is measured, to the end of its time.
    s.loss = "lovasz";
    s.optimizer = "adamw";
    s.schedule = "cosine";
    s.average = "ema";
    s.augment = "full";
    s.clip = 5;
    s.monitor = "val_tgs_score";
    s.patience = 1000;

    s.flips = true;
    s.threshold = "valid";

    s.set = 8;  // each as dear as sixteen passes for every image of the background
    return s;
}

std::size_t most_epochs(const settings& s) {
    if (s.epochs > 0) return s.epochs;
    if (!s.time.empty()) return diapir::nn::any_number_of_epochs;
    return s.recipe == "full" ? 60 : 200;
}

}  // namespace salt
