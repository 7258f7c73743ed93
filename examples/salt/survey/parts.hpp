// Work that is cut in parts, each done once: which are done stands in a journal beside what is written, so that the
// same command goes on where it stopped. A part counts when all that it writes is written.
#pragma once

#include <diapir/io/json.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

namespace salt {

/// The file TARGET.parts: what the job is, and the numbers of the parts that are done, one a line. Several processes
/// may add to it.
class part_journal {
public:
    /// Reads what an earlier run of the same job has left. Throws diapir::file_error.
    part_journal(const std::filesystem::path& target, const diapir::io::json& job);

    /// Makes the file where there is none of this job, before the first part is finished.
    void begin();
    /// Forgets all parts.
    void restart();
    bool done(std::size_t part) const { return done_.contains(part); }
    std::size_t count() const { return done_.size(); }
    /// Notes that a part is done, in one write.
    void finish(std::size_t part);
    /// Reads what others have noted meanwhile.
    void refresh();
    /// Removes the file.
    void remove() const;

private:
    std::filesystem::path path_;
    std::string head_;
    bool same_;  ///< whether the file is of this job
    std::set<std::size_t> done_;
};

/// Calls work(part) for every part of first ... last - 1 that is not done yet, and notes it. `tell` hears after each
/// how many of them are done. This is the place where parts are handed out.
void run_parts(part_journal& journal, std::size_t first, std::size_t last, const std::function<void(std::size_t)>& work,
               const std::function<void(std::size_t)>& tell);

}  // namespace salt
