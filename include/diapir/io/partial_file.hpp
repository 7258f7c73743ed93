// Files that are too large to be written in one go: they grow beside their target, at any place and from several
// processes, stay there when the program dies, and take the target's name when they are complete and on the disk. What
// an earlier run has left is as it wrote it unless the whole machine has stopped meanwhile.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/fnv_checksum.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
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
        : target_(std::move(target)), place_(detail::followed(target_)), name_(name_beside(place_).string()) {
        detail::require_replaceable(target_);
        descriptor_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        check(descriptor_ >= 0);
        detail::permit(name_, detail::permissions_of(place_), true);
    }
    partial_file(partial_file&& other) noexcept
        : target_(std::move(other.target_)),
          place_(std::move(other.place_)),
          name_(std::move(other.name_)),
          descriptor_(std::exchange(other.descriptor_, -1)) {}
    partial_file& operator=(partial_file&& other) noexcept {
        std::swap(target_, other.target_);
        std::swap(place_, other.place_);
        std::swap(name_, other.name_);
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~partial_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    const std::filesystem::path& target() const { return target_; }
    /// Its size now, in bytes.
    std::size_t size() const {
        struct ::stat status;
        check(::fstat(descriptor_, &status) == 0);
        return static_cast<std::size_t>(status.st_size);
    }
    /// Makes it as long as that; what is added reads as zeros and takes no space yet.
    void resize(std::size_t bytes) { check(::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0); }
    void write(std::size_t first, const char* from, std::size_t count) {
        for (std::size_t done = 0; done < count;) {
            const ssize_t put = ::pwrite(descriptor_, from + done, count - done, static_cast<off_t>(first + done));
            if (put < 0 && errno == EINTR) continue;
            check(put > 0);
            done += static_cast<std::size_t>(put);
        }
    }
    /// Asks the system to begin writing these bytes to the disk, and does not wait for it: what is flushed later is
    /// flushed sooner. Where the system cannot, nothing happens.
    void begin_flush([[maybe_unused]] std::size_t first, [[maybe_unused]] std::size_t count) const {
#ifdef SYNC_FILE_RANGE_WRITE
        if (count > 0)
            ::sync_file_range(descriptor_, static_cast<off_t>(first), static_cast<off_t>(count), SYNC_FILE_RANGE_WRITE);
#endif
    }
    /// Reads what was written.
    void read(std::size_t first, std::size_t count, char* to) const {
        for (std::size_t done = 0; done < count;) {
            const ssize_t got = ::pread(descriptor_, to + done, count - done, static_cast<off_t>(first + done));
            if (got < 0 && errno == EINTR) continue;
            check(got >= 0);
            require<file_error>(got > 0, name_, ": expected ", first + count, " bytes, got ", first + done);
            done += static_cast<std::size_t>(got);
        }
    }
    /// Flushes the file to the disk and gives it the name of its target, which is replaced where there is one; what
    /// replaces it has its permissions.
    void commit() {
        check(::fsync(descriptor_) == 0 || errno == EINVAL);  // not every file can be flushed
        check(::close(std::exchange(descriptor_, -1)) == 0);
        detail::permit(name_, detail::permissions_of(place_), false);
        check(std::rename(name_.c_str(), place_.string().c_str()) == 0);
        detail::flush_to_disk(place_.has_parent_path() ? place_.parent_path() : ".", false);
    }
    /// Removes it.
    void discard() {
        ::close(std::exchange(descriptor_, -1));
        std::error_code ignored;
        std::filesystem::remove(name_, ignored);
    }

private:
    void check(bool done) const {
        require<file_error>(done, target_.string(), ": cannot be written: ", detail::system_message());
    }

    std::filesystem::path target_, place_;  // as it was given, and where links from there lead
    std::string name_;
    int descriptor_ = -1;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
