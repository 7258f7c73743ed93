// Seeded division of samples in which every set has its share of small and of large values of a number that each sample
// has, such as the part of an image that is salt.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/data/split.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct stratified_split_options {
    double test = 0.2;   ///< share of all samples, rounded up
    double valid = 0.2;  ///< share of the samples that the test set leaves, rounded up
    std::uint64_t seed = 0;
    std::size_t quantiles = 10;   ///< strata of about as many samples each, where no edges are given
    std::vector<double> edges{};  ///< the largest value of every stratum but the last, ascending: {0, 0.5} gives three
};

/// The values that end all but the last of `count` strata of about as many samples each. Equal values are of one
/// stratum; where one value fills several, there are fewer edges. Throws argument_error for count 0 and for values that
/// are not finite.
inline std::vector<double> quantile_edges(std::span<const double> values, std::size_t count) {
    require(count > 0 && count <= 1 << 20, "quantile_edges: expected 1 to 1048576 strata, got ", count);
    std::vector<double> sorted(values.begin(), values.end()), edges;
    for (double value : sorted) require(std::isfinite(value), "quantile_edges: expected finite values, got ", value);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 1; k < count; ++k) {
        const std::size_t below = k * sorted.size() / count;
        if (below > 0 && (edges.empty() || edges.back() < sorted[below - 1])) edges.push_back(sorted[below - 1]);
    }
    return edges;
}

/// The stratum of each value: how many edges are smaller. Throws argument_error for edges that do not ascend and values
/// that are not finite.
inline std::vector<std::size_t> strata(std::span<const double> values, std::span<const double> edges) {
    for (std::size_t k = 0; k < edges.size(); ++k)
        require(k == 0 ? !std::isnan(edges[0]) : edges[k - 1] < edges[k], "strata: expected edges that ascend, got ",
                edges[k], " as number ", k);
    std::vector<std::size_t> labels;
    labels.reserve(values.size());
    for (double value : values) {
        require(std::isfinite(value), "strata: expected finite values, got ", value);
        labels.push_back(static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), value) - edges.begin()));
    }
    return labels;
}

/// Divides samples 0 ... n - 1 as split does, with every stratum of their values {n} in its overall proportion in each
/// set, within a sample or two. Throws as split, quantile_edges and strata do.
inline split_indexes stratified_split(std::span<const double> values, const stratified_split_options& options = {}) {
    const std::vector<double> edges = options.edges.empty() ? quantile_edges(values, options.quantiles) : options.edges;
    return split(strata(values, edges), {.test = options.test, .valid = options.valid, .seed = options.seed});
}

}  // namespace diapir::inline DIAPIR_TARGET::data
