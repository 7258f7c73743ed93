// How images became what a network was trained on: all that it takes to do the same to others. It travels in the file
// of the model, so that a model alone can be applied.
#pragma once

#include <diapir/data/amplitude_statistics.hpp>
#include <diapir/data/power_transform.hpp>
#include <diapir/io/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace salt {

/// Percentiles of amplitudes.
struct amplitude_range {
    static constexpr std::array<double, 7> percents{0, 1, 10, 50, 90, 99, 100};
    std::array<double, 7> values{};  ///< at these percents

    double median() const { return values[3]; }
    /// From 1 to 99 %.
    double spread() const { return values[5] - values[1]; }
};

amplitude_range range_of(const diapir::data::amplitude_statistics& statistics);

struct preparation {
    std::vector<std::string> channels;
    std::string attributes = "corrected";  ///< how prepare was told to compute them; the labels of channels say it all
    diapir::data::power_transform transform;
    std::size_t image_rows = 0, image_cols = 0;  ///< of the images as they came
    std::size_t decimate = 1, size = 0, stride = 1;
    amplitude_range amplitudes;  ///< of the images as they came
};

/// The member of a model's file that has it.
inline constexpr const char* preparation_member = "preparation.json";

diapir::io::json to_json(const preparation& p);
/// `origin` names the JSON in messages. Throws diapir::file_error where something is missing.
preparation preparation_from_json(const diapir::io::json& value, const std::string& origin);

}  // namespace salt
