#include "catch.hpp"
#include "nn/training/support.hpp"
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/optimizers/sgd.hpp>
#include <diapir/nn/training/find_learning_rate.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/tasks.hpp>

#include <cmath>
#include <vector>

using namespace diapir;

namespace {

/// y = 2 x0 - x1 without noise.
nn::dataset<double> line(std::size_t n) {
    random_stream random(1);
    nn::dataset<double> set(make_array<double>({n, 2}), make_array<double>({n, 1}));
    for (double& v : set.x) v = random.normal();
    for (std::size_t i = 0; i < n; ++i) set.y(i, 0) = 2 * set.x(i, 0) - set.x(i, 1);
    return set;
}

const nn::fit_options plain{.batch = 16, .optimizer = nn::sgd{}, .task = nn::regression{}};

}  // namespace

TEST_CASE("rates grow by one factor, and the network stays as it was") {
    const auto samples = line(40);
    const nn::network<double> net({2}, nn::dense{.units = 1});
    const auto before = testing::flattened(net.parameters());
    const auto found = nn::find_learning_rate(net, samples, plain, {.from = 1e-4, .to = 1e-2, .steps = 5});
    CHECK(testing::flattened(net.parameters()) == before);
    const auto rates = found.steps.column("rate");
    REQUIRE(rates.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(rates[i] == Approx(1e-4 * std::pow(10, 0.5 * static_cast<double>(i))));
    CHECK_FALSE(found.blew_up);
}

TEST_CASE("the losses are those of a training with these rates") {
    const auto samples = line(40);
    const nn::network<double> net({2}, nn::dense{.units = 1});
    const auto found = nn::find_learning_rate(net, samples, plain, {.from = 1e-3, .to = 1e-1, .steps = 6});
    auto trained = net;
    auto options = plain;
    options.epochs = 2;  // of three batches
    options.schedule = [](const nn::training_position& at) {
        return 1e-3 * std::pow(100, static_cast<double>(at.step) / 5);
    };
    std::vector<double> losses;
    options.callbacks = {{.on_step = [&](const nn::training_step& step) {
        losses.push_back(step.loss);
        return true;
    }}};
    nn::fit(trained, samples, {}, options);
    REQUIRE(losses.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK(found.steps.column("loss")[i] == Approx(losses[i]));
}

TEST_CASE("the suggested rate trains, and the search ends where the loss blows up") {
    const auto samples = line(64);
    const nn::network<double> net({2}, nn::dense{.units = 1});
    const auto found = nn::find_learning_rate(net, samples, plain, {.from = 1e-4, .to = 100, .steps = 120});
    CHECK(found.blew_up);  // from a rate of about 1 on, steps lead away from the solution
    CHECK(found.steps.rows() < 120);
    CHECK(found.steps.column("rate").back() < 50);
    CHECK(found.suggestion > 0.01);
    CHECK(found.suggestion < 0.5);
    auto trained = net;
    auto options = plain;
    options.epochs = 20;
    options.optimizer = nn::sgd{.learning_rate = found.suggestion};
    CHECK(nn::fit(trained, samples, {}, options).column("loss").back() < 1e-2 * found.steps.column("loss")[0]);
}

TEST_CASE("losses are smoothed alike to both sides") {
    CHECK(nn::detail::smoothed_losses({5, 5, 5, 5}, 0.9) == std::vector<double>(4, 5));
    const auto s = nn::detail::smoothed_losses({0, 0, 1, 0, 0}, 0.5);
    CHECK(s[1] == Approx(s[3]));
    CHECK(s[0] == Approx(s[4]));
    CHECK(s[2] == Approx(1 / (1 + 2 * (0.5 + 0.25))));
    CHECK(s[1] == Approx(0.5 / (1 + 0.5 + 0.5 + 0.25 + 0.125)));
    CHECK(nn::detail::smoothed_losses({3, 1, 2}, 0) == std::vector<double>{3, 1, 2});
}

TEST_CASE("the steepest fall is sought before the lowest loss") {
    CHECK(nn::detail::steepest_fall({1, 2, 3, 4, 5, 6}, {9, 8, 5, 1, 2, 0.5}) == 3);
    CHECK(nn::detail::steepest_fall({1, 2, 3, 4, 5, 6}, {5, 4.9, 4.5, 4, 9, 5}) == 3);  // not that behind the peak
    CHECK(std::isnan(nn::detail::steepest_fall({1, 2, 3}, {1, 2, 3})));
    CHECK(nn::detail::steepest_fall({1, 2}, {34.7, 17}) == 1);
    CHECK(nn::detail::steepest_fall({1, 2, 3, 4}, {9, 1, 2, 3}) == 1);
    CHECK(nn::detail::steepest_fall({1, 2, 3, 4}, {3, 2.9, 2.8, 1}) == 3);
    CHECK(std::isnan(nn::detail::steepest_fall({1, 2, 3}, {2, 2, 2})));
    CHECK(std::isnan(nn::detail::steepest_fall({1}, {2})));
}

namespace {

/// A loss of one's own, below 0: what the squares of the errors lack to 10.
struct lowered_loss {
    std::string name() const { return "lowered_loss"; }
    template <class T>
    double operator()(const tensor<T>& z, const tensor<T>& y, tensor<T>* slope) const {
        return nn::mean_squared_error{}(z, y, slope) - 10;
    }
};

}  // namespace

TEST_CASE("losses below 0 end a search where they rise, not where they fall") {
    const auto samples = line(200);
    const nn::network<double> net({2}, nn::dense{.units = 1});
    auto options = plain;
    options.loss = lowered_loss{};
    const auto found = nn::find_learning_rate(net, samples, options, {.from = 1e-4, .to = 100, .steps = 120});
    CHECK(found.steps.column("loss").front() < 0);
    CHECK(found.blew_up);
    CHECK(found.steps.rows() > 60);
    CHECK(found.steps.rows() < 120);
    CHECK_FALSE(nn::detail::blows_up(-1, -1, 0.5, 4));
    CHECK_FALSE(nn::detail::blows_up(1.5, -1, 0.5, 4));
    CHECK(nn::detail::blows_up(2.5, -1, 0.5, 4));
    CHECK_FALSE(nn::detail::blows_up(2.5, -1, 2, 4));
    CHECK(nn::detail::blows_up(4.5, 1, 1, 4));
    CHECK_FALSE(nn::detail::blows_up(3.5, 1, 9, 4));
}

TEST_CASE("searches that cannot be are refused") {
    const auto samples = line(40);
    const nn::network<double> net({2}, nn::dense{.units = 1});
    CHECK_THROWS_WITH(nn::find_learning_rate(net, samples, plain, {.from = 1, .to = 1}),
                      Catch::Contains("find_learning_rate: expected at least two steps and rates that grow"));
    CHECK_THROWS_AS(nn::find_learning_rate(net, samples, plain, {.steps = 1}), argument_error);
    CHECK_THROWS_AS(nn::find_learning_rate(net, samples, plain, {.smoothing = 1}), argument_error);
    CHECK_THROWS_AS(nn::find_learning_rate(nn::network<double>({3}, nn::dense{.units = 1}), samples, plain),
                    argument_error);
}
