// What the steps have done in a folder: manifest.json under --out. It has a record for each step: the options it worked
// with, the checksums of what it read and wrote, the version of the library, and facts about the data.
#pragma once

#include <diapir/io/file_lock.hpp>
#include <diapir/io/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace salt {

using diapir::io::json;

/// The steps in the order of the work; last the search, which begins with what the training was given.
const std::vector<std::string>& step_names();

/// A text as one word of a shell, in double quotes where need be.
std::string shell_word(const std::string& text);

/// "'salt STEP --out FOLDER'", to be run in a shell; `more` are further arguments.
std::string command(const std::string& step, const std::filesystem::path& out, const std::string& more = {});

/// While it lives no other program has one of that name in the folder `out`. Where one has it, this one waits, or takes
/// none. Throws diapir::file_error where nothing can be written there.
diapir::io::file_lock lock_in(const std::filesystem::path& out, const std::string& name, bool wait = true);

class manifest {
public:
    /// The manifest of a folder, empty where there is none yet. Throws diapir::file_error where it is broken or of a
    /// later format.
    explicit manifest(std::filesystem::path out);

    std::filesystem::path path() const;
    bool has(const std::string& record) const { return records_.contains(record); }
    /// The record of a step, or "checkpoint", that of a training that may go on. Null where there is none.
    const json& record(const std::string& name) const;
    /// An entry of a record, null where there is none.
    const json& fact(const std::string& record, const std::string& name) const;
    /// What a step recorded of a file that it wrote; empty where it did not.
    std::string written(const std::string& step, const std::string& file) const;

    /// Whether a step wrote a file, or had begun to when it was interrupted.
    bool knows(const std::string& step, const std::string& file) const;
    /// Whether a path, by whatever name, leads to a file that the steps have written, or to one of their records.
    bool holds(const std::filesystem::path& path) const;

    // Several programs may change the file at the same time: each sets its own part.
    /// Notes in the file that a step begins to write another one.
    void announce(const std::string& step, const std::string& file);
    /// Sets a record in the file, beside those that others have set there meanwhile. What the step had announced is
    /// part of it.
    void store(const std::string& name, const json& record);

private:
    void write() const;

    std::filesystem::path out_;
    json records_ = json::object();
    json announced_ = json::object();  // {step: {file: true}}
};

}  // namespace salt
