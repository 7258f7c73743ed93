// What the steps of the salt program are told on the command line, with the defaults of the original project.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace salt {

struct settings {
    std::filesystem::path out = "outputs";  ///< every step reads and writes here
    std::size_t threads = 0;                ///< 0: all cores
    std::uint64_t seed = 42;

    // synthesize
    std::filesystem::path data;  ///< a folder with images/ and masks/; none: data/ under out
    std::size_t count = 1000;
    double salt_free = 0.4;

    // prepare
    std::size_t decimate = 2;  ///< every so many rows and columns of the raw images
    std::size_t size = 48;     ///< pixels of a side after resizing
    std::string attributes = "corrected";
    double mask_threshold = 0;  ///< a pixel of a mask above this share of full intensity is salt

    // train
    std::size_t stride = 2;  ///< every so many rows and columns of the prepared images are used
    std::size_t epochs = 200, batch = 32, filters = 8, levels = 2, kernel = 5, patience = 10;
    double learning_rate = 1e-3, dropout = 0.5;
    std::string loss = "focal", monitor = "val_auc";
    bool resume = false;

    // explain
    std::string players = "channels";
    std::size_t background = 100;
    std::vector<std::size_t> images;  ///< of the test set; none: those of the original, or a choice of nine

    std::set<std::string> given;  ///< the names of the options that stood on the command line, such as "learning-rate"
    bool defaults = false;        ///< what was given to this step before is forgotten
};

}  // namespace salt
