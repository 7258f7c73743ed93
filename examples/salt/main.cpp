// salt: from a folder of seismic images and masks to a trained U-Net and an explanation of every pixel.
#include "check_values.hpp"
#include "command_line.hpp"
#include "messages.hpp"
#include "ranks.hpp"
#include "records.hpp"
#include "survey/survey_commands.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/version.hpp>

#include <exception>
#include <iostream>
#include <string>

namespace {

constexpr int failed = 1, misused = 2, interrupted = 130;  // as the footer of the help and docs/salt.md say

/// A line on standard error for a command line that means nothing; help is printed as it is.
int usage(const CLI::App& app, const CLI::ParseError& e) {
    if (e.get_exit_code() == 0)
        return programs::help(app, e, [](const std::string& why) {
            std::cerr << "salt: " << why << '\n';
            return failed;
        });
    const auto steps = app.get_subcommands();
    std::cerr << "salt: " << programs::misuse(e) << "; see 'salt " << (steps.empty() ? "" : steps[0]->get_name() + ' ')
              << "--help'\n";
    return misused;
}

/// Does what was chosen, and ends the record of the run in whatever way the run ends.
int act(salt::settings& s, const std::function<bool()>& chosen) {
    diapir::set_threads(s.threads);
    if (s.quiet) std::cout.setstate(std::ios::failbit);  // nothing is written, and nothing waits
    if (programs::leads()) s.records = salt::open_records(s);
    const auto end = [&](const char* status) {
        if (s.records) s.records->end(status);
    };
    try {
        const bool done = chosen();
        end(done ? "FINISHED" : "KILLED");
        return done ? 0 : interrupted;
    } catch (...) {
        end("FAILED");
        throw;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Finds salt in seismic images and says, channel by channel and pixel by pixel, why."};
    salt::settings s;
    salt::survey_settings of_surveys;
    std::function<bool()> chosen;
    salt::describe(app, s, chosen);
    app.set_version_flag("--version", std::string("salt ") + diapir::version);
    salt::describe_survey_commands(app, of_surveys, chosen);
    programs::check_values(app);
    programs::take_faults_as_errors();
    try {
        programs::silence_others();
    } catch (const std::exception& e) {
        std::cerr << "salt: " << e.what() << '\n';
        return failed;
    }
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty()) throw CLI::RequiredError("a subcommand");
    } catch (const CLI::ParseError& e) {
        return usage(app, e);
    }
    try {
        const int status = act(s, chosen);
        programs::finish_output();
        return status;
    } catch (const std::exception& e) {
        const std::string why = programs::failure(e);
        if (programs::ranks().size() > 1) programs::end_all("salt", why);
        std::cerr << "salt: " << why << '\n';
        return failed;
    }
}
