// What channels contribute in a whole set of images: how much and where, which of them decides, which do so together.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/io/json.hpp>
#include <diapir/nn/evaluation/bootstrap.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace salt {

/// Explained images: channels {n, rows, cols, channels}, truth and what the network itself says {n, rows, cols, 1},
/// exact contributions {n, rows, cols, channels}, mean magnitudes of interactions {n, channels, channels}.
struct explained_set {
    diapir::array<float> x, y, p, contributions, pairs;
    std::vector<std::string> channels;
    double threshold = 0.5;
    std::uint64_t seed = 42;

    std::size_t size() const { return x.shape()[0]; }
    std::size_t pixels() const { return y.size() / (size() == 0 ? 1 : size()); }
};

/// The contributions of the channels in some of the pixels.
struct region_contributions {
    std::string region;
    std::size_t pixels = 0;
    std::vector<diapir::nn::interval> magnitude;  ///< of each channel the mean |contribution|, over images resampled
    std::vector<diapir::nn::interval> mean;       ///< of each channel the mean contribution
};

/// Which channel pushes hardest to what was decided.
struct deciding_channels {
    std::string pixels_are;  ///< "right", "missed salt", "false salt"
    std::size_t pixels = 0;
    std::vector<double> share;  ///< of those pixels, for each channel
};

struct contribution_summary {
    std::vector<region_contributions> regions;  ///< all pixels, salt, outside, boundary
    std::vector<deciding_channels> deciders;    ///< right, missed salt, false salt
    /// {channels, channels}: mean magnitudes of interactions; on the diagonal of contributions.
    std::vector<std::vector<double>> together;
    /// For each channel some pixels as value and contribution, first of salt, then of the rest.
    std::vector<std::vector<std::pair<double, double>>> salt, rest;
};

/// Pixels so near to the other class are the boundary.
inline constexpr double boundary_reach = 2;

contribution_summary summarize(const explained_set& set);

/// Sentences that say which channel decides, where the model is wrong too, and which work together.
std::vector<std::string> which_decides(const contribution_summary& s, const std::vector<std::string>& channels);

/// As contributions.json.
diapir::io::json as_json(const contribution_summary& s, const std::vector<std::string>& channels);

}  // namespace salt
