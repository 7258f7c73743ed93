#include "idle_options.hpp"

#include "options.hpp"
#include "recipe.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

namespace salt {

namespace {

/// An option of a step, whether it does something, and beside what it does.
struct condition {
    std::string_view step, option;
    bool (*acts)(const settings&);
    std::string_view beside;
};

bool takes_images(const settings& s) {
    return s.surveys.empty();
}
bool takes_surveys(const settings& s) {
    return !takes_images(s);
}
bool makes_images(const settings& s) {
    return s.survey.empty();
}

constexpr std::string_view without_survey = "with --survey", without_surveys = "with --surveys",
                           of_surveys = "without --surveys";

constexpr condition conditions[] = {
    {"synthesize", "count", makes_images, without_survey},
    {"synthesize", "salt-free", makes_images, without_survey},
    {"synthesize", "data", makes_images, without_survey},
    {"prepare", "tile", takes_surveys, of_surveys},
    {"prepare", "every", takes_surveys, of_surveys},
    {"prepare", "direction", takes_surveys, of_surveys},
    {"prepare", "mask-threshold", takes_images, without_surveys},
    {"prepare", "stratify", takes_images, without_surveys},
    {"train", "normalization", [](const settings& s) { return s.residual; }, "without --residual"},
    {"train", "weight-decay", [](const settings& s) { return s.optimizer == "adamw"; }, "without --optimizer adamw"},
};

}  // namespace

std::vector<std::string> idle_options(const settings& s, const std::string& step) {
    const settings initial = defaults_of(s.recipe);
    std::vector<std::string> lines;
    for (const condition& c : conditions) {
        if (c.step != step || !s.given.contains(std::string(c.option)) || c.acts(s)) continue;
        const auto& options = options_of(step);
        const auto o =
            std::find_if(options.begin(), options.end(), [&](const option& one) { return one.name == c.option; });
        if (o->get(s) != o->get(initial))
            lines.push_back(on_command_line(o->name, o->get(s)) + " does nothing " + std::string(c.beside));
    }
    return lines;
}

void warn_of_idle_options(const settings& s, const std::string& step) {
    for (const std::string& line : idle_options(s, step))
        std::cerr << "salt: warning: " << step << ": " << line << '\n';
}

}  // namespace salt
