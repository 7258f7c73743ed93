// One step at work in the folder --out: what it reads is checked against the manifest, and what it has written is
// recorded there.
#pragma once

#include "manifest.hpp"
#include "settings.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/data/resize.hpp>
#include <diapir/io/npy.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace salt {

class workspace {
public:
    /// Takes what was not given from the manifest, and says so. Throws diapir::error where the manifest is broken or
    /// an option contradicts it. A training that goes on takes its options from the record "checkpoint".
    workspace(const settings& asked, std::string step);

    const settings& options() const { return options_; }
    const manifest& past() const { return past_; }
    /// The names of the channels, as prepare has recorded them.
    std::vector<std::string> channels() const;

    /// A file that an earlier step wrote. Throws diapir::file_error, naming the command to run, where it is missing,
    /// was changed since, or was made from what has been made anew since.
    std::filesystem::path input(const std::string& file, const std::string& made_by);
    /// From now on no other program does the step in this folder. Throws diapir::file_error where one does.
    void claim();

    /// A file to write, of which the manifest knows from now on; makes the folder where needed. Throws
    /// diapir::file_error where there is a file of that name that the step has not made.
    std::filesystem::path output(const std::string& file);

    /// Before a long work, that output() will give such a file and that it can be written. Throws diapir::file_error.
    void require_writable(const std::string& file);

    template <class T>
    diapir::array<T> load(const std::string& file, const std::string& made_by) {
        return diapir::io::load_npy<T>(input(file, made_by));
    }
    /// Images or masks of a part (train, valid, test) as the network sees them: every stride-th pixel.
    template <class T>
    diapir::array<T> load_part(const std::string& name) {
        return diapir::data::decimate(load<T>(name + ".npy", "prepare"), options_.stride);
    }
    /// Throws diapir::argument_error, in the name of an option, where images cannot be mirrored after they were
    /// prepared: where the transform of a channel that changes its sign does not keep it.
    void require_mirrors(const std::string& option) const;
    json load_json(const std::string& file, const std::string& made_by);
    void save_json(const std::string& file, const json& value);

    /// Something that the step has read and that is no file of --out. `made_by` may be empty.
    void note_input(const std::string& name, const std::string& made_by, const std::string& checksum);
    /// The files that the step has read so far, with their checksums.
    const json& inputs() const { return reads_; }

    /// Records the step with some facts, removes what it wrote the last time and not this time, sets its entry of
    /// timings.json to the seconds spent and `costs`, and prints it.
    void finish(const json& facts, const json& costs = json::object());

private:
    void require_fresh(const std::string& file, const std::string& made_by) const;
    void require_own_options() const;
    void remove_old(const json& written) const;
    void tell_files(const json& record) const;

    std::string step_;
    manifest past_;
    settings options_;
    json reads_ = json::object();
    std::vector<std::string> outputs_;
    std::optional<diapir::io::file_lock> claim_;
    diapir::stopwatch clock_;
};

/// Throws diapir::file_error where there is a file that a step is about to write and that is not its own.
void require_own_or_none(const std::filesystem::path& path, bool own, const std::string& step);

/// What timings.json has: seconds of steps, with what they cost. Empty where there is none; throws diapir::file_error
/// where it holds something else.
json times_in(const std::filesystem::path& out);

/// Sets an entry of timings.json, and prints it.
void record_time(const std::filesystem::path& out, const std::string& step, const json& entry);

}  // namespace salt
