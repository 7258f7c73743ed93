#include "survey_commands.hpp"

#include "numbers.hpp"
#include "ranks.hpp"
#include "survey_options.hpp"
#include "survey_steps.hpp"
#include <diapir/core/parallel.hpp>

#include <algorithm>

namespace salt {

namespace {

void add_threads(CLI::App& app, survey_settings& s) {
    app.add_option("--threads", s.threads, "threads to use; 0 for all cores")->capture_default_str();
}
void add_survey(CLI::App& app, survey_settings& s) {
    app.add_option("file", s.input, "a SEG-Y file")->required();
    app.add_option("--figures", s.figures, "folder for a map and three sections (PNG)");
    app.add_option("--traces", s.traces, "of how many traces, evenly spaced, statistics are taken; 0 for none")
        ->capture_default_str();
}
void add_predict(CLI::App& app, survey_settings& s) {
    app.add_option("--model", s.model, "model.npz of 'salt train'")->required();
    app.add_option("--in", s.input, "a section or volume: .sgy, .segy, .npy or .png")->required();
    app.add_option("--out", s.output, "the file for the first volume; others get its name with theirs added")
        ->required();
    app.add_option("--direction", s.direction,
                   "of the sections that the network sees: inline, crossline, or both, averaged")
        ->capture_default_str()
        ->check(CLI::IsMember({"inline", "crossline", "both"}));
    app.add_option("--overlap", s.overlap, "of neighboring tiles, as a share of their sides")
        ->capture_default_str()
        ->check(programs::from_to(0.0, 0.95));
    app.add_option("--volumes", s.volumes, "of probability, class and entropy")
        ->capture_default_str()
        ->delimiter(',')
        ->check(CLI::IsMember({"probability", "class", "entropy"}));
    app.add_option("--explain", s.explain, "volumes of the contribution of each channel too: none, exact or deep")
        ->capture_default_str()
        ->check(CLI::IsMember({"none", "exact", "deep"}));
    app.add_option("--background", s.background, "training images that stand for absent channels, 16 at most")
        ->capture_default_str()
        ->check(programs::from_to(1, 16));
    app.add_option("--threshold", s.threshold, "probability above which a sample is of the class salt")
        ->capture_default_str()
        ->check(programs::from_to(0.0, 1.0));
    app.add_flag("--eight-bits", s.eight_bits,
                 "write 8-bit integers, with their scale in the text header; of .npy it is printed");
    app.add_option(
           "--amplitudes", s.amplitudes,
           "scale: bring the amplitudes to those of training, by percentiles; keep them; auto: scale where they "
           "are others")
        ->capture_default_str()
        ->check(CLI::IsMember({"auto", "scale", "keep"}));
    app.add_option("--memory", s.memory, "of the lines that are worked on at a time, in MiB")
        ->capture_default_str()
        ->check(programs::from_to(1, 1048576));
}

void require_nothing(const CLI::App&, const survey_settings&) {}
/// Throws CLI::ValidationError where an option is given that would do nothing beside the others.
void require_acting(const CLI::App& app, const survey_settings& s) {
    programs::require_survey(app, s.input);
    if (app.count("--threshold") > 0 && std::count(s.volumes.begin(), s.volumes.end(), "class") == 0)
        throw CLI::ValidationError("--threshold", "expected class among --volumes, which it is for");
    if (app.count("--background") > 0 && s.explain == "none")
        throw CLI::ValidationError("--background", "expected --explain exact or deep, which it is for");
}

}  // namespace

void describe_survey_commands(CLI::App& app, survey_settings& s, std::function<bool()>& chosen) {
    const auto command = [&](const char* name, const char* description, void (*action)(const survey_settings&),
                             void (*check)(const CLI::App&, const survey_settings&)) {
        CLI::App* sub = app.add_subcommand(name, description);
        sub->callback([&chosen, &s, sub, action, check] {
            check(*sub, s);
            chosen = [&s, action] {
                diapir::set_threads(s.threads);
                return action(s), true;
            };
        });
        add_threads(*sub, s);
        programs::add_survey_keys(*sub, s.keys);
        return sub;
    };
    add_survey(
        *command(
            "survey", "say what is in a SEG-Y file, and draw it",
            [](const survey_settings& of) { programs::on_leader([&] { describe_survey(of); }); }, require_nothing),
        s);
    CLI::App* predict =
        command("predict", "apply a trained network to an image, an array or a survey", predict_volume, require_acting);
    predict->footer("The same command goes on where it was interrupted; mpirun -n N shares the parts out.");
    add_predict(*predict, s);
}

}  // namespace salt
