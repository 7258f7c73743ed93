#include "command_line.hpp"

#include "channels.hpp"
#include "check_values.hpp"
#include "config_file.hpp"
#include "duration.hpp"
#include "messages.hpp"
#include "numbers.hpp"
#include "ranks.hpp"
#include "recipe.hpp"
#include "records.hpp"
#include "steps.hpp"
#include "survey/synthesize_survey.hpp"
#include <diapir/core/error.hpp>

#include <initializer_list>

namespace salt {

using programs::on_leader;

namespace {

/// Accepts what seconds_of does.
CLI::Validator time_text() {
    const auto problem = [](const std::string& text) {
        try {
            seconds_of(text);
            return std::string();
        } catch (const std::exception& e) {
            return std::string(e.what());
        }
    };
    return {problem, "TIME"};
}

/// The labels of a list of attributes that stands on the command line.
std::vector<std::string> labels_of(const std::vector<std::string>& texts) {
    try {
        return channel_labels(texts);
    } catch (const diapir::error& e) {
        throw CLI::ValidationError("--channels", e.what());
    }
}

void add_threads(CLI::App& app, settings& s) {
    app.add_option("--threads", s.threads, "threads to use; 0 for all cores")->capture_default_str();
}
void add_common(CLI::App& app, settings& s) {
    app.add_option("--out", s.out, "folder that all steps read from and write to")->capture_default_str();
    add_threads(app, s);
    CLI::Option* quiet = app.add_flag("--quiet", s.quiet, "say nothing but warnings and errors");
    app.add_flag("--verbose", s.verbose, "name every file that is read or written, too")->excludes(quiet);
    app.add_option("--config", "file of options, for those that are left out; options.ini in --out is one")
        ->type_name("FILE");
}
void add_records(CLI::App& app, settings& s) {
    app.add_option("--track", s.track,
                   "where the run is recorded: auto, at MLFLOW_TRACKING_URI if that is set; server, there or not at "
                   "all; folder, in MLflow's file layout, in mlruns if no folder is named there; none")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "server", "folder", "none"}));
    app.add_option("--experiment", s.experiment,
                   "of MLflow, that the run belongs to (default: MLFLOW_EXPERIMENT_NAME, or salt)");
    app.add_option("--run-name", s.run_name, "of the run (default: MLFLOW_RUN_NAME, or that of --out)");
}
void add_from_until(CLI::App& app, settings& s) {
    const CLI::IsMember steps({"synthesize", "prepare", "train", "evaluate", "explain", "report"});
    app.add_option("--from", s.from, "the step to begin with (default: the first)")->check(steps);
    app.add_option("--until", s.until, "the step to end with (default: the last)")->check(steps);
}
void add_seed(CLI::App& app, settings& s) {
    app.add_option("--seed", s.seed, "of everything random")->capture_default_str();
}
/// For the steps in which nothing is random.
void add_same_seed(CLI::App& app, settings& s) {
    app.add_option("--seed", s.seed, "that of train, from which it is taken where left out");
}
void add_defaults(CLI::App& app, settings& s) {
    app.add_flag("--defaults", s.defaults,
                 "take the defaults, not what this step was given the last time, for options that are left out");
}
void add_data(CLI::App& app, settings& s) {
    app.add_option("--data", s.data,
                   "folder with images/ and masks/, paired by file name (default: data/ under --out)");
}
void add_synthesize(CLI::App& app, settings& s) {
    app.add_option("--count", s.count, "sections to synthesize")->capture_default_str()->check(programs::above_zero());
    app.add_option("--salt-free", s.salt_free, "share of the sections without salt")
        ->capture_default_str()
        ->check(programs::from_to(0.0, 1.0));
}
void add_synthetic_survey(CLI::App& app, settings& s) {
    app.add_option("--survey", s.survey,
                   "make survey.sgy and mask.sgy under --out instead: inlines x crosslines x samples, such as "
                   "200x300x500");
}
void add_labeled_surveys(CLI::App& app, settings& s) {
    app.add_option("--surveys", s.surveys,
                   "instead of images, labeled surveys: .sgy, .segy or .npy, separated by commas")
        ->delimiter(',');
    app.add_option("--labels", s.labels,
                   "for each survey where its salt is: a volume, above 0 in salt, or a text of horizons and polygons")
        ->delimiter(',');
    app.add_option("--tile", s.tile, "samples of a side of the tiles that labeled lines are cut in")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--every", s.every, "of many labeled lines one in so many is taken")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--direction", s.direction, "of the labeled lines: inline, crossline or both")
        ->capture_default_str()
        ->check(CLI::IsMember({"inline", "crossline", "both"}));
}
void add_prepare(CLI::App& app, settings& s) {
    app.add_option("--decimate", s.decimate, "take every so many rows and columns of the images first")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--size", s.size, "then resize them to so many pixels a side; 0 leaves them")
        ->capture_default_str()
        ->check(programs::from_zero());
    app.add_option("--attributes", s.attributes,
                   "corrected: energy down each trace; original: along the rows, as the original project has it")
        ->capture_default_str()
        ->check(CLI::IsMember({"corrected", "original"}));
    app.add_option(
           "--mask-threshold", s.mask_threshold,
           "share of full intensity above which a pixel of a mask is salt; 0.5 for masks that went through JPEG")
        ->capture_default_str()
        ->check(programs::from_to(0.0, 1.0));
    app.add_option_function<std::vector<std::string>>(
           "--channels", [&s](const std::vector<std::string>& texts) { s.channels = labels_of(texts); },
           "attributes with their options, such as 'seismic,envelope,energy(window=9)', of those that 'attributes "
           "--list' prints (default: seismic,energy,semblance,sobel)")
        ->type_name("LIST");
    app.add_option("--transform", s.transform,
                   "of each channel: power, to a normal distribution; standard, to mean 0 and deviation 1")
        ->check(CLI::IsMember({"power", "standard"}));
    app.add_option("--valid", s.valid_share, "share of the images that the test set leaves, for validation")
        ->check(programs::from_to(0.0, 0.9));
    app.add_flag("--stratify,!--no-stratify", s.stratify, "give every part its share of every coverage by salt");
    app.add_flag("--keep-flat,!--drop-flat", s.keep_flat,
                 "keep images with flat windows, which count as coherent; else they are dropped");
}
void add_recipe(CLI::App& app, settings& s) {
    app.add_option("--recipe", s.recipe,
                   "where defaults come from: original, the project of 24 x 24 pixels; full, the images as they are, a "
                   "residual U-Net, augmentation")
        ->capture_default_str()
        ->check(CLI::IsMember(recipe_names()));
}
void add_stride(CLI::App& app, settings& s) {
    app.add_option("--stride", s.stride, "the network sees every so many rows and columns of the prepared images")
        ->capture_default_str()
        ->check(programs::above_zero());
}
/// For the steps that look at what was trained.
void add_same_stride(CLI::App& app, settings& s) {
    app.add_option("--stride", s.stride, "that of train, from which it is taken where left out");
}
void add_train(CLI::App& app, settings& s) {
    app.add_option("--epochs", s.epochs,
                   "at most so many; 0 for 200, or 60 with --recipe full, or with --time for as many as it allows")
        ->capture_default_str()
        ->check(programs::from_zero());
    app.add_option("--batch", s.batch, "images a step")->capture_default_str()->check(programs::above_zero());
    app.add_option("--part", s.part,
                   "images of a batch that go through the network together, which threads and ranks are given; 0 for "
                   "up to 32, as memory allows; with --normalization batch, 0 is all, and a number gives each part "
                   "moments of its own")
        ->check(programs::from_zero());
    app.add_option("--learning-rate", s.learning_rate, "of Adam")->capture_default_str()->check(programs::above_zero());
    app.add_option("--filters", s.filters, "of the first level of the U-Net")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--levels", s.levels, "poolings of the U-Net")
        ->capture_default_str()
        ->check(programs::from_to(1, 8));
    app.add_option("--kernel", s.kernel, "rows and columns of the kernels")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--dropout", s.dropout, "share that is dropped in training")
        ->capture_default_str()
        ->check(programs::from_to(0.0, 0.99));
    app.add_option("--loss", s.loss, "focal, bce, dice, bce+dice, lovasz or bce+lovasz")
        ->capture_default_str()
        ->check(CLI::IsMember({"focal", "bce", "dice", "bce+dice", "lovasz", "bce+lovasz"}));
    app.add_option("--monitor", s.monitor, "metric of early stopping")->capture_default_str();
    app.add_option("--patience", s.patience, "epochs without a better value before training stops")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_flag("--residual,!--plain", s.residual, "residual blocks instead of two convolutions a level");
    app.add_option("--normalization", s.normalization, "in residual blocks: none, batch, group or layer")
        ->check(CLI::IsMember({"none", "batch", "group", "layer"}));
    app.add_flag("--gates,!--no-gates", s.gates, "gates of channels and pixels (scSE) on the way up");
    app.add_flag("--hypercolumn,!--no-hypercolumn", s.hypercolumn, "the last convolution sees all levels");
    app.add_option("--supervision", s.supervision, "weight of losses of the inner levels, 0 for none")
        ->check(programs::from_zero());
    app.add_flag("--round-up,!--pad", s.round_up, "poolings round odd sides up instead of padding the image");
    app.add_option("--optimizer", s.optimizer, "adam, adamw or sgd")->check(CLI::IsMember({"adam", "adamw", "sgd"}));
    app.add_option("--weight-decay", s.weight_decay, "of adamw")->check(programs::from_zero());
    app.add_option("--clip", s.clip, "largest norm of all gradients together, 0 for none")
        ->check(programs::from_zero());
    app.add_option("--schedule", s.schedule, "of the learning rate: constant, cosine or one-cycle")
        ->check(CLI::IsMember({"constant", "cosine", "one-cycle"}));
    app.add_option("--average", s.average, "of the weights: none, ema or swa")
        ->check(CLI::IsMember({"none", "ema", "swa"}));
    app.add_option("--augment", s.augment, "none; flip, left to right; full: shifts, crops and amplitudes too")
        ->check(CLI::IsMember({"none", "flip", "full"}));
    app.add_option("--time", s.time, "training ends after it, and schedules reach their end then: 90s, 15m, 1.5h")
        ->check(time_text());
}
void add_resume(CLI::App& app, settings& s) {
    app.add_flag("--resume", s.resume, "go on from checkpoint.npz, with the options of that training");
}
void add_evaluate(CLI::App& app, settings& s) {
    app.add_flag("--flips,!--no-flips", s.flips, "the mean of the predictions for an image and its mirror image");
    app.add_option("--threshold", s.threshold,
                   "of the probability of salt: a number, or valid for the best on the validation set")
        ->check(programs::from_to(0.0, 1.0) | CLI::IsMember({"valid"}));
}
void add_search(CLI::App& app, settings& s) {
    app.add_option("--vary", s.vary,
                   "an option of train and its values, or a range: filters=8,16 or learning-rate=1e-4..1e-2; several "
                   "times for several options")
        ->allow_extra_args(false);
    app.add_option("--trials", s.trials, "so many, drawn at random by the seed")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_flag("--grid,!--random", s.grid, "every combination of the values instead");
    app.add_option("--jobs", s.jobs, "trials that run at once, sharing the threads")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--budget", s.budget, "no trial begins after it: 90s, 15m, 1.5h")->check(time_text());
    app.add_option("--only", s.only, "runs the trial of that number and nothing else");
}
void add_explain(CLI::App& app, settings& s) {
    app.add_option("--players", s.players,
                   "channels; elements: also DeepSHAP values of every input pixel, in shap_values.npy")
        ->capture_default_str()
        ->check(CLI::IsMember({"channels", "elements"}));
    app.add_option("--background", s.background, "training images that stand for absent channels")
        ->capture_default_str()
        ->check(programs::above_zero());
    app.add_option("--images", s.images,
                   "indexes of test images (default: the nine of the original project, or where the test set is "
                   "smaller nine that show salt)")
        ->delimiter(',');
    app.add_option("--set", s.set,
                   "so many test images, evenly chosen, of which contributions are summed up; 0 for none beside those "
                   "of --images")
        ->capture_default_str()
        ->check(programs::from_zero());
}

