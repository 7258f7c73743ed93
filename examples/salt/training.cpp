#include "training.hpp"

#include "duration.hpp"
#include "losses.hpp"
#include "mirror.hpp"
#include "recipe.hpp"
#include <diapir/data/augmentation.hpp>
#include <diapir/io/is_there.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>

namespace salt {

using namespace diapir;

namespace {

nn::schedule schedule_of(const settings& s) {
    if (s.schedule == "cosine") return nn::warm_up{.share = 0.02, .then = nn::cosine{.floor = 0.01}};
    if (s.schedule == "one-cycle") return nn::one_cycle{};
    require(s.schedule == "constant", "--schedule: expected constant, cosine or one-cycle, got ", s.schedule);
    return {};
}

nn::sample_change augmentation_of(const settings& s, const std::vector<std::string>& channels, std::size_t side) {
    if (s.augment == "none") return {};
    require(s.augment == "flip" || s.augment == "full", "--augment: expected none, flip or full, got ", s.augment);
    data::augmentation_options o{.flip = 0.5, .odd_channels = odd_channels(channels)};
    if (s.augment == "full") {
        o.shift = o.crop = 0.5;
        o.shift_rows = o.shift_cols = side / 5;
        o.amplitude = 0.1;
        o.offset = 0.1;
    }
    return data::augmentation(o);
}

std::optional<nn::averaging> averaging_of(const settings& s) {
    if (s.average == "ema") return nn::averaging{.kept = nn::exponential_average{.decay = 0.998}};
    if (s.average == "swa")
        return nn::averaging{
            .kept = nn::equal_average{}, .every_step = false, .from = 0.75, .recompute_statistics = true};
    require(s.average == "none", "--average: expected none, ema or swa, got ", s.average);
    return {};
}

}  // namespace

nn::dataset<float> load_set(workspace& w, const std::string& name) {
    return {w.load_part<float>("x_" + name), w.load_part<float>("y_" + name)};
}

/// The metric that early stopping watches. An area under the ROC curve is undefined where the validation set has one
/// class only; the loss takes its place then.
std::string monitor_for(const settings& s, const array<float>& y) {
    if (s.monitor.find("auc") == std::string::npos || s.monitor.find("val_") != 0) return s.monitor;
    const bool salt = std::any_of(y.begin(), y.end(), [](float v) { return v != 0; });
    const bool rock = std::any_of(y.begin(), y.end(), [](float v) { return v == 0; });
    if (salt && rock) return s.monitor;
    std::cerr << "salt: warning: the validation set has " << (salt ? "nothing but" : "no") << " salt, where "
              << s.monitor << " is undefined; training watches val_loss instead\n";
    return "val_loss";
}

nn::optimizer optimizer_of(const settings& s) {
    if (s.optimizer == "adamw") return nn::adamw{.learning_rate = s.learning_rate, .weight_decay = s.weight_decay};
    require(s.optimizer == "adam" || s.optimizer == "sgd", "--optimizer: expected adam, adamw or sgd, got ",
            s.optimizer);
    if (s.optimizer == "sgd") return nn::sgd{.learning_rate = s.learning_rate, .momentum = 0.9, .nesterov = true};
    return nn::adam{.learning_rate = s.learning_rate};
}

nn::unet_options network_of(const settings& s, std::size_t channels) {
    const std::map<std::string, nn::normalization> normalizations{{"none", nn::normalization::none},
                                                                  {"batch", nn::normalization::batch},
                                                                  {"group", nn::normalization::group},
                                                                  {"layer", nn::normalization::layer}};
    require(normalizations.contains(s.normalization), "--normalization: expected none, batch, group or layer, got ",
            s.normalization);
    return {.channels = channels,
            .filters = s.filters,
            .levels = s.levels,
            .kernel = s.kernel,
            .dropout = s.dropout,
            .residual = s.residual,
            .normalization = normalizations.at(s.normalization),
            .squeeze_excitation = s.gates,
            .hypercolumn = s.hypercolumn,
            .supervision = s.supervision,
            .round_up = s.round_up};
}

void require_checkpoint(const std::filesystem::path& out, const manifest& past) {
    const auto path = out / "checkpoint.npz";
    require<file_error>(past.has("checkpoint") && io::is_there(path), path.string(),
                        ": there is no training to go on with; run ", command("train", out), " without --resume");
}

void require_augmentable(const workspace& w, const settings& s) {
    if (s.augment != "none") w.require_mirrors("--augment " + s.augment);
}

nn::fit_options fit_options_of(const workspace& w, const settings& s, const std::string& monitor, std::size_t side) {
    require_augmentable(w, s);
    return {.epochs = most_epochs(s),
            .batch = s.batch,
            .optimizer = optimizer_of(s),
            .loss = loss_named(s.loss),
            .stop = nn::early_stopping{.monitor = monitor, .patience = s.patience},
            .schedule = schedule_of(s),
            .clip = {.global_norm = s.clip},
            .average = averaging_of(s),
            .change = augmentation_of(s, w.channels(), side),
            .time = s.time.empty() ? std::optional<double>() : seconds_of(s.time),
            .seed = s.seed,
            .part = s.part};
}

}  // namespace salt
