// What the steps of the salt program are told on the command line, with the defaults of the original project.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace salt {

class run_records;

struct settings {
    std::filesystem::path out = "outputs";  ///< every step reads and writes here
    std::size_t threads = 0;                ///< 0: all cores
    std::uint64_t seed = 42;
    std::string recipe = "original";  ///< where the defaults below come from; see recipe.hpp

    // synthesize
    std::filesystem::path data;  ///< a folder with images/ and masks/; none: data/ under out
    std::size_t count = 1000;
    double salt_free = 0.4;
    std::string survey;  ///< such as 200x300x500: a survey of that size instead; none: sections

    // prepare
    std::size_t decimate = 2;  ///< every so many rows and columns of the raw images
    std::size_t size = 48;     ///< pixels of a side after resizing
    std::string attributes = "corrected";
    double mask_threshold = 0;           ///< a pixel of a mask above this share of full intensity is salt
    std::vector<std::string> channels;   ///< labels of registered attributes; none: attributes::channel_names
    std::string transform = "power";     ///< of each channel: power, or standard for mean and deviation only
    double valid_share = 0.2;            ///< of the images that the test set leaves
    bool stratify = false;               ///< every part has its share of every coverage by salt
    bool keep_flat = false;              ///< images with flat windows stay: these count as coherent
    std::vector<std::string> surveys;    ///< files of surveys whose labeled lines are cut in tiles; none: images
    std::vector<std::string> labels;     ///< where salt is in each of them
    std::size_t tile = 101, every = 10;  ///< samples of a side of a tile; of labeled lines one in so many is taken
    std::string direction = "inline";    ///< of the labeled lines: inline, crossline or both

    // train
    std::size_t stride = 2;  ///< every so many rows and columns of the prepared images are used
    std::size_t epochs = 0;  ///< at most; 0: none were named, see most_epochs
    std::size_t batch = 32, filters = 8, levels = 2, kernel = 5, patience = 10;
    std::size_t part = 0;  ///< images of a batch that go through the network together; 0: see nn::step_options
    double learning_rate = 1e-3, dropout = 0.5;
    std::string loss = "focal", monitor = "val_auc";
    bool residual = false, gates = false, hypercolumn = false, round_up = false;
    std::string normalization = "none";
    double supervision = 0;
    std::string optimizer = "adam", schedule = "constant", average = "none", augment = "none";
    double weight_decay = 1e-4, clip = 0;
    std::string time;  ///< such as 1h or 90s; none: no limit
    bool resume = false;

    // evaluate
    bool flips = false;             ///< the mean of the predictions for an image and its mirror image
    std::string threshold = "0.5";  ///< of salt; valid: the one with the best score on the validation set

    // search
    std::vector<std::string> vary;  ///< such as "filters=8,16"; see search_space.hpp
    std::size_t trials = 20, jobs = 1;
    bool grid = false;
    std::string budget;               ///< no trial begins after it; none: no limit
    std::optional<std::size_t> only;  ///< the number of the one trial to run

    // explain
    std::string players = "channels";
    std::size_t background = 100;
    std::vector<std::size_t> images;  ///< of the test set; none: those of the original, or a choice of nine
    std::size_t set = 16;             ///< test images of which contributions are summed up

    // compare
    std::vector<std::filesystem::path> runs;  ///< two folders

    // export
    std::string format = "onnx", data_format = "channels_first";
    std::filesystem::path file;  ///< to write; none: model.FORMAT under out

    // run
    std::string from, until;  ///< the first and the last step; none: those that there are

    // the record of a run; see records.hpp
    std::string track = "auto", experiment, run_name;
    std::shared_ptr<run_records> records = {};  ///< told what the steps do; null where nothing is recorded

    bool quiet = false, verbose = false;
    std::set<std::string> given;  ///< the names of the options that stood on the command line, such as "learning-rate"
    bool defaults = false;        ///< what was given to this step before is forgotten
};

}  // namespace salt
