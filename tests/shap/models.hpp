// Models that the tests of this layer explain.
#pragma once

#include "reference.hpp"
#include <diapir/core/array.hpp>

#include <cmath>
#include <string>

namespace diapir::testing {

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

/// The multilayer perceptron (6, 8, 5, 2) of shap_models.npz.
inline array<double> mlp(const array<double>& x) {
    static const auto models = reference("shap_models");
    const auto layer = [](const array<double>& in, const std::string& n, const auto& f) {
        const auto w = models.get<double>("mlp_W" + n), b = models.get<double>("mlp_b" + n);
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

}  // namespace diapir::testing
