#include "parts.hpp"

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <string_view>
#include <system_error>

namespace salt {

using diapir::file_error;
using diapir::require;

namespace {

constexpr std::string_view end_mark = " done";

}  // namespace

part_journal::part_journal(const std::filesystem::path& target, const diapir::io::json& job)
    : path_(target), head_(diapir::io::format_json(job) + '\n') {
    path_ += ".parts";
    std::error_code ignored;
    same_ = std::filesystem::exists(path_, ignored) && diapir::io::read_file(path_).starts_with(head_);
    if (same_) refresh();
}

void part_journal::begin() {
    if (!same_) diapir::io::write_file(path_, head_);
    same_ = true;
}

void part_journal::restart() {
    done_.clear();
    same_ = false;
}

/// A line without its end mark is of a process that died while it wrote it.
void part_journal::refresh() {
    const std::string text = diapir::io::read_file(path_);
    for (std::size_t at = head_.size(), end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
        std::size_t part = 0;
        const auto [stop, failure] = std::from_chars(text.data() + at, text.data() + end, part);
        const std::string_view rest(stop, static_cast<std::size_t>(text.data() + end - stop));
        if (failure == std::errc{} && rest == end_mark) done_.insert(part);
    }
}

void part_journal::finish(std::size_t part) {
    // Begins with a line end, so that what a process that died has left behind spoils no other line.
    const std::string line = '\n' + std::to_string(part) + std::string(end_mark) + '\n';
    const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    const bool written = file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (file >= 0) ::close(file);
    require<file_error>(written, path_.string(), ": cannot be written");
    done_.insert(part);
}

void part_journal::remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void run_parts(part_journal& journal, std::size_t first, std::size_t last, const std::function<void(std::size_t)>& work,
               const std::function<void(std::size_t)>& tell) {
    std::size_t done = 0;
    for (std::size_t part = first; part < last; ++part) done += journal.done(part);
    for (std::size_t part = first; part < last; ++part) {
        if (journal.done(part)) continue;
        work(part);
        journal.finish(part);
        tell(++done);
    }
}

}  // namespace salt
