// The options that are asked once: a step takes what is not given from the manifest, where earlier steps and the step
// itself have left it.
#pragma once

#include "manifest.hpp"
#include "settings.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace salt {

/// An option by its name on the command line, and its value in the settings.
struct option {
    std::string name;
    json (*get)(const settings&);
    void (*set)(settings&, const json&);
};

/// The options that a step decides on. Everything else that it needs is what an earlier step decided.
const std::vector<option>& options_of(std::string_view step);

/// The option that voids what was told by that name, empty where there is none: images and labeled surveys take the
/// place of each other.
std::string replacement_of(const std::string& name);
/// The value that the manifest has of an option of a step; null where it has none.
const json& value_of(const manifest& m, std::string_view record, std::string_view name);

/// The settings with which a step works. What is not given on the command line is what the step itself was given the
/// last time, else what an earlier step decided, else the default. `record` is the record of the last time; what it has
/// is only to be changed where the name is in `may_change`, or where that is empty. Throws diapir::argument_error
/// where an option contradicts the manifest, diapir::file_error where that has what no command line would take.
settings resolve(settings s, const std::string& step, const manifest& m, const std::string& record,
                 const std::vector<std::string>& may_change = {});

/// The same by the step's own record, or for a training that goes on by that of its checkpoint.
settings resolve_step(const settings& s, const std::string& step, const manifest& m);

/// The value of an option in words: of a list each item, else one.
std::vector<std::string> texts_of(const json& value);
/// These between commas.
std::string text_of(const json& value);
/// An option as it stands on the command line of a shell.
std::string on_command_line(const std::string& name, const json& value);
/// The values of all options that the step decides on.
json decided(const settings& s, const std::string& step);
/// One line for people with those that are not the defaults and were not given: "--filters 2 --batch 8".
std::string remembered(const settings& s, const std::string& step);

/// A path from the root on, without "." and "..": these lead, behind a link, to what lies above its target. What else
/// is a link stays one.
std::filesystem::path without_dots(const std::filesystem::path& path);
/// A path as the manifest has it: relative to --out where it lies under it, else absolute.
std::string stored_path(const std::filesystem::path& path, const std::filesystem::path& out);
/// That of the folder of the data.
std::string stored_path(const settings& s);
/// The path that the manifest has.
std::filesystem::path path_of(const std::string& stored, const std::filesystem::path& out);
/// The value that the manifest has of an option, with paths where it names files.
json with_paths(const std::string& name, json value, const std::filesystem::path& out);

}  // namespace salt
