// The files that the steps exchange, under one folder.
#pragma once

#include "settings.hpp"
#include <diapir/data/resize.hpp>
#include <diapir/io/npy.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace salt {

/// The path of a file of the workspace. Throws diapir::file_error where it does not exist yet.
std::filesystem::path existing(const settings& s, const std::string& file, const std::string& step);
/// The path of a file to write; makes the folder where needed.
std::filesystem::path writable(const settings& s, const std::string& file);

/// An array that an earlier step wrote.
template <class T>
diapir::array<T> load(const settings& s, const std::string& file, const std::string& step) {
    return diapir::io::load_npy<T>(existing(s, file, step));
}
/// Images or masks of a part (train, valid, test) as the network sees them: every stride-th pixel.
template <class T>
diapir::array<T> load_part(const settings& s, const std::string& name) {
    return diapir::data::decimate(load<T>(s, name + ".npy", "prepare"), s.stride);
}

nlohmann::ordered_json load_json(const settings& s, const std::string& file, const std::string& step);
void save_json(const settings& s, const std::string& file, const nlohmann::ordered_json& value);
/// Sets one entry of timings.json, and prints it.
void record(const settings& s, const std::string& step, const nlohmann::ordered_json& entry);

}  // namespace salt
