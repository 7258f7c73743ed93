// Tiles of labeled lines of surveys, as images with masks, and divided so that no part has neighbors of another.
#pragma once

#include "volume.hpp"
#include <diapir/data/split.hpp>
#include <diapir/io/tgs.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace salt {

struct labeled_survey {
    std::filesystem::path survey, labels;
};

struct tile_options {
    std::size_t side = 101;            ///< of a tile, in samples and traces
    std::size_t every = 10;            ///< of the labeled lines one in so many is taken
    std::string direction = "inline";  ///< inline, crossline or both
    double valid_share = 0.2;          ///< of what the test set leaves
    programs::survey_keys keys = {};
};

struct labeled_tiles {
    diapir::io::tgs_data<float> data;  ///< amplitudes of each survey with median 120 and 150 from 1 to 99 %
    diapir::data::split_indexes split;
    std::size_t between = 0;  ///< tiles that belong to no part, because they lie between two
};

/// Throws diapir::file_error for files that cannot be read or do not fit each other, and diapir::argument_error where
/// nothing is left for a part.
labeled_tiles cut_labeled_tiles(const std::vector<labeled_survey>& surveys, const tile_options& options);

}  // namespace salt
