#include "options.hpp"
#include "ranks.hpp"
#include "steps.hpp"
#include "training.hpp"
#include "workspace.hpp"
#include <diapir/core/error.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace salt {

using programs::on_leader;

namespace {

/// Whether the data are those that salt makes itself: none were named, now or for an earlier step.
bool synthesizes(const settings& s) {
    if (s.given.contains("data") || s.given.contains("surveys")) return false;
    const manifest past(s.out);
    const json& used = past.fact("prepare", "options");
    const json& made = past.fact("synthesize", "options");
    if (s.defaults || !used.is_object()) return true;
    return made.is_object() && used.value("data", json()) == made.value("data", json(0));
}

using step = std::pair<std::string, std::function<bool(const settings&)>>;

/// A step that either is done or throws.
template <auto Step>
step always(const char* name) {
    return {name, [](const settings& s) { return Step(s), true; }};
}
/// One that a single rank does.
template <auto Step>
step alone(const char* name) {
    return {name, [](const settings& s) { return on_leader([&] { Step(s); }), true; }};
}

/// The steps that are asked for, in their order.
std::vector<step> chosen_steps(const settings& s) {
    const std::vector<step> all{
        alone<&synthesize>("synthesize"), alone<&prepare>("prepare"),  {"train", &train},
        alone<&evaluate>("evaluate"),     always<&explain>("explain"), alone<&report>("report")};
    const auto named = [&](const std::string& name) {
        return std::find_if(all.begin(), all.end(), [&](const step& one) { return one.first == name; });
    };
    const auto first = named(!s.from.empty() ? s.from : synthesizes(s) ? "synthesize" : "prepare");
    const auto last = named(s.until.empty() ? "report" : s.until);
    diapir::require(first != all.end() && last != all.end(),
                    "run: expected the name of a step after --from and --until");
    diapir::require(first <= last, "run: --until ", last->first, " comes before ",
                    s.from.empty() ? "the first step, for the data are there: " : "--from ", first->first);
    return {first, last + 1};
}

/// Before anything is written, that no option is given with which an earlier step was not run: none would do anything.
/// Throws diapir::argument_error.
void require_agreement(const settings& s, const std::vector<step>& steps) {
    const manifest past(s.out);
    const auto takes = [](const std::string& name, const option& o) {
        const auto& all = options_of(name);
        return std::any_of(all.begin(), all.end(), [&](const option& one) { return one.name == o.name; });
    };
    for (const std::string& before : step_names()) {
        if (before == steps.front().first) return;
        for (const option& o : options_of(before)) {
            const json& known = value_of(past, before, o.name);
            const bool taken =
                std::any_of(steps.begin(), steps.end(), [&](const step& one) { return takes(one.first, o); });
            if (taken || known.is_null() || !s.given.contains(o.name)) continue;
            diapir::require(o.get(s) == known, "run: ", on_command_line(o.name, o.get(s)), " contradicts ",
                            on_command_line(o.name, known), " of 'salt ", before, "'; leave it out, or begin --from ",
                            before);
        }
    }
}

bool is_chosen(const std::vector<step>& steps, const std::string& name) {
    return std::any_of(steps.begin(), steps.end(), [&](const step& one) { return one.first == name; });
}

/// Before anything is written, that there are not more channels than the last steps can work with. Throws
/// diapir::argument_error.
void require_end(const settings& s, const std::vector<step>& steps) {
    if (is_chosen(steps, "prepare") && is_chosen(steps, "explain"))
        require_explainable(resolve_step(s, "prepare", manifest(s.out)).channels.size());
}

/// Before anything is written, that a training can go on with the options that are given: also the steps before it
/// keep theirs, since it refuses other data. Throws diapir::argument_error, or diapir::file_error without a checkpoint.
void require_goes_on(const settings& s, const std::vector<step>& steps) {
    const manifest past(s.out);
    if (!s.resume || !is_chosen(steps, "train")) return;
    require_checkpoint(s.out, past);
    resolve_step(s, "train", past);
    for (const char* name : {"synthesize", "prepare"})
        if (is_chosen(steps, name)) resolve(s, name, past, name, {"none of them"});
}

}  // namespace

bool run(const settings& s) {
    const diapir::stopwatch clock;
    const auto steps = chosen_steps(s);
    require_agreement(s, steps);
    require_goes_on(s, steps);
    require_end(s, steps);
    programs::ranks().barrier();  // all ranks have read what was done before
    for (const auto& [name, act] : steps)
        if (!act(s)) return false;
    on_leader([&] { record_time(s.out, "run", {{"seconds", clock.seconds()}}); });
    return true;
}

}  // namespace salt
