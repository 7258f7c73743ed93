// Models that the tests of this layer explain.
#pragma once

#include "reference.hpp"
#include <diapir/core/array.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// shap_models.npz
inline const io::npz_archive& shap_models() {
    static const auto archive = reference("shap_models");
    return archive;
}

/// Inputs of three features, and the rows that absent features take their values from.
inline const array<double> two_inputs{{1, 2, 3}, {-1, 0.5, 0}};
inline const array<double> three_references{{0.5, -1, 2}, {1, 0, 0.25}, {-0.5, 3, 1}};

/// A model {n, features} -> {n, 1} from a function of one row.
template <class F>
auto rowwise(const F& f) {
    return [f](const array<double>& x) {
        const std::size_t n = x.shape()[0], features = x.size() / n;
        array<double> y = make_array<double>({n, 1});
        for (std::size_t i = 0; i < n; ++i) y(i, 0) = f(x.data() + i * features);
        return y;
    };
}

/// The models NAME of shap_models.npz, {n, 5} -> {n, 1}: linear, poly and mix.
inline auto formula(const std::string& name) {
    static const auto c = shap_models().get<double>("coef"), w = shap_models().get<double>("linear_w"),
                      b = shap_models().get<double>("linear_b");
    return rowwise([name](const double* x) {
        if (name == "linear") return b(0) + w(0) * x[0] + w(1) * x[1] + w(2) * x[2] + w(3) * x[3] + w(4) * x[4];
        if (name == "poly") return c(0) * x[0] * x[1] + c(1) * x[2] - c(2) * x[0] * x[3] * x[4] + c(3) * x[1] * x[1];
        return c(0) * std::max(x[0], x[1]) + c(1) * std::sin(x[2]) * x[3] + c(2) * std::exp(-x[4] * x[4]);
    });
}

/// The multilayer perceptron (6, 8, 5, 2) of shap_models.npz.
inline array<double> mlp(const array<double>& x) {
    const auto layer = [](const array<double>& in, const std::string& n, const auto& f) {
        const auto w = shap_models().get<double>("mlp_W" + n), b = shap_models().get<double>("mlp_b" + n);
        array<double> out = make_array<double>({in.shape()[0], b.size()});
        for (std::size_t i = 0; i < in.shape()[0]; ++i)
            for (std::size_t o = 0; o < b.size(); ++o) {
                double y = b(o);
                for (std::size_t k = 0; k < in.shape()[1]; ++k) y += in(i, k) * w(k, o);
                out(i, o) = f(y);
            }
        return out;
    };
    const auto hidden = layer(x, "0", [](double v) { return std::max(v, 0.0); });
    return layer(layer(hidden, "1", [](double v) { return std::tanh(v); }), "2",
                 [](double v) { return 1 / (1 + std::exp(-v)); });
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
