#include "volume.hpp"

#include "array_volume.hpp"
#include "file_ending.hpp"
#include <diapir/core/error.hpp>

#include <algorithm>

namespace salt {

using programs::ending_of;

std::unique_ptr<volume_source> open_volume(const std::filesystem::path& path, const programs::survey_keys& keys,
                                           bool on_all_ranks) {
    if (programs::is_segy(path)) return open_segy(path, keys, on_all_ranks);
    if (ending_of(path) == ".npy") return open_npy(path);
    diapir::require(ending_of(path) == ".png", path.string(), ": expected a file .sgy, .segy, .npy or .png");
    return open_png(path);
}

diapir::data::amplitude_statistics statistics_of(const volume_source& volume, std::size_t most) {
    const volume_extents e = volume.extents();
    const std::size_t lines = std::clamp<std::size_t>(most / e.xlines, 1, e.ilines);
    diapir::data::amplitude_statistics all;
    std::vector<float> values(e.xlines * e.samples);
    for (std::size_t n = 0; n < lines; ++n) {
        volume.read({n * e.ilines / lines, 1, 0, e.xlines}, values.data());
        all.add(values.data(), values.size());
    }
    return all;
}

}  // namespace salt