/// Throws where something is still not delivered, so that the exit status says so.
void synchronize(const settings& s) {
    diapir::require<diapir::error>(sync(s), "sync: not all is delivered");
}
void add_export(CLI::App& app, settings& s) {
    app.add_option("run", s.out, "folder that 'salt train' worked in")->capture_default_str();
    app.add_option(
           "--format", s.format,
           "onnx, for other programs to run; safetensors, the weights by name (default: as --out ends, else onnx)")
        ->check(CLI::IsMember({"onnx", "safetensors"}));
    app.add_option("--out", s.file, "file to write (default: model.onnx or model.safetensors in the folder)");
    app.add_option("--data-format", s.data_format, "of images in ONNX: channels_first or channels_last")
        ->capture_default_str()
        ->check(CLI::IsMember({"channels_first", "channels_last"}));
}

using add_options = void (*)(CLI::App&, settings&);

}  // namespace

void require_taken(const std::string& step, const std::string& name, const std::vector<std::string>& values) {
    struct described {
        CLI::App app;
        settings s;
        std::function<bool()> chosen;
        described() {
            describe(app, s, chosen);
            programs::check_values(app);
        }
    };
    static described all;
    CLI::Option& option = *all.app.get_subcommand(step)->get_option("--" + name);
    option.clear();
    try {
        give_option(option, name, values);
    } catch (const CLI::ParseError& e) {
        throw diapir::argument_error(step + ": " + programs::misuse(e));
    }
}

