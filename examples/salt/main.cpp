// salt: from a folder of seismic images and masks to a trained U-Net and an explanation of every pixel.
#include "steps.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <CLI/CLI.hpp>

#include <functional>
#include <iostream>

namespace {

using salt::settings;

void add_common(CLI::App& app, settings& s) {
    app.add_option("--out", s.out, "folder that all steps read from and write to")->capture_default_str();
    app.add_option("--threads", s.threads, "threads to use; 0 for all cores")->capture_default_str();
    app.add_option("--seed", s.seed, "of everything random")->capture_default_str();
}
void add_data(CLI::App& app, settings& s) {
    app.add_option("--data", s.data,
                   "folder with images/ and masks/, paired by file name (default: data/ under --out, synthesized)");
}
void add_synthesize(CLI::App& app, settings& s) {
    app.add_option("--count", s.count, "sections to synthesize")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--salt-free", s.salt_free, "share of the sections without salt")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
}
void add_prepare(CLI::App& app, settings& s) {
    app.add_option("--decimate", s.decimate, "take every so many rows and columns of the images first")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--size", s.size, "then resize them to so many pixels a side")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--attributes", s.attributes,
                   "corrected: energy down each trace; original: along the rows, as the original project has it")
        ->capture_default_str()
        ->check(CLI::IsMember({"corrected", "original"}));
}
void add_stride(CLI::App& app, settings& s) {
    app.add_option("--stride", s.stride,
                   "the network sees every so many rows and columns of the prepared images; the same for all steps")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
}
void add_train(CLI::App& app, settings& s) {
    app.add_option("--epochs", s.epochs, "at most so many")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--batch", s.batch, "images a step")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--learning-rate", s.learning_rate, "of Adam")->capture_default_str()->check(CLI::PositiveNumber);
    app.add_option("--filters", s.filters, "of the first level of the U-Net")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--levels", s.levels, "poolings of the U-Net")->capture_default_str()->check(CLI::Range(1, 8));
    app.add_option("--kernel", s.kernel, "rows and columns of the kernels")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--dropout", s.dropout, "share that is dropped in training")
        ->capture_default_str()
        ->check(CLI::Range(0.0, 0.99));
    app.add_option("--loss", s.loss, "focal, bce, dice or bce+dice")
        ->capture_default_str()
        ->check(CLI::IsMember({"focal", "bce", "dice", "bce+dice"}));
    app.add_option("--monitor", s.monitor, "metric of early stopping")->capture_default_str();
    app.add_option("--patience", s.patience, "epochs without a better value before training stops")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_flag("--resume", s.resume, "go on from checkpoint.npz");
}
void add_explain(CLI::App& app, settings& s) {
    app.add_option("--players", s.players,
                   "channels; elements: also DeepSHAP values of every input pixel, in shap_values.npy")
        ->capture_default_str()
        ->check(CLI::IsMember({"channels", "elements"}));
    app.add_option("--background", s.background, "training images that stand for absent channels")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--images", s.images,
                   "indexes of test images (default: the nine of the original project, or where the test set is "
                   "smaller nine that show salt)")
        ->delimiter(',');
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Finds salt in seismic images and says, channel by channel and pixel by pixel, why."};
    app.require_subcommand(1);
    settings s;
    std::function<bool()> chosen;
    const auto step = [&](const char* name, const char* description, const std::function<bool()>& action,
                          std::initializer_list<void (*)(CLI::App&, settings&)> options) {
        CLI::App* sub = app.add_subcommand(name, description);
        add_common(*sub, s);
        for (const auto add : options) add(*sub, s);
        sub->callback([&chosen, action] { chosen = action; });
    };
    step("synthesize", "make a folder of synthetic sections and masks", [&] { return salt::synthesize(s), true; },
         {add_data, add_synthesize});
    step("prepare", "read images and masks, split them, compute the channels", [&] { return salt::prepare(s), true; },
         {add_data, add_prepare});
    step("train", "train the U-Net", [&] { return salt::train(s); }, {add_stride, add_train});
    step("evaluate", "metrics of the test set", [&] { return salt::evaluate(s), true; }, {add_stride});
    step("explain", "contributions of the channels to every pixel", [&] { return salt::explain(s), true; },
         {add_stride, add_explain});
    step("report", "draw all figures and the HTML page", [&] { return salt::report(s), true; }, {add_stride});
    step("run", "all steps; synthesizes the data where none are named", [&] { return salt::run(s); },
         {add_data, add_synthesize, add_prepare, add_stride, add_train, add_explain});
    CLI11_PARSE(app, argc, argv);
    try {
        diapir::set_threads(s.threads);
        constexpr int interrupted = 130;
        return chosen() ? 0 : interrupted;
    } catch (const std::exception& e) {
        std::cerr << "salt: " << e.what() << '\n';
        return 1;
    }
}
