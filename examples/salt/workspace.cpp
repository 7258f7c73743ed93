#include "workspace.hpp"

#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

#include <iostream>
#include <system_error>

namespace salt {

using diapir::file_error;
using diapir::require;

std::filesystem::path existing(const settings& s, const std::string& file, const std::string& step) {
    const auto path = s.out / file;
    require<file_error>(std::filesystem::exists(path), path.string(), ": there is no such file; run \"salt ", step,
                        "\" first, with the same --out");
    return path;
}

std::filesystem::path writable(const settings& s, const std::string& file) {
    const auto path = s.out / file;
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    require<file_error>(!failure, path.parent_path().string(), ": cannot be made: ", failure.message());
    return path;
}

nlohmann::ordered_json load_json(const settings& s, const std::string& file, const std::string& step) {
    const auto path = existing(s, file, step);
    try {
        return nlohmann::ordered_json::parse(diapir::io::read_file(path));
    } catch (const nlohmann::json::exception& e) {
        throw file_error(path.string() + ": expected JSON: " + e.what());
    }
}

void save_json(const settings& s, const std::string& file, const nlohmann::ordered_json& value) {
    diapir::io::write_file(writable(s, file), value.dump(2) + "\n");
}

void record(const settings& s, const std::string& step, const nlohmann::ordered_json& entry) {
    nlohmann::ordered_json all;
    if (std::filesystem::exists(s.out / "timings.json")) all = load_json(s, "timings.json", step);
    all[step] = entry;
    save_json(s, "timings.json", all);
    std::cout << step << ": " << entry.at("seconds").get<double>() << " s\n" << std::flush;
}

}  // namespace salt
