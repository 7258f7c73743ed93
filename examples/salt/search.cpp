#include "duration.hpp"
#include "messages.hpp"
#include "options.hpp"
#include "processes.hpp"
#include "ranks.hpp"
#include "recipe.hpp"
#include "search_space.hpp"
#include "steps.hpp"
#include "training.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/make_folder.hpp>

#include <algorithm>
#include <exception>
#include <iomanip>
#include <iostream>

namespace salt {

using programs::ranks;

using namespace diapir;
namespace fs = std::filesystem;

namespace {

fs::path trial_path(const settings& s, std::size_t trial) {
    return s.out / "search" / ("trial_" + std::to_string(trial) + ".json");
}

json values_of(const settings& s, const std::vector<varied_option>& space, std::size_t trial) {
    return s.grid ? grid_trial(space, trial) : random_trial(space, s.seed, trial);
}

/// What came of a trial; null where there is none. Throws diapir::file_error where the file is none of a trial.
json found_trial(const settings& s, std::size_t trial) {
    const fs::path path = trial_path(s, trial);
    if (!io::is_there(path)) return {};
    const json found = io::read_json(path);
    require_own_or_none(path, found.is_object() && found.contains("values") && found.contains("base"), "search");
    io::read_members(path.string() + ": the trial", [&] {
        const std::string monitor = found.at("monitored").get<std::string>();
        if (found.at("failure").get<std::string>().empty())
            io::as_number(found.at("metrics").at(monitor), path.string());
    });
    return found;
}

/// Whether a trial was made with those values and data.
bool is_done(const settings& s, const json& found, const json& values, const json& reads) {
    return found.is_object() && found.at("values") == values && found.value("reads", json()) == reads &&
           found.at("base") == decided(s, "train");
}

/// Trains once, and writes what came of it.
void run_trial(workspace& w, const settings& s, const std::vector<varied_option>& space, std::size_t trial) {
    const json values = values_of(s, space, trial);
    const settings own = with_values(s, values);
    const auto train = load_set(w, "train"), valid = load_set(w, "valid");
    const std::string monitor = monitor_for(own, valid.y);
    const std::size_t side = std::min(train.x.shape()[1], train.x.shape()[2]);
    const stopwatch clock;
    nn::history history;
    std::string failure;
    try {
        nn::unet<float> net(network_of(own, train.channels()), own.seed);
        history = nn::fit(net, train, valid, fit_options_of(w, own, monitor, side));
        require(history.epochs() > 0, "it ended before its first epoch");
    } catch (const std::exception& e) {  // a loss that is no number, no memory: the trial was made, worth nothing
        failure = programs::failure(e);
        std::cout << "trial " << trial << ": " << failure << '\n';
    }
    json result{{"failure", failure},        {"values", values},     {"base", decided(s, "train")},
                {"reads", w.inputs()},       {"monitored", monitor}, {"epochs", history.epochs()},
                {"seconds", clock.seconds()}};
    if (failure.empty())
        for (const std::string& name : history.metrics.names())
            result["metrics"][name] = history.column(name)[history.best_epoch];
    io::write_json(trial_path(s, trial), result);
}

/// Prints which options mattered, and the best trial as a command.
json conclude(const settings& s, const std::vector<varied_option>& space, const std::vector<json>& trials,
              const std::vector<double>& results, const std::vector<std::size_t>& numbers) {
    const auto best = static_cast<std::size_t>(std::max_element(results.begin(), results.end()) - results.begin());
    json effects = json::array();
    if (trials.size() > 2) {
        std::cout
            << "What mattered, as a share of the differences between trials (and what chance alone would give):\n";
        for (const option_effect& e : effects_of(space, trials, results)) {
            std::cout << "  " << std::left << std::setw(16) << e.name << std::right << std::setw(4)
                      << static_cast<int>(100 * e.share + 0.5) << " % (" << static_cast<int>(100 * e.by_chance + 0.5)
                      << " %), best with " << (e.best.is_string() ? e.best.get<std::string>() : e.best.dump()) << '\n';
            effects.push_back({{"option", e.name}, {"share", e.share}, {"by_chance", e.by_chance}, {"best", e.best}});
        }
    }
    // The recipe, and all that differs from it.
    json values = decided(s, "train");
    values.update(trials[best]);
    const settings initial = defaults_of(s.recipe);
    std::string line = on_command_line("recipe", s.recipe);
    for (const option& o : options_of("train")) {
        const json& value = values.at(o.name);
        if (value != o.get(initial) || trials[best].contains(o.name)) line += ' ' + on_command_line(o.name, value);
    }
    std::cout << "best: trial " << numbers[best] << ", to be trained by " << command("train", s.out, line) << '\n';
    return {{"best", numbers[best]}, {"effects", effects}};
}

}  // namespace

bool search(const settings& asked) {
    require(ranks().size() == 1, "search: expected one rank, which runs trials at once by --jobs, got ",
            ranks().size());
    workspace w(asked, "search");
    const settings& s = w.options();
    const auto space = search_space(s.vary);
    require(!space.empty(), "search: expected at least one --vary NAME=VALUE,VALUE or NAME=LOW..HIGH");
    const std::size_t count = s.grid ? grid_size(space) : s.trials;
    require(!s.only || !s.grid || *s.only < count, "search: --only: expected a trial below ", count, ", got ",
            s.only.value_or(0));
    io::make_folder(s.out / "search");
    if (s.only) return run_trial(w, s, space, *s.only), true;

    w.claim();
    // There is something to train with before anything is started.
    load_set(w, "train");
    const std::string watched = monitor_for(s, load_set(w, "valid").y);
    const bool by_loss = watched == "loss" || watched == "val_loss";
    for (const varied_option& o : space)
        require(o.name != "loss" || !by_loss, "search: --vary loss: ", watched,
                " of different losses cannot be compared; choose another --monitor");
    for (std::size_t trial = 0; trial < count; ++trial) {
        require_augmentable(w, with_values(s, values_of(s, space, trial)));
        found_trial(s, trial);
    }
    const stopwatch clock;
    const double budget = s.budget.empty() ? HUGE_VAL : seconds_of(s.budget);
    processes running(s.jobs);
    for (std::size_t trial = 0; trial < count && clock.seconds() < budget; ++trial) {
        if (is_done(s, found_trial(s, trial), values_of(s, space, trial), w.inputs())) continue;
        std::cout << "trial " << trial << " of " << count << ": " << values_of(s, space, trial).dump() << '\n'
                  << std::flush;
        running.wait_for_room();
        if (clock.seconds() >= budget) break;
        running.start(own_command(s, trial));
    }
    running.wait();

    std::vector<json> trials;
    std::vector<double> results;
    std::vector<std::size_t> numbers;
    for (std::size_t trial = 0; trial < count; ++trial) {
        const json found = found_trial(s, trial);
        if (!is_done(s, found, values_of(s, space, trial), w.inputs())) continue;
        if (!found.at("failure").get<std::string>().empty()) {
            std::cout << "  trial " << trial << "  failed: " << found.at("failure").get<std::string>() << '\n';
            continue;
        }
        const std::string monitor = found.at("monitored").get<std::string>();
        const double value = io::as_number(found.at("metrics").at(monitor), trial_path(s, trial).string());
        const bool falls = nn::direction_of(monitor) == nn::direction::down;
        trials.push_back(found.at("values"));
        results.push_back(falls ? -value : value);
        numbers.push_back(trial);
        std::cout << "  trial " << trial << "  " << monitor << ' ' << value << "  " << found.at("values").dump()
                  << '\n';
    }
    require(!trials.empty(), "search: no trial was completed without a failure");
    const json facts = conclude(s, space, trials, results, numbers);
    w.save_json("search.json", {{"conclusion", facts}, {"trials", numbers}});
    w.finish({{"trials", trials.size()}}, {{"trials", trials.size()}});
    return true;
}

}  // namespace salt
