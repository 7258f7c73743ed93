// Explanations made by hand, for the tests of their figures.
#pragma once

#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline array<double> filled(const shape& s, const std::vector<double>& values) {
    array<double> a = make_array<double>(s);
    require(values.size() == a.size(), "filled: expected ", a.size(), " values, got ", values.size());
    std::copy(values.begin(), values.end(), a.data());
    return a;
}

/// Values {n, players} of features with those names and one output; predictions are what they add up to.
inline shap::explanation<double> explained(const std::vector<std::string>& names, const std::vector<double>& values,
                                           double base = 0) {
    const std::size_t players = names.size(), n = values.size() / players;
    shap::explanation<double> e;
    e.players = shape{players};
    e.player_axes = {{"feature", names}};
    e.values = filled({n, players}, values);
    e.base_values = make_array<double>({}, base);
    e.predictions = make_array<double>({n}, base);
    for (std::size_t k = 0; k < values.size(); ++k) e.predictions.data()[k / players] += values[k];
    return e;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
