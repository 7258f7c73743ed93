// A folder of images/ and masks/, and which of its files the program has made itself.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace salt {

/// Checksums by names such as "images/a.png".
using file_checksums = std::map<std::string, std::string>;

/// What is in images/ and masks/ but for folders and what is hidden; none where a folder is missing. What is no file,
/// such as a link whose file is away, has an empty checksum. Throws diapir::file_error where a file cannot be read.
file_checksums files_of(const std::filesystem::path& folder);

/// One checksum of names and contents.
std::string summary(const file_checksums& files);

/// Throws diapir::file_error where the folder holds files that are not, byte for byte, among those that were made.
/// `way_out` says what to do instead.
void require_own(const std::filesystem::path& folder, const file_checksums& present, const file_checksums& made,
                 const std::string& way_out);

}  // namespace salt
