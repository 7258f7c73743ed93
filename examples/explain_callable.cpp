// Explains any callable: exact Shapley values of a lambda with three features.
#include <diapir/shap.hpp>

#include <iostream>

int main() {
    // f(x) = x0 x1 + x2, from {n, 3} to {n, 1}.
    auto model = [](const xt::xarray<double>& x) -> xt::xarray<double> {
        return xt::view(x, xt::all(), xt::range(0, 1)) * xt::view(x, xt::all(), xt::range(1, 2)) +
               xt::view(x, xt::all(), xt::range(2, 3));
    };
    const xt::xarray<double> background{{0, 0, 0}, {1, 1, 1}};  // what an absent feature looks like
    const xt::xarray<double> x{{2, 3, 5}};

    auto explain = diapir::shap::exact(model, background);  // players default to elements
    const auto e = explain(x);                              // e.values {n, 3, 1}; e.base_values {1}

    std::cout << "base value " << e.base_values(0) << '\n';
    for (std::size_t player = 0; player < 3; ++player)
        std::cout << "x" << player << " contributes " << e.values(0, player, 0) << '\n';
    std::cout << "prediction " << e.predictions(0, 0) << ", residual " << e.residual << ", " << e.evaluations
              << " evaluations in " << e.seconds << " s\n";
}
