// Options in a file: those that a folder was made with, and how the command line takes them from there.
#pragma once

#include "manifest.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace salt {

/// Whether a file is one that write_config has written, as far as its first line says.
bool is_config(const std::filesystem::path& file);

/// Writes options.ini beside the manifest: a section for each step that was done, with the options it worked with.
/// Data are named where they lie elsewhere.
void write_config(const std::filesystem::path& out, const manifest& m);

/// Gives a step the options of a file that were not on its command line: those before the first section, and those of
/// the section of its name; `run` takes the sections of all steps, `search` that of train. Throws CLI::ParseError where
/// the file cannot be read, or names an option or a section that is none.
void read_config(CLI::App& step, const std::filesystem::path& file);

/// Gives an option its values as the command line does, with all that it asks of them. Throws CLI::ParseError.
void give_option(CLI::Option& option, const std::string& name, const std::vector<std::string>& inputs);

}  // namespace salt