void describe(CLI::App& app, settings& s, std::function<bool()>& chosen) {
    app.require_subcommand(0, 1);  // main says it where there is none
    const std::string status =
        "Exit status: 0 done; 1 an error, told on one line of standard error; 2 a command line that means nothing; 130 "
        "stopped by Ctrl-C, with what was done so far kept.";
    app.footer(status);
    const auto step = [&](const char* name, const char* description, const std::function<bool()>& action,
                          std::initializer_list<add_options> options) {
        CLI::App* sub = app.add_subcommand(name, description);
        sub->footer("The step remembers its options in manifest.json under --out; what is left out is as before.\n" +
                    status);
        add_common(*sub, s);
        for (const auto add : options) add(*sub, s);
        sub->callback([&, sub, action] {
            chosen = action;
            if (const CLI::Option* file = sub->get_option_no_throw("--config"); file && file->count() > 0)
                read_config(*sub, file->as<std::string>());
            for (const CLI::Option* o : sub->get_options())
                if (o->count() > 0 && !o->get_lnames().empty()) s.given.insert(o->get_lnames().front());
        });
        return sub;
    };
    // What only one rank does, where there are several.
    const auto alone = [&](void (*work)(const settings&)) {
        return [&s, work] {
            on_leader([&] { work(s); });
            return true;
        };
    };
    step("synthesize", "make a folder of synthetic sections and masks",
         alone([](const settings& of) { of.survey.empty() ? synthesize(of) : synthesize_survey(of); }),
         {add_data, add_synthesize, add_synthetic_survey, add_seed, add_defaults});
    step("prepare", "read images and masks, split them, compute the channels", alone(prepare),
         {add_recipe, add_data, add_prepare, add_labeled_surveys, add_seed, add_defaults});
    step("train", "train the U-Net", [&] { return train(s); },
         {add_recipe, add_stride, add_train, add_resume, add_seed, add_defaults, add_records});
    step("evaluate", "metrics of the test set", alone(evaluate),
         {add_same_stride, add_evaluate, add_same_seed, add_defaults, add_records});
    step("explain", "contributions of the channels to every pixel", [&] { return explain(s), true; },
         {add_same_stride, add_explain, add_seed, add_defaults, add_records});
    step("report", "draw all figures and the HTML page", alone(report), {add_same_stride, add_same_seed, add_records});
    CLI::App* exporting = app.add_subcommand("export", "write the trained network for other programs");
    add_export(*exporting, s);
    exporting->callback([&s, &chosen, exporting, act = alone(export_model)] {
        chosen = act;
        for (const char* name : {"format", "data-format"})
            if (exporting->count(std::string("--") + name) > 0) s.given.insert(name);
    });
    CLI::App* compared = app.add_subcommand("compare", "two evaluated runs on the same test images");
    compared->add_option("runs", s.runs, "the folders --out of both")->required()->expected(2);
    compared->add_option(
        "--out", s.out,
        "a folder for compare.json and compare.html, or a file .html for the page (default: only printed)");
    add_threads(*compared, s);
    compared->callback([&s, &chosen, compared, act = alone(compare)] {
        chosen = act;
        if (compared->count("--out") > 0) s.given.insert("out");
    });
    step("search", "train with several settings, and say which mattered", [&] { return search(s); },
         {add_recipe, add_stride, add_train, add_search, add_seed, add_defaults, add_records});
    step("run", "all steps; synthesizes the data where none were ever named", [&] { return run(s); },
         {add_from_until, add_recipe, add_data, add_synthesize, add_prepare, add_labeled_surveys, add_stride, add_train,
          add_resume, add_evaluate, add_explain, add_seed, add_defaults, add_records});
    step("sync", "deliver what a server has missed of the records of runs", alone(synchronize), {})->footer(status);
}

}  // namespace salt
