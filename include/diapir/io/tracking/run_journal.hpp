// What is to be said of a run, in a file that only grows: a line of JSON for each thing that was said. A process that
// ends in the middle of a line leaves one that is no JSON, which readers pass over; what was said before stays.
//
//     RECORD/journal.jsonl    the lines; the first says how the run began
//     RECORD/kept/            artifacts as they were when they were handed over, until a store has them
//     RECORD/delivered.json   how far a store has acknowledged; see run_delivery.hpp
//     RECORD/lock             held by the process that delivers
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/sync_file.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <fcntl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// 32 hexadecimal digits that no other record has, as MLflow names runs.
inline std::string new_record_name() {
    std::random_device random;
    std::string name;
    while (name.size() < 32) name += "0123456789abcdef"[random() & 15];
    return name;
}

class run_journal {
public:
    /// Begins a journal in a folder that is made. Throws file_error where there is one, or it cannot be made.
    static run_journal begin(const std::filesystem::path& folder, const run_start& run) {
        require(names_record(run.record), "run_journal: expected a record of letters, digits, - and _, got ",
                excerpt(run.record));
        make_folder(folder);
        make_folder(folder / "kept");
        require<file_error>(!is_there(path_in(folder)), path_in(folder).string(), ": is there already");
        append(folder, {{"run", run.record}, {"experiment", run.experiment}, {"name", run.name}, {"time", run.time}});
        return run_journal(folder);
    }
    /// Whether a folder has a journal. One that a process was ended in the middle of beginning says nothing, and is
    /// none.
    static bool exists(const std::filesystem::path& folder) {
        return is_there(path_in(folder)) && !lines_in(path_in(folder), 0, 1).empty();
    }
    /// Opens the journal of a folder. Throws file_error where there is none.
    explicit run_journal(std::filesystem::path folder) : folder_(std::move(folder)) {
        const auto first = lines(0, 1);
        require<file_error>(!first.empty(), path().string(), ": expected a line that says how the run began");
        read_members(path().string(), [&] {
            const json& said = first[0].said;
            start_ = {said.at("run").get<std::string>(), said.at("experiment").get<std::string>(),
                      said.at("name").get<std::string>(), as_whole(said.at("time"), path().string())};
        });
        require<file_error>(names_record(start_.record), path().string(),
                            ": expected a record of letters, digits, - and _, got ", excerpt(start_.record));
    }

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path path() const { return path_in(folder_); }
    const run_start& start() const { return start_; }

    void parameters(const run_texts& texts) { append_texts("parameters", texts); }
    void tags(const run_texts& texts) { append_texts("tags", texts); }
    /// Numbers of a step.
    void metrics(const std::vector<std::pair<std::string, double>>& values, std::int64_t step, milliseconds_utc time) {
        json members = json::object();
        for (const auto& [key, value] : values) members[key] = number(value);
        append(folder_, {{"metrics", members}, {"step", step}, {"time", time}});
    }
    void status(run_status status, milliseconds_utc time) {
        append(folder_, {{"status", to_string(status)}, {"time", time}});
    }
    /// A file, kept as it is now: by a second name of the file, which other files may then replace but nobody write
    /// into, else by a copy. Throws argument_error for a name that leads out of the run, file_error where there is no
    /// such file.
    void artifact(const std::filesystem::path& given, const std::string& name) {
        require(leads_below(name), "run_journal: expected the name of an artifact below its run, got ", excerpt(name));
        std::error_code unknown;
        const auto file = std::filesystem::canonical(given, unknown);  // links may lead elsewhere later
        require<file_error>(!unknown, given.string(), ": cannot be kept: ", unknown.message());
        require<file_error>(std::filesystem::is_regular_file(file, unknown), given.string(),
                            ": cannot be kept: expected a file");
        const std::string own = new_record_name() + file.extension().string();
        const auto kept = folder_ / "kept" / own;
        std::error_code failure;
        std::filesystem::create_hard_link(file, kept, failure);
        if (failure) std::filesystem::copy_file(file, kept, failure);
        require<file_error>(!failure, file.string(), ": cannot be kept in ", kept.string(), ": ", failure.message());
        append(folder_, {{"artifact", name}, {"kept", own}});
    }

    /// Waits until what was said is on the disk, so that nothing later can be there without it.
    void flush() const { detail::flush_to_disk(path()); }

    /// A line, and the byte at which the next one begins.
    struct line {
        json said;  ///< null where the line is no JSON
        std::size_t end;
    };
    /// At most `count` of the lines from a byte on, at which one begins. The last one, if it is still being written, is
    /// not among them.
    std::vector<line> lines(std::size_t first, std::size_t count = static_cast<std::size_t>(-1)) const {
        return lines_in(path(), first, count);
    }

private:
    static std::filesystem::path path_in(const std::filesystem::path& folder) { return folder / "journal.jsonl"; }
    static std::vector<line> lines_in(const std::filesystem::path& path, std::size_t first, std::size_t count) {
        const positioned_file file(path);
        const std::size_t size = file.size();
        std::vector<line> found;
        std::string bytes;  // read, and not yet a line
        for (std::size_t at = first; at < size && found.size() < count;) {
            const std::size_t before = bytes.size(), piece = std::min<std::size_t>(1 << 20, size - at);
            bytes.resize(before + piece);
            file.read(at, piece, bytes.data() + before);
            at += piece;
            std::size_t begin = 0, unseen = before;
            for (std::size_t end; found.size() < count && (end = bytes.find('\n', unseen)) != bytes.npos;
                 begin = unseen = end + 1) {
                const auto text = std::string_view(bytes).substr(begin, end - begin);
                json said = detail::json_of(text, path.string()).value_or(nullptr);
                detail::restore_bytes(said);
                first += end + 1 - begin;
                found.push_back({std::move(said), first});
            }
            bytes.erase(0, begin);
        }
        return found;
    }

    void append_texts(const char* name, const run_texts& texts) {
        json members = json::object();
        for (const auto& [key, value] : texts) members[key] = value;
        append(folder_, {{name, members}});
    }
    /// Adds a line, which the system writes as a whole. Where the last one was not finished it is closed first.
    static void append(const std::filesystem::path& folder, const json& line) {
        const std::string file = path_in(folder).string();
        std::string bytes = detail::encoded(line).dump() + '\n';
        const file_descriptor opened(file, O_RDWR | O_CREAT | O_APPEND);
        require<file_error>(opened.is_open(), file, ": cannot be opened: ", detail::system_message());
        const std::size_t size = opened.size().value_or(0);
        char last = '\n';
        if (size > 0 && opened.read_at(size - 1, &last, 1) == 1 && last != '\n') bytes.insert(0, 1, '\n');
        const bool done = opened.write(bytes);
        require<file_error>(done, file, ": cannot be written: ", detail::system_message());
    }

    std::filesystem::path folder_;
    run_start start_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
