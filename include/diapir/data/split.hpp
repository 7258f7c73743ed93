// Seeded division of samples into training, validation and test sets, with the sizes of scikit-learn's
// train_test_split.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

struct split_options {
    double test = 0.2;   ///< share of all samples, rounded up
    double valid = 0.2;  ///< share of the samples that the test set leaves, rounded up
    std::uint64_t seed = 0;
};

/// The indexes of the samples of each set, in random order.
struct split_indexes {
    std::vector<std::size_t> train, valid, test;
};

namespace detail {

inline split_indexes cut(const std::vector<std::size_t>& order, const split_options& options) {
    require(options.test >= 0 && options.test < 1 && options.valid >= 0 && options.valid < 1,
            "split: expected shares in [0, 1), got test ", options.test, " and valid ", options.valid);
    const auto part = [](double share, std::size_t of) {
        return static_cast<std::size_t>(std::ceil(share * static_cast<double>(of)));
    };
    const std::size_t test = part(options.test, order.size());
    const std::size_t valid = part(options.valid, order.size() - test);
    require(test + valid < order.size(), "split: ", order.size(), " samples leave none for training after ", test,
            " for test and ", valid, " for validation");
    const auto begin = order.begin();
    const auto first_train = begin + static_cast<std::ptrdiff_t>(test + valid),
               first_valid = begin + static_cast<std::ptrdiff_t>(test);
    return {{first_train, order.end()}, {first_valid, first_train}, {begin, first_valid}};
}

}  // namespace detail

/// Divides samples 0 ... count - 1: 64 / 16 / 20 % by default. Throws argument_error for shares outside [0, 1) and
/// where no training sample would be left.
inline split_indexes split(std::size_t count, const split_options& options = {}) {
    return detail::cut(random_stream(options.seed).permutation(count), options);
}

/// The same sizes, with every class in its overall proportion in each set, within a sample or two; labels[i] is the
/// class of sample i.
inline split_indexes split(std::span<const std::size_t> labels, const split_options& options = {}) {
    random_stream random(options.seed);
    std::vector<std::size_t> order = random.permutation(labels.size());

    // The k-th of a class of m samples is put at (k + 1/2) / m of the way: every stretch then holds the classes in
    // proportion.
    std::map<std::size_t, std::size_t> seen, size;
    for (std::size_t label : labels) ++size[label];
    std::vector<double> place(labels.size());
    for (std::size_t i : order)
        place[i] = (static_cast<double>(seen[labels[i]]++) + 0.5) / static_cast<double>(size[labels[i]]);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place[a] < place[b]; });

    split_indexes parts = detail::cut(order, options);
    for (auto* part : {&parts.train, &parts.valid, &parts.test}) {
        std::vector<std::size_t> shuffled;
        for (std::size_t i : random.permutation(part->size())) shuffled.push_back((*part)[i]);
        *part = std::move(shuffled);
    }
    return parts;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
