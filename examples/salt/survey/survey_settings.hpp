// What the commands for surveys are told on the command line.
#pragma once

#include "volume.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace salt {

struct survey_settings {
    std::size_t threads = 0;  ///< 0: all cores
    std::filesystem::path input, output, model;
    programs::survey_keys keys;

    // survey
    std::filesystem::path figures;  ///< folder; none: nothing is drawn
    std::size_t traces = 100000;    ///< of which statistics are taken

    // predict
    std::string direction = "inline";  ///< inline, crossline or both
    double overlap = 0.5;              ///< of neighboring tiles, as a share of their side
    std::vector<std::string> volumes{"probability"};
    std::string explain = "none";  ///< exact or deep
    std::size_t background = 8;    ///< references of the explainer
    double threshold = 0.5;        ///< of the class
    bool eight_bits = false;
    std::string amplitudes = "auto";  ///< scale, keep, or auto: scaled where they are not as in training
    std::size_t memory = 256;         ///< of the lines worked on at a time, in MiB
};

}  // namespace salt
