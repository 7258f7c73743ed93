#include "config_file.hpp"

#include "options.hpp"
#include "options_file.hpp"
#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace salt {

namespace {

constexpr const char* first_line =
    "# The options that this folder was made with: salt run --config FILE --out FOLDER\n";

/// A value as CLI11 reads it; empty where the option is left out.
std::string ini_value(const json& value) {
    if (value.is_string()) {
        const auto text = value.get<std::string>();
        return text.empty() ? "" : programs::quoted(text);
    }
    if (!value.is_array()) return value.dump();
    std::string list;
    for (const json& item : value) list += (list.empty() ? "" : ", ") + ini_value(item);
    return list.empty() ? "" : "[" + list + "]";
}

/// The folder of the images of a step, as it is named for any --out; empty where it is left out: where labeled surveys
/// took their place, and under `out` where they are synthesized.
json images_of(const std::string& step, const std::filesystem::path& out, const manifest& m) {
    const std::filesystem::path folder(m.fact(step, "options").at("data").get<std::string>());
    const json& reads = m.fact(step, "reads");
    const bool makes = step == "synthesize";
    if (!makes && !reads.contains("data")) return "";
    const bool synthesized = makes || reads.at("data").at("made_by") == "synthesize";
    return synthesized && folder.is_relative() ? "" : without_dots(out / folder).string();
}

/// Whether `step` takes the options of a section.
bool takes(const std::string& step, const std::string& section) {
    return section == step || step == "run" || (step == "search" && section == "train");
}

/// Whether the command line has what takes the place of an option of a file.
bool gives_way(const CLI::App& step, const std::string& name,
               const std::map<std::string, std::vector<std::string>>& taken) {
    const std::string other = replacement_of(name);
    const CLI::Option* option = other.empty() ? nullptr : step.get_option_no_throw("--" + other);
    return option && option->count() > 0 && !taken.contains(other);
}

/// Whether there is such a step beside this one.
template <class Is>
bool is_any(const CLI::App& step, const Is& is) {
    return !step.get_parent()->get_subcommands([&](const CLI::App* one) { return is(*one); }).empty();
}
bool is_step(const CLI::App& step, const std::string& name) {
    return is_any(step, [&](const CLI::App& one) { return one.get_name() == name; });
}
bool is_option(const CLI::App& step, const std::string& name) {
    return is_any(step, [&](const CLI::App& one) { return one.get_option_no_throw("--" + name) != nullptr; });
}

}  // namespace

void give_option(CLI::Option& option, const std::string& name, const std::vector<std::string>& inputs) {
    if (option.get_expected_max() == 0) {  // a flag
        option.add_result(option.get_flag_value(name, inputs.size() == 1 ? inputs[0] : "true"));
    } else {
        option.add_result(inputs);
    }
    option.run_callback();
}

bool is_config(const std::filesystem::path& file) {
    return std::filesystem::is_regular_file(file) && diapir::io::read_file(file).starts_with(first_line);
}

void write_config(const std::filesystem::path& out, const manifest& m) {
    std::string text = first_line;
    const auto add = [&](const std::string& step) {
        const json& options = m.fact(step, "options");
        if (!options.is_object() || options.empty()) return;
        text += "\n[" + step + "]\n";
        for (const auto& [name, value] : options.items()) {
            const std::string shown =
                ini_value(name == "data" ? images_of(step, out, m) : with_paths(name, value, without_dots(out)));
            if (!shown.empty()) text += name + " = " + shown + '\n';
        }
    };
    diapir::io::read_members(m.path().string() + ": an option", [&] {
        for (const std::string& step : step_names()) add(step);
    });
    diapir::io::write_file(out / "options.ini", text);
}

void read_config(CLI::App& step, const std::filesystem::path& file) {
    std::vector<CLI::ConfigItem> items;
    try {
        std::istringstream text(diapir::io::read_file(file));
        items = programs::options_format(file.string()).from_config(text);
    } catch (const diapir::error& e) {
        throw CLI::ValidationError("--config", e.what());
    }
    std::map<std::string, std::vector<std::string>> taken;  // by option, from sections
    for (const CLI::ConfigItem& item : items) {
        const std::string section = item.parents.empty() ? "" : item.parents[0], where = file.string() + ": ";
        if (item.parents.size() > 1 || (!section.empty() && !is_step(step, section)))
            throw CLI::ValidationError("--config", where + "there is no step " + diapir::io::excerpt(section));
        if (item.name == "++" || item.name == "--") continue;
        if (!is_option(step, item.name) || item.name == "config")
            throw CLI::ValidationError("--config", where + "there is no option " + diapir::io::excerpt(item.name));
        CLI::Option* option = step.get_option_no_throw("--" + item.name);
        if (!option || (!section.empty() && !takes(step.get_name(), section))) continue;
        if (gives_way(step, item.name, taken)) continue;
        const auto known = taken.find(item.name);
        if (known != taken.end() && known->second != item.inputs && step.get_name() == "run")
            throw CLI::ValidationError(
                "--config", where + "the steps have different values of '" + item.name + "'; run them one by one");
        if (option->count() > 0 && known == taken.end()) continue;  // on the command line
        if (known != taken.end()) option->clear();
        taken[item.name] = item.inputs;
        try {
            give_option(*option, item.name, item.inputs);
        } catch (const CLI::ParseError& e) {
            throw CLI::ValidationError("--config", where + e.what());
        }
    }
}

}  // namespace salt
