// Files that are too large to be written in one go: they grow beside their target, at any place and from several
// processes, stay there when the program dies, and take the target's name when they are complete and on the disk. What
// an earlier run has left is as it wrote it unless the whole machine has stopped meanwhile.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/fnv_checksum.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/sync_file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

/// The file TARGET.partial, open for reading and writing. Any number of threads may write to different places at once.
/// Every member throws file_error when the system reports a failure.
class partial_file {
public:
    /// The name under which a file grows, or with another ending what is kept meanwhile: beside it, or where it is a
    /// link beside what that leads to. Where both have no room in the 255 bytes of a file system, a checksum takes the
    /// place of the end of the name.
    static std::filesystem::path name_beside(const std::filesystem::path& target,
                                             std::string_view ending = ".partial") {
        std::filesystem::path place = detail::followed(target);
        const std::string name = place.filename().string();
        if (name.size() + ending.size() > 255) place.replace_filename(name.substr(0, 200) + fnv_digits(name));
        return place += ending;
    }

    /// Opens what an earlier run has left, or makes an empty file. Throws file_error where the target is there but is
    /// no file.
    explicit partial_file(std::filesystem::path target)
        : target_((detail::require_replaceable(target), std::move(target))),
          place_(detail::followed(target_)),
          name_(name_beside(place_).string()),
          file_(name_, O_RDWR | O_CREAT) {
        check(file_.is_open());
        detail::permit(name_, detail::permissions_of(place_), true);
    }

    /// Keeps all others away that call this too, until the file has its name, is removed or this ends. Throws
    /// file_error where another one, of this process or another, has it, or has just given it its name.
    void lock() {
        lock_ = file_descriptor(name_, O_RDWR);
        const bool alone = lock_.is_open() &&
                           (::flock(lock_.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&  // or no locks
                           is_one_file(file_, lock_) && is_one_file(file_, file_descriptor(name_, O_RDWR));
        if (!alone) lock_.close();
        require<file_error>(alone, name_, ": expected to be the only one who works at this, another process does");
    }
    /// Whether it was neither committed nor discarded.
    bool is_open() const { return file_.is_open(); }

    const std::filesystem::path& target() const { return target_; }
    const std::string& name() const { return name_; }
    /// Its size now, in bytes.
    std::size_t size() const {
        const auto bytes = file_.size();
        check(bytes.has_value());
        return *bytes;
    }
    /// Makes it as long as that; what is added reads as zeros and takes no space yet.
    void resize(std::size_t bytes) { check(::ftruncate(file_.number(), static_cast<off_t>(bytes)) == 0); }
    void write(std::size_t first, const char* from, std::size_t count) { check(file_.write_at(first, {from, count})); }
    /// Asks the system to begin writing these bytes to the disk, and does not wait for it: what is flushed later is
    /// flushed sooner. Where the system cannot, nothing happens.
    void begin_flush([[maybe_unused]] std::size_t first, [[maybe_unused]] std::size_t count) const {
#ifdef SYNC_FILE_RANGE_WRITE
        if (count > 0)
            ::sync_file_range(file_.number(), static_cast<off_t>(first), static_cast<off_t>(count),
                              SYNC_FILE_RANGE_WRITE);
#endif
    }
    /// Reads what was written.
    void read(std::size_t first, std::size_t count, char* to) const {
        const auto got = file_.read_at(first, to, count);
        check(got.has_value());
        require<file_error>(*got == count, name_, ": expected ", first + count, " bytes, got ", first + *got);
    }
    /// Flushes the file to the disk and gives it the name of its target, which is replaced where there is one; what
    /// replaces it has its permissions.
    void commit() {
        check(detail::flush_open_file(file_.number()));
        check(file_.close());
        detail::permit(name_, detail::permissions_of(place_), false);
        check(std::rename(name_.c_str(), place_.string().c_str()) == 0);
        lock_.close();
        detail::flush_folder_of(place_);
    }
    /// Removes it.
    void discard() {
        file_.close();
        std::error_code ignored;
        std::filesystem::remove(name_, ignored);
        lock_.close();
    }

private:
    /// Whether both are one file of the disk.
    static bool is_one_file(const file_descriptor& a, const file_descriptor& b) {
        struct ::stat of_a, of_b;
        return ::fstat(a.number(), &of_a) == 0 && ::fstat(b.number(), &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
               of_a.st_ino == of_b.st_ino;
    }
    void check(bool done) const {
        require<file_error>(done, target_.string(), ": cannot be written: ", detail::system_message());
    }

    std::filesystem::path target_, place_;  // as it was given, and where links from there lead
    std::string name_;
    file_descriptor file_;
    file_descriptor lock_;  // a descriptor of its own, so that it lasts until the file has its name
};

}  // namespace diapir::inline DIAPIR_TARGET::io
