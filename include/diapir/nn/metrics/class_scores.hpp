// What a prediction with a number for each class decides.
#pragma once

#include <diapir/core/target.hpp>

#include <cmath>
#include <cstddef>
#include <span>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The class of the largest number, the first of equal ones. NaN is no number; of NaN alone it is class 0.
template <class T>
std::size_t largest_class(std::span<const T> scores) {
    std::size_t best = 0;
    for (std::size_t c = 1; c < scores.size(); ++c)
        if (scores[c] > scores[best] || (std::isnan(scores[best]) && !std::isnan(scores[c]))) best = c;
    return best;
}

/// Whether fewer than k classes have larger numbers than this one (TensorFlow's in_top_k); never where its own is NaN.
template <class T>
bool among_largest(std::span<const T> scores, std::size_t of_class, std::size_t k) {
    if (std::isnan(scores[of_class])) return false;
    std::size_t larger = 0;
    for (const T score : scores) larger += score > scores[of_class];
    return larger < k;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
