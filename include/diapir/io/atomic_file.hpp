// Files that appear whole or not at all: they are written beside the target under a unique name, flushed to the disk
// and renamed when complete. A program that is killed may leave such a name behind, NUMBER.tmp, but never half a file.
// Where a link leads to the target, the target is what is written, and what replaces a file has its permissions.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/sync_file.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// Throws file_error for what is no name of a file, and where there is something else than a file: a folder, or a
/// device, in whose place a file would otherwise come.
inline void require_replaceable(const std::filesystem::path& target) {
    require_name(target, "written");
    std::error_code failure;
    const auto type = std::filesystem::status(target, failure).type();
    require<file_error>(failure != std::errc::filename_too_long, target.string(),
                        ": cannot be written: ", failure.message());
    require<file_error>(type != std::filesystem::file_type::directory, target.string(),
                        ": cannot be written: it is a directory");
    require<file_error>(target.has_filename(), target.string(), ": cannot be written: expected a name at its end");
    require<file_error>(type == std::filesystem::file_type::regular || type == std::filesystem::file_type::not_found ||
                            type == std::filesystem::file_type::none,
                        target.string(), ": cannot be written: it is a ",
                        type == std::filesystem::file_type::fifo ? "pipe" : "device");
}

/// Where the links lead that a path ends in, whether something is there or not; a path that is no link as it is. Throws
/// file_error where they lead in a circle.
inline std::filesystem::path followed(const std::filesystem::path& path) {
    std::filesystem::path place = path;
    for (int links = 0; links <= 40; ++links) {
        std::error_code ignored;
        if (!std::filesystem::is_symlink(place, ignored)) return place;
        place = place.parent_path() / std::filesystem::read_symlink(place, ignored);
    }
    throw file_error(path.string() + ": cannot be written: its links lead in a circle");
}

/// Throws file_error unless there is a directory for a file to be written in, or for what a link leads to.
inline void require_directory(const std::filesystem::path& target) {
    std::filesystem::path directory = followed(target).parent_path();
    if (directory.empty()) directory = ".";
    std::error_code ignored;
    require<file_error>(std::filesystem::is_directory(directory, ignored), target.string(),
                        ": cannot be written: there is no directory ", directory.string());
}

/// What the owner, the group and all others may do with a file; nothing where there is no file.
inline std::optional<std::filesystem::perms> permissions_of(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(path, ignored);
    if (!std::filesystem::exists(status)) return std::nullopt;
    return status.permissions() & std::filesystem::perms::all;
}
/// Gives a file the permissions of one that it will replace, and if need be those that writing takes. Where the system
/// has none, nothing happens.
inline void permit(const std::filesystem::path& path, std::optional<std::filesystem::perms> permissions,
                   bool to_write) {
    using std::filesystem::perms;
    std::error_code ignored;
    if (permissions)
        std::filesystem::permissions(
            path, to_write ? *permissions | perms::owner_read | perms::owner_write : *permissions, ignored);
}

/// What the names of files begin with that are written before they become `place`: its name and a point, cut where the
/// rest of a name would have no room in the 255 bytes of a file system.
inline std::string temporary_stem(const std::filesystem::path& place) {
    constexpr std::string_view longest = ".18446744073709551615.tmp.abcdef.part";
    return place.filename().string().substr(0, 255 - longest.size()) + ".";
}

}  // namespace detail

/// Whether a file, by its name, is what a program that was killed has left of writing `target`: NUMBER.tmp after that
/// name, and after it a point and six characters more where libzip was writing, and .part where that is a later
/// version. A target that is a link is what it leads to.
inline bool is_leftover_of(const std::filesystem::path& file, const std::filesystem::path& target) {
    const std::string name = file.filename().string(), before = detail::temporary_stem(detail::followed(target));
    if (!name.starts_with(before)) return false;
    const std::size_t end = name.find_first_not_of("0123456789", before.size());
    if (end == std::string::npos || end == before.size()) return false;
    const std::string_view ending = ".tmp";
    std::string_view rest = std::string_view(name).substr(end);
    if (!rest.starts_with(ending)) return false;
    rest.remove_prefix(ending.size());
    return rest.empty() || (rest[0] == '.' && (rest.size() == 7 || (rest.size() == 12 && rest.ends_with(".part"))));
}

/// An empty file beside `target` to write to. commit() gives the finished file the target's name; without it the
/// destructor removes what was written, and an old target stays as it was.
class atomic_target {
public:
    /// Throws file_error unless there can be files in the target's directory, and where the target is there but is no
    /// file.
    explicit atomic_target(std::filesystem::path target) : target_(std::move(target)) {
        detail::require_replaceable(target_);
        place_ = detail::followed(target_);
        detail::require_directory(target_);
        permissions_ = detail::permissions_of(place_);
        std::random_device random;
        const std::uint64_t number = (std::uint64_t{random()} << 32) | random();
        temporary_ = place_.parent_path() / (detail::temporary_stem(place_) + std::to_string(number) + ".tmp");
        const detail::file_handle made(std::fopen(temporary_.string().c_str(), "wbx"));
        require<file_error>(made != nullptr, target_.string(), ": cannot be written: ", detail::system_message());
        detail::permit(temporary_, permissions_, true);
    }
    ~atomic_target() {
        std::error_code ignored;
        if (!committed_) std::filesystem::remove(temporary_, ignored);
    }
    atomic_target(const atomic_target&) = delete;
    atomic_target& operator=(const atomic_target&) = delete;

    const std::filesystem::path& target() const { return target_; }
    const std::filesystem::path& temporary() const { return temporary_; }

    /// Throws file_error when the system reports a failure; the old file is then untouched.
    void commit() {
        const bool flushed = detail::flush_to_disk(temporary_);
        require<file_error>(flushed, target_.string(), ": cannot be written: ", detail::system_message());
        detail::permit(temporary_, permissions_, false);
        std::error_code failure;
        std::filesystem::rename(temporary_, place_, failure);
        require<file_error>(!failure, target_.string(), ": cannot be replaced: ", failure.message());
        committed_ = true;
        detail::flush_folder_of(place_);
    }

private:
    std::filesystem::path target_, place_, temporary_;
    std::optional<std::filesystem::perms> permissions_;  // of the old file
    bool committed_ = false;
};

/// A file written piece by piece. Every member throws file_error when the system reports a failure.
class atomic_file {
public:
    explicit atomic_file(std::filesystem::path target)
        : target_(std::move(target)), file_(std::fopen(target_.temporary().string().c_str(), "wb")) {
        check(file_ != nullptr);
    }

    /// Throws argument_error, as commit() does, for a file that is complete.
    void write(std::string_view bytes) {
        require_open();
        check(bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size());
    }
    /// Completes the file; nothing can be written after it.
    void commit() {
        require_open();
        check(std::fclose(file_.release()) == 0);
        target_.commit();
    }

private:
    void require_open() const {
        require(file_ != nullptr, "atomic_file: ", target_.target().string(),
                ": expected a file that is not complete yet, it was committed");
    }
    void check(bool done) const {
        require<file_error>(done, target_.target().string(), ": cannot be written: ", detail::system_message());
    }

    atomic_target target_;
    detail::file_handle file_;
};

/// Makes or replaces a file. Throws file_error when that fails; an old file is then untouched.
inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
    atomic_file file(path);
    file.write(bytes);
    file.commit();
}

}  // namespace diapir::inline DIAPIR_TARGET::io
