#include "checksum.hpp"
#include "data_folder.hpp"
#include "options.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/data/synthetic.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/tgs.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace salt {

using namespace diapir;
namespace fs = std::filesystem;

namespace {

std::string stem_of(std::size_t index) {
    std::ostringstream stem;
    stem << "section_" << std::setw(5) << std::setfill('0') << index;
    return stem.str();
}

std::string image_name(const std::string& stem) {
    return "images/" + stem + ".png";
}
std::string mask_name(const std::string& stem) {
    return "masks/" + stem + ".png";
}

/// What earlier calls have made in this folder.
file_checksums made_before(const workspace& w) {
    const json& record = w.past().record("synthesize");
    if (record.is_null() || record.at("options").value("data", std::string()) != stored_path(w.options())) return {};
    return record.value("files", json::object()).get<file_checksums>();
}

/// Makes sections first to last in the folder `staging` and returns the checksums of their files.
file_checksums make_sections(const settings& s, const fs::path& staging, std::size_t first, std::size_t last) {
    const data::synthetic_options options{.salt_free = s.salt_free};
    std::vector<std::string> sums(2 * (last - first));
    parallel_for(last - first, [&](std::size_t i) {
        const auto section = data::synthesize(options, s.seed, first + i);
        const std::string stem = stem_of(first + i);
        io::write_tgs_image(staging, stem, section.image);
        io::write_tgs_mask(staging, stem, section.mask);
        sums[2 * i] = checksum_of(staging / image_name(stem));
        sums[2 * i + 1] = checksum_of(staging / mask_name(stem));
    });
    file_checksums files;
    for (std::size_t i = first; i < last; ++i) {
        files[image_name(stem_of(i))] = sums[2 * (i - first)];
        files[mask_name(stem_of(i))] = sums[2 * (i - first) + 1];
    }
    return files;
}

/// Whether a file is called as a section is, or as one that is being written.
bool is_section(const std::string& name) {
    const std::string begin = "section_";
    if (!name.starts_with(begin)) return false;
    const std::size_t end = std::min(name.find_first_not_of("0123456789", begin.size()), name.size());
    const std::string rest = name.substr(end);
    return end >= begin.size() + 5 && (rest == ".png" || (rest.starts_with(".png.") && rest.ends_with(".tmp")));
}

/// Removes from the folder of sections on their way what a call that was interrupted has left there.
void clear_leftovers(const fs::path& staging) {
    std::error_code ignored;
    for (const char* part : {"images", "masks"})
        for (const auto& entry : fs::directory_iterator(staging / part, ignored))
            if (is_section(entry.path().filename().string())) fs::remove(entry.path(), ignored);
}

void move_files(const file_checksums& files, const fs::path& from, const fs::path& to) {
    for (const char* part : {"images", "masks"}) io::make_folder(to / part);
    for (const auto& [name, sum] : files) {
        std::error_code failure;
        fs::rename(from / name, to / name, failure);
        require<file_error>(!failure, (to / name).string(), ": cannot be written: ", failure.message());
    }
}

}  // namespace

/// Sections are made some hundred at a time in a hidden folder beside images/ and masks/, and the manifest knows them
/// before they take their places: after an interruption the next call still knows which files are its own.
void synthesize(const settings& asked) {
    workspace w(asked, "synthesize");
    const settings& s = w.options();
    require(s.count > 0, "synthesize: --count must be at least 1");
    w.claim();
    const fs::path folder = s.data.empty() ? s.out / "data" : s.data, staging = folder / ".unfinished";
    const auto own_files = [&] {
        auto present = files_of(folder);
        require_own(folder, present, made_before(w),
                    "to use these images run " + command("run", s.out, "--data " + shell_word(folder.string())) +
                        ", else name another folder with --data");
        return present;
    };
    if (!io::is_there(folder / ".locks")) own_files();  // a folder of somebody else stays as it is
    const auto alone = lock_in(folder, "synthesize_data", false);
    require<file_error>(alone.held(), folder.string(),
                        ": another 'salt synthesize' is at work there; wait for it, or choose another --data");
    const auto present = own_files();
    std::error_code ignored;
    for (const auto& [name, sum] : present) fs::remove(folder / name, ignored);
    clear_leftovers(staging);

    file_checksums made;
    manifest m(s.out);
    constexpr std::size_t at_once = 100;
    for (std::size_t first = 0; first < s.count; first += at_once) {
        const auto some = make_sections(s, staging, first, std::min(first + at_once, s.count));
        made.insert(some.begin(), some.end());
        m.store("synthesize", {{"unfinished", true},
                               {"options", decided(s, "synthesize")},
                               {"reads", json::object()},
                               {"writes", json::object()},
                               {"files", made}});
        move_files(some, staging, folder);
    }
    for (const fs::path& emptied : {staging / "images", staging / "masks", staging}) fs::remove(emptied, ignored);
    std::cout << s.count << " sections in " << folder.string() << '\n';
    w.finish({{"files", made}, {"writes", {{"data", summary(made)}}}}, {{"sections", s.count}});
}

}  // namespace salt
