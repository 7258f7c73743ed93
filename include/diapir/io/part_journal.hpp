// Which parts of a long work are done, so that it goes on where it stopped, whatever stopped it: a kill, a full disk,
// the power supply. A line of text a part, each with its checksum: a line that was written half is none.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/fnv_checksum.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/sync_file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// The record of one work. It belongs to one process at a time.
class part_journal {
public:
    /// Opens the journal of a work of `parts` parts, or begins one. `work` is a text that says all that the work
    /// depends on, such as options and checksums of what is read: a journal of another work is begun anew. `files` are
    /// those that the work grows, of which it notes the ones in its own folder: see abandoned(). Throws file_error
    /// where the file cannot be written, is none of a journal, or another process has it.
    part_journal(std::filesystem::path path, std::size_t parts, std::string_view work,
                 std::span<const std::filesystem::path> files = {})
        : path_((detail::require_replaceable(path), std::move(path))),
          key_(fnv_digits(std::to_string(parts) + '\n' + std::string(work))),
          names_(names_of(files)),
          done_(parts),
          file_(path_, O_RDWR | O_CREAT) {
        require<file_error>(file_.is_open(), path_.string(), ": cannot be opened: ", detail::system_message());
        const bool alone = ::flock(file_.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;  // or no locks here
        require<file_error>(alone, path_.string(),
                            ": expected to be the only one who works at this, another process does");
        read();
    }
    part_journal(const part_journal&) = delete;
    part_journal& operator=(const part_journal&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::size_t parts() const { return done_.size(); }
    /// What another work whose place this one took had noted, and this one does not grow: nobody goes on with them.
    const std::vector<std::filesystem::path>& abandoned() const { return abandoned_; }
    /// Throws argument_error, as record() does, where there is no such part.
    bool has(std::size_t part) const {
        require_part(part);
        return done_[part] != 0;
    }
    /// How many parts are done.
    std::size_t count() const { return count_; }
    /// Parts are done, and what was made of them is safe on the disk. When this returns, that is recorded there too.
    /// Throws file_error where it cannot be.
    void record(std::span<const std::size_t> parts) {
        std::string lines;
        for (const std::size_t part : parts) require_part(part);
        for (const std::size_t part : parts) lines += line(std::to_string(part));
        append(lines);
        for (const std::size_t part : parts) note(part);
    }
    void record(std::size_t part) { record(std::span(&part, 1)); }
    /// Forgets all parts: what was made of them is gone.
    void clear() {
        done_.assign(done_.size(), 0);
        count_ = 0;
        begin();
    }
    /// The work is complete: removes the file.
    void remove() {
        std::error_code failure;
        std::filesystem::remove(path_, failure);
        require<file_error>(!failure, path_.string(), ": cannot be removed: ", failure.message());
    }

private:
    static constexpr std::string_view title = "diapir parts 1 ";

    static constexpr std::string_view of_file = "file ";

    /// What is said, and the checksum of that and of the work of that key.
    static std::string line_of(const std::string& key, const std::string& said) {
        return said + ' ' + fnv_digits(key + ' ' + said) + '\n';
    }
    std::string line(const std::string& said) const { return line_of(key_, said); }
    std::vector<std::string> names_of(std::span<const std::filesystem::path> files) const {
        std::vector<std::string> names;
        for (const auto& file : files)
            if (const auto name = file.filename().string();
                file.parent_path() == path_.parent_path() && names_one_file(name) && name.find('\n') == name.npos)
                names.push_back(name);
        return names;
    }
    void require_part(std::size_t part) const {
        require(part < done_.size(), path_.string(), ": expected a part below ", done_.size(), ", got ", part);
    }
    void note(std::size_t part) {
        if (done_[part]) return;
        done_[part] = 1;
        ++count_;
    }
    void read() {
        const std::string text = io::read_file(path_);
        const std::string first = std::string(title) + key_ + '\n';
        if (text.size() < first.size() && first.compare(0, text.size(), text) == 0)
            return begin();  // new, or half begun
        require<file_error>(text.compare(0, title.size(), title) == 0, path_.string(),
                            ": expected a journal of parts, got another file; move it away");
        if (text.compare(0, first.size(), first) != 0) {
            take_place_of(text);
            return begin();
        }
        const std::size_t at = each_line(text, first.size(), [this](const std::string& line) { take(line); });
        // What comes next begins a line of its own.
        if (at != text.size()) require_done(::ftruncate(file_.number(), static_cast<off_t>(at)) == 0);
        require_done(::lseek(file_.number(), 0, SEEK_END) >= 0);
    }
    /// Calls f with each line that has its end, from a place on. Returns the place behind the last.
    template <class F>
    static std::size_t each_line(const std::string& text, std::size_t at, const F& f) {
        for (std::size_t end; (end = text.find('\n', at)) != text.npos; at = end + 1) f(text.substr(at, end + 1 - at));
        return at;
    }
    /// Another work's files. A line that does not say what its checksum says is left out.
    void take_place_of(const std::string& text) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string key = text.substr(title.size(), end - title.size());
        each_line(text, end + 1, [&](const std::string& whole) {
            const std::string said = whole.substr(0, whole.rfind(' '));
            if (!said.starts_with(of_file) || whole != line_of(key, said)) return;
            const std::string name = said.substr(of_file.size());
            if (names_one_file(name) && std::find(names_.begin(), names_.end(), name) == names_.end())
                abandoned_.push_back(path_.parent_path() / name);
        });
    }
    /// The same of a part of this one.
    void take(const std::string& whole) {
        std::size_t part = 0;
        const auto [rest, failure] = std::from_chars(whole.data(), whole.data() + whole.size(), part);
        if (failure != std::errc() || part >= done_.size()) return;
        if (line(std::to_string(part)) == whole) note(part);
    }
    void begin() {
        require_done(::ftruncate(file_.number(), 0) == 0 && ::lseek(file_.number(), 0, SEEK_SET) == 0);
        std::string head = std::string(title) + key_ + '\n';
        for (const std::string& name : names_) head += line(std::string(of_file) + name);
        append(head);
        detail::flush_folder_of(path_);
    }
    /// All bytes, or none of them.
    void append(std::string_view bytes) {
        const off_t end = ::lseek(file_.number(), 0, SEEK_END);
        require_done(end >= 0);
        if (file_.write(bytes) && detail::flush_open_file(file_.number())) return;
        const int reason = errno;
        static_cast<void>(::ftruncate(file_.number(), end) == 0);
        errno = reason;
        require_done(false);
    }
    void require_done(bool done) const {
        require<file_error>(done, path_.string(), ": cannot be written: ", detail::system_message());
    }

    std::filesystem::path path_;
    std::string key_;
    std::vector<std::string> names_;
    std::vector<std::filesystem::path> abandoned_;
    std::vector<char> done_;
    std::size_t count_ = 0;
    file_descriptor file_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
