#include "workspace.hpp"

#include "checksum.hpp"
#include "config_file.hpp"
#include "idle_options.hpp"
#include "mirror.hpp"
#include "options.hpp"
#include "records.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <iostream>
#include <system_error>

namespace salt {

using diapir::file_error;
using diapir::require;

workspace::workspace(const settings& asked, std::string step)
    : step_(std::move(step)), past_(asked.out), options_(resolve_step(asked, step_, past_)) {
    const std::string line = remembered(options_, step_);
    if (!line.empty()) std::cout << step_ << ": as before, " << line << '\n';
    warn_of_idle_options(options_, step_);
}

std::vector<std::string> workspace::channels() const {
    const json& names = past_.fact("prepare", "channels");
    require<file_error>(names.is_array() && !names.empty(), past_.path().string(),
                        ": expected the names of the channels; run ", command("prepare", options_.out), " again");
    return names.get<std::vector<std::string>>();
}

std::filesystem::path workspace::input(const std::string& file, const std::string& made_by) {
    const auto path = options_.out / file;
    require<file_error>(diapir::io::is_there(path), path.string(), ": there is no such file; run ",
                        command(made_by, options_.out), " first");
    const std::string expected = past_.written(made_by, file);
    require<file_error>(!expected.empty(), path.string(), ": manifest.json does not say how it was made; run ",
                        command(made_by, options_.out), " again");
    require<file_error>(checksum_of(path) == expected, path.string(), ": is not as 'salt ", made_by, "' left it; run ",
                        command(made_by, options_.out), " again");
    require_fresh(file, made_by);
    note_input(file, made_by, expected);
    return path;
}

void workspace::require_fresh(const std::string& file, const std::string& made_by) const {
    for (const auto& [source, about] : past_.fact(made_by, "reads").items()) {
        const std::string by = about.at("made_by").get<std::string>();
        if (by.empty()) continue;
        require_fresh(source, by);
        require<file_error>(about.at("checksum") == past_.written(by, source), (options_.out / file).string(),
                            ": was made from another ", source, ", since 'salt ", by, "' ran again; run ",
                            command(made_by, options_.out), " again");
    }
}

void workspace::claim() {
    if (!claim_) claim_.emplace(lock_in(options_.out, step_, false));
    require<file_error>(claim_->held(), options_.out.string(), ": another 'salt ", step_,
                        "' is at work there; wait for it, or choose another --out");
}

std::filesystem::path workspace::output(const std::string& file) {
    const auto path = options_.out / file;
    diapir::io::make_folder(path.parent_path());
    claim();
    if (std::find(outputs_.begin(), outputs_.end(), file) != outputs_.end()) return path;
    require_own_options();
    if (!past_.knows(step_, file)) {
        require_own_or_none(path, false, step_);
        past_.announce(step_, file);
    }
    outputs_.push_back(file);
    return path;
}

void workspace::require_writable(const std::string& file) {
    const auto path = options_.out / file;
    diapir::io::make_folder(path.parent_path());
    claim();
    require_own_options();
    require_own_or_none(path, past_.knows(step_, file), step_);
    const diapir::io::atomic_file beside(path);  // which is not committed, and gone again
}

void workspace::require_own_options() const {
    const auto path = options_.out / "options.ini";
    require_own_or_none(path, is_config(path), step_);
}

void workspace::require_mirrors(const std::string& option) const {
    const json& prepared = past_.fact("prepare", "options");
    const bool powers = !prepared.is_object() || prepared.value("transform", std::string("power")) == "power";
    const auto names = channels();
    const std::string asymmetric = channels_of(names).asymmetric();
    require(asymmetric.empty(), option, " mirrors images, of which ", asymmetric,
            " has other values; leave it out, or choose other --channels");
    const auto odd = odd_channels(names);
    require(!powers || odd.empty(), option, " mirrors images, which a power transform of ",
            odd.empty() ? std::string() : names[odd[0]], " does not survive; run ",
            command("prepare", options_.out, "--transform standard"), " first");
}

json workspace::load_json(const std::string& file, const std::string& made_by) {
    return diapir::io::read_json(input(file, made_by));
}

void workspace::save_json(const std::string& file, const json& value) {
    diapir::io::write_json(output(file), value);
}

void workspace::note_input(const std::string& name, const std::string& made_by, const std::string& sum) {
    reads_[name] = {{"made_by", made_by}, {"checksum", sum}};
}

void workspace::finish(const json& facts, const json& costs) {
    json writes = json::object();
    for (const std::string& file : outputs_) writes[file] = checksum_of(options_.out / file);
    if (facts.contains("writes")) writes.update(facts.at("writes"));
    remove_old(writes);
    json record{{"diapir", diapir::version}, {"options", decided(options_, step_)}};
    record.update(facts);
    record["reads"] = reads_;
    record["writes"] = writes;
    past_.store(step_, record);
    {
        const auto alone = lock_in(options_.out, "records");
        write_config(options_.out, manifest(options_.out));
    }
    if (options_.verbose) tell_files(record);

    json entry{{"seconds", clock_.seconds()}};
    entry.update(costs);
    record_time(options_.out, step_, entry);
    if (options_.records) options_.records->done(options_, step_, record, entry);
}

void workspace::tell_files(const json& record) const {
    for (const auto& [file, about] : record.at("reads").items())
        std::cout << "  read " << file << ' ' << about.at("checksum").get<std::string>() << '\n';
    for (const auto& [file, sum] : record.at("writes").items())
        std::cout << "  wrote " << file << ' ' << sum.get<std::string>() << '\n';
}

/// Only files that are still as the step left them are removed.
void workspace::remove_old(const json& written) const {
    const json& before = past_.fact(step_, "writes");
    if (!before.is_object()) return;
    for (const auto& [file, sum] : before.items()) {
        const auto path = options_.out / file;
        std::error_code ignored;
        if (written.contains(file) || !std::filesystem::is_regular_file(path, ignored)) continue;
        if (sum == checksum_of(path)) std::filesystem::remove(path, ignored);
    }
}

void require_own_or_none(const std::filesystem::path& path, bool own, const std::string& step) {
    require<file_error>(own || !diapir::io::is_there(path), path.string(), ": was not made by 'salt ", step,
                        "'; move it away, or choose another --out");
}

json times_in(const std::filesystem::path& out) {
    const auto path = out / "timings.json";
    json all = diapir::io::is_there(path) ? diapir::io::read_json(path) : json::object();
    diapir::io::read_members(path.string(), [&] {
        require<file_error>(all.is_object(), path.string(), ": expected an object of steps, got ",
                            diapir::io::excerpt(all.dump()));
        for (const auto& [step, entry] : all.items()) diapir::io::as_number(entry.at("seconds"), path.string());
    });
    return all;
}

void record_time(const std::filesystem::path& out, const std::string& step, const json& entry) {
    const auto alone = lock_in(out, "records");
    json all = times_in(out);
    all[step] = entry;
    diapir::io::write_json(out / "timings.json", all);
    std::cout << step << ": " << entry.at("seconds").get<double>() << " s\n" << std::flush;
}

}  // namespace salt
