#include "data_folder.hpp"

#include "checksum.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/is_there.hpp>

#include <algorithm>
#include <system_error>
#include <vector>

namespace salt {

using diapir::file_error;
using diapir::require;

file_checksums files_of(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const char* part : {"images", "masks"}) {
        if (!diapir::io::is_there(folder / part)) continue;
        std::error_code failure;
        const std::filesystem::directory_iterator entries(folder / part, failure);
        require<file_error>(!failure, (folder / part).string(), ": expected a folder: ", failure.message());
        for (const auto& entry : entries) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with('.') && !entry.is_directory(failure)) names.push_back(std::string(part) + '/' + name);
        }
    }
    std::vector<std::string> sums(names.size());
    diapir::parallel_for(names.size(), [&](std::size_t i) {
        std::error_code failure;
        if (std::filesystem::is_regular_file(folder / names[i], failure)) sums[i] = checksum_of(folder / names[i]);
    });
    file_checksums files;
    for (std::size_t i = 0; i < names.size(); ++i) files[names[i]] = sums[i];
    return files;
}

std::string summary(const file_checksums& files) {
    checksum all;
    for (const auto& [name, sum] : files) all.add(name + '\n' + sum + '\n');
    return all.text();
}

void require_own(const std::filesystem::path& folder, const file_checksums& present, const file_checksums& made,
                 const std::string& way_out) {
    std::vector<std::string> foreign;
    for (const auto& [name, sum] : present)
        if (const auto known = made.find(name); known == made.end() || known->second != sum) foreign.push_back(name);
    if (foreign.empty()) return;
    const std::string others = foreign.size() == 1 ? "" : " and " + std::to_string(foreign.size() - 1) + " more files";
    throw file_error((folder / foreign[0]).string() + others + (foreign.size() == 1 ? ": was" : ": were") +
                     " not made by salt, or changed since; " + way_out);
}

}  // namespace salt
