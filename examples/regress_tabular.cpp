// A regression on a table: a dense network learns a function of ten features, of which five count (Friedman 1991), and
// is asked how much each of them moves its predictions.
#include <diapir/nn.hpp>
#include <diapir/shap.hpp>

#include <cmath>
#include <iostream>
#include <numbers>

using namespace diapir;
using nn::activation;

namespace {

/// Rows {n, 10} that are uniform in [0, 1), and 10 sin(pi x0 x1) + 20 (x2 - 1/2)^2 + 10 x3 + 5 x4, with normal noise.
nn::dataset<float> friedman(std::size_t n, std::uint64_t seed) {
    random_stream random(seed);
    nn::dataset<float> set(make_array<float>({n, 10}), make_array<float>({n, 1}));
    for (float& v : set.x) v = static_cast<float>(random.uniform());
    for (std::size_t i = 0; i < n; ++i) {
        const float* x = &set.x(i, 0);
        const double bend = x[2] - 0.5;
        set.y(i, 0) = static_cast<float>(10 * std::sin(std::numbers::pi * x[0] * x[1]) + 20 * bend * bend + 10 * x[3] +
                                         5 * x[4] + random.normal());
    }
    return set;
}

}  // namespace

int main() {
    const nn::dataset<float> train = friedman(4000, 1), test = friedman(1000, 2);
    const nn::dense hidden{.units = 64, .activation = activation::silu};
    nn::network<float> net({10}, nn::sequential{hidden, hidden, nn::dense{.units = 1}});
    nn::fit(net, train, test,
            {.epochs = 40,
             .batch = 64,
             .optimizer = nn::adamw{.learning_rate = 1e-2},
             .task = nn::regression{},
             .schedule = nn::one_cycle{}});

    const auto found = nn::evaluate(net, test, nn::regression{}, nn::mean_squared_error{});
    std::cout << "on " << test.size() << " rows it has not seen: R^2 " << found["r2"] << ", root-mean-square error "
              << found["rmse"] << ", of which the noise is 1\n";

    // All 2^10 coalitions of features; an absent one takes its values from 50 rows of the training set.
    const auto explain = shap::exact(net, shap::backgrounds::sample(train.x, 50, 1));
    const auto e = explain(slice(test.x, 0, 20));
    const auto matters = e.mean_absolute();  // {features, 1}
    for (std::size_t feature = 0; feature < 10; ++feature)
        std::cout << "x" << feature << " moves a prediction by " << matters(feature, 0) << " on average\n";
    std::cout << "residual " << e.residual << '\n';
}
