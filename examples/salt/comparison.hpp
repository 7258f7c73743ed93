// Two evaluated folders --out on the same test images: which is better, by how much, and with what settings.
#pragma once

#include "workspace.hpp"
#include <diapir/core/table.hpp>
#include <diapir/nn/evaluation/bootstrap.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace salt {

/// What salt evaluate has left in a folder.
struct evaluated_run {
    std::filesystem::path out;
    diapir::table images;
    json metrics;
    json options;                ///< of the steps that made it, {step: {name: value}}
    std::string data;            ///< the checksum of the images and masks
    std::string mask_threshold;  ///< above which a pixel of a mask is salt

    /// The folder, as JSON and a page can have it.
    std::string name() const;
};

/// A metric of both, as means over the images.
struct metric_comparison {
    std::string metric;
    double a = 0, b = 0;
    diapir::nn::interval difference;
    std::size_t better = 0, worse = 0;  ///< images of b
};

/// An option with another value in each; empty where one has none.
struct setting_difference {
    std::string step, option, a, b;
};

struct comparison {
    evaluated_run a, b;
    std::vector<std::size_t> order;          ///< the row in b.images of each row of a.images
    std::vector<metric_comparison> metrics;  ///< the first is the one of the verdict
    std::string verdict;
    std::vector<setting_difference> settings;
    bool sizes_differ = false;  ///< the networks look at images of different sizes
};

/// Throws diapir::error where the folders are not evaluated on the same test images.
comparison compare_runs(const std::filesystem::path& a, const std::filesystem::path& b);

/// Whether the lower of two values of a metric is the better one.
bool lower_is_better(const std::string& metric);

json as_json(const comparison& c);
/// Whether the bytes of a file are such a JSON.
bool is_comparison(std::string_view file);

}  // namespace salt
