// All that the report is made of.
#pragma once

#include "../workspace.hpp"
#include "contribution_summary.hpp"
#include <diapir/core/table.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace salt {

namespace io = diapir::io;

struct material {
    std::vector<std::string> channels;  ///< their names, as titles
    std::string loss;                   ///< the name of the loss that was trained with
    std::string monitor;                ///< the metric whose best epoch was kept
    bool flips = false;                 ///< whether predictions are the means with those of mirror images
    double threshold = 0.5;
    json metrics, timings;
    json trained;  ///< the record of the training in the manifest
    json search;   ///< what salt search found, null where it did not run
    diapir::table history, per_image;
    diapir::array<float> x, y, p;      ///< the test set: channels, truth, probabilities
    std::vector<std::size_t> indexes;  ///< of the explained images in it
    diapir::shap::explanation<float> exact, deep;
    diapir::array<float> pairs;  ///< interactions of those images {n, channels, channels, rows, cols}
    explained_set set;           ///< for what is true of many images
    bool set_is_chosen = false;  ///< the set is the explained images themselves

    std::size_t images() const { return x.shape()[0]; }
    std::size_t rows() const { return x.shape()[1]; }
    std::size_t cols() const { return x.shape()[2]; }
    std::size_t pixels() const { return rows() * cols(); }
    /// The name of a test image, as a page can have it.
    std::string name(std::size_t i) const;
};

material collect(workspace& w);

/// One channel of an image, or of contributions to it, of {n, rows, cols, channels}.
std::vector<float> plane(const diapir::array<float>& a, std::size_t image, std::size_t channel = 0);

/// "the seismic, the energy and the sobel"
std::string enumeration(const std::vector<std::string>& names);

}  // namespace salt
