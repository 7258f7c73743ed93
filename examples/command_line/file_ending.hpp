// What kind of file a name says, in capitals or not.
#pragma once

#include <cctype>
#include <filesystem>
#include <string>

namespace programs {

/// The ending of a name in small letters: ".sgy" of SURVEY.SGY.
inline std::string ending_of(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return ending;
}

/// Whether a file is called as SEG-Y files are.
inline bool is_segy(const std::filesystem::path& path) {
    const std::string ending = ending_of(path);
    return ending == ".sgy" || ending == ".segy";
}

}  // namespace programs
