// attributes: seismic attributes of sections and volumes, from file to file.
#include "catalog.hpp"
#include "check_values.hpp"
#include "compute.hpp"
#include "messages.hpp"
#include "numbers.hpp"
#include "ranks.hpp"
#include "settings.hpp"
#include "survey_options.hpp"
#include <diapir/attributes/registry/registered.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/instruction_set.hpp>
#include <diapir/core/parallel.hpp>

#include <CLI/CLI.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <iostream>
#include <string>

namespace {

using attributes_program::settings;
using diapir::attributes::registered;

constexpr int failed = 1, misused = 2;

/// Accepts what `use` does not throw an error for.
CLI::Validator accepted(const std::function<void(const std::string&)>& use, const char* type) {
    const auto problem = [use](const std::string& text) {
        diapir::instruction_set();  // where the environment asks for one that is not there, no list is to blame
        try {
            use(text);
            return std::string();
        } catch (const diapir::error& e) {
            const std::string message = e.what();
            // "attributes: expected ..." needs no name behind the option's
            const std::size_t colon = message.find(": ");
            return message.starts_with("attributes: ") || message.starts_with("preset: ") ? message.substr(colon + 2)
                                                                                          : message;
        }
    };
    return {problem, type};
}

void describe_lines(CLI::App& app, attributes_program::section_options& lines) {
    programs::add_survey_keys(app, lines.keys);
    app.add_option("--direction", lines.direction, "of the sections of a survey: inline or crossline")
        ->capture_default_str()
        ->check(CLI::IsMember({"inline", "crossline"}));
}

void describe(CLI::App& app, settings& s) {
    app.add_option("--in", s.in,
                   ".npy {samples, traces}, {n, samples, traces} or with --volume {inlines, crosslines, samples}; .png "
                   "in gray; a folder of .png files; or a survey, .sgy or .segy");
    app.add_option("--attributes", s.attributes, "such as 'energy(window=9),semblance,sobel'; --list says which")
        ->check(accepted([](const std::string& text) { diapir::attributes::attributes_of(text); }, "LIST"));
    app.add_option("--preset", s.preset, "defaults by which they are those of another program; --list says which")
        ->check(accepted([](const std::string& name) { registered().preset_at(name); }, "NAME"));
    app.add_option(
        "--out", s.out,
        ".npy, with the attributes as last axis; or NAME.png, for NAME_ATTRIBUTE.png of 16 bits, from the "
        "lowest value of the section to the highest; or, of a survey, .sgy: a copy of it with other samples, "
        "of several attributes NAME_ATTRIBUTE.sgy each");
    CLI::Option* figures =
        app.add_option("--figures", s.figures, "folder for a picture of each attribute, with a color bar");
    app.add_option("--show", s.shown, "the section or inline of the figures (default: that in the middle)")
        ->needs(figures);
    app.add_option("--scale", s.scale, "resolution of the figures: 1 for 96 pixels an inch, 2 for twice as many")
        ->capture_default_str()
        ->check(programs::from_to(0.5, 8.0))
        ->needs(figures);
    app.add_option("--interval", s.interval,
                   "seconds from sample to sample, for attributes that ask for it (default: as a survey has it, which "
                   "must say it, or that of the attribute)")
        ->check(programs::above_zero());
    app.add_option("--spacing", s.spacing,
                   "meters from trace to trace, for attributes that ask for it (default: as a survey has it)")
        ->check(programs::above_zero());
    app.add_option("--zero", s.zero, "the value that stands for no amplitude, such as 128 in images of 0 to 255")
        ->capture_default_str();
    app.add_flag("--volume", s.volume,
                 "the input is a volume; attributes without three dimensions are those of its inlines");
    describe_lines(app, s.lines);
    app.add_option("--memory", s.memory,
                   "MiB that amplitudes and attributes may take at a time; volumes are cut in slabs of "
                   "inlines, which may round sums over windows otherwise")
        ->capture_default_str()
        ->check(programs::from_to(1, 1048576));
    app.add_option("--threads", s.threads, "threads to use; 0 for all cores")->capture_default_str();
    app.add_flag("--list", s.list, "only print the attributes, their dimensions, units and options");
}

void require_complete(const CLI::App& app, const settings& s) {
    if (s.list) return;
    if (s.in.empty()) throw CLI::RequiredError("--in");
    if (s.attributes.empty()) throw CLI::RequiredError("--attributes");
    if (s.out.empty() && s.figures.empty()) throw CLI::RequiredError("--out or --figures");
    programs::require_survey(app, s.in, {"--direction"});
}

/// One line on standard error; messages about lists of attributes begin with the program's name as they are.
int complain(const std::string& message, int status) {
    const std::string name = "attributes: ";
    std::cerr << (message.starts_with(name) ? "" : name) << message << '\n';
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Computes seismic attributes of sections and volumes.", "attributes"};
    settings s;
    describe(app, s);
    programs::check_values(app);
    programs::take_faults_as_errors();
    app.footer("A computation that was interrupted goes on with the same command; mpirun -n N shares it out.");
    try {
        programs::silence_others();
        app.parse(argc, argv);
        require_complete(app, s);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() != 0) return complain(programs::misuse(e) + "; see 'attributes --help'", misused);
        return programs::help(app, e, [](const std::string& why) { return complain(why, failed); });
    } catch (const std::exception& e) {
        return complain(e.what(), failed);
    }
    try {
        diapir::set_threads(s.threads);
        if (s.list) {
            programs::on_leader([] { attributes_program::print_catalog(std::cout, registered()); });
        } else {
            attributes_program::compute(s);
        }
        programs::finish_output();
        return 0;
    } catch (const std::exception& e) {
        const std::string why = programs::failure(e);
        if (programs::ranks().size() > 1) programs::end_all("attributes", why);
        return complain(why, failed);
    }
}
