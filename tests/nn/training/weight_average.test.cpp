// Averages of weights against brute force in the test itself.
#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/training/weight_average.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

std::vector<tensor<double>> some_weights(std::uint64_t seed) {
    random_stream random(seed);
    std::vector<tensor<double>> all;
    for (const std::size_t size : {3, 20001}) {
        all.emplace_back(shape{size});
        for (double& e : all.back()) e = random.normal();
    }
    return all;
}

}  // namespace

TEST_CASE("equal averages are the mean of all weights") {
    nn::weight_average<double> average{nn::equal_average{}};
    CHECK(average.weights().empty());
    double sum = 0, last = 0;
    for (std::uint64_t n = 1; n <= 7; ++n) {
        const auto w = some_weights(n);
        average.update(std::span(w));
        sum += w[0][2];
        last += w[1][20000];
        CHECK(average.updates() == n);
        CHECK(average.weights()[0][2] == Approx(sum / static_cast<double>(n)));
        CHECK(average.weights()[1][20000] == Approx(last / static_cast<double>(n)));
    }
}

TEST_CASE("an exponential average warms up as TensorFlow's does with num_updates") {
    nn::weight_average<double> average{nn::exponential_average{.decay = 0.3}};
    double expected = some_weights(0)[0][1];
    for (std::uint64_t n = 0; n <= 9; ++n) {
        const auto w = some_weights(n);
        average.update(std::span(w));
        const double decay = std::min(0.3, (1 + static_cast<double>(n)) / (10 + static_cast<double>(n)));
        expected = decay * expected + (1 - decay) * w[0][1];
        CHECK(average.weights()[0][1] == Approx(expected));
    }
}

TEST_CASE("an exponential average without warm-up is that from 0, corrected for its start as with Adam") {
    nn::weight_average<double> average{nn::exponential_average{.decay = 0.9, .warm_up = false}};
    double from_zero = 0;
    for (std::uint64_t n = 1; n <= 9; ++n) {
        const auto w = some_weights(n);
        average.update(std::span(w));
        from_zero = 0.9 * from_zero + 0.1 * w[1][5];
        CHECK(average.weights()[1][5] == Approx(from_zero / (1 - std::pow(0.9, static_cast<double>(n)))));
    }
}

TEST_CASE("a network gets the average, and its own weights back") {
    nn::parameters<double> net{{"a", tensor<double>(shape{2}, 1.0)}, {"b", tensor<double>(shape{1}, 5.0)}};
    nn::weight_average<double> average{nn::equal_average{}};
    CHECK_THROWS_AS(average.exchange(net), argument_error);
    average.update(net);
    for (auto& p : net)
        for (double& e : p.value) e += 2;
    average.update(net);
    average.exchange(net);
    CHECK((net[0].value[1] == 2 && net[1].value[0] == 6));
    average.exchange(net);
    CHECK((net[0].value[1] == 3 && net[1].value[0] == 7));
    CHECK(average.weights()[0][0] == 2);
}

TEST_CASE("an average goes on where it was left") {
    nn::weight_average<double> whole{nn::equal_average{}}, first = whole, second = whole;
    for (std::uint64_t n = 1; n <= 5; ++n) {
        const auto w = some_weights(n);
        whole.update(std::span(w));
        if (n == 3) second.restore(first.weights(), first.updates());
        (n < 3 ? first : second).update(std::span(w));
    }
    CHECK(second.updates() == 5);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(std::equal(second.weights()[i].begin(), second.weights()[i].end(), whole.weights()[i].begin()));
    CHECK_THROWS_AS(second.restore({}, 3), argument_error);
}

TEST_CASE("weights of other shapes and decays without a meaning are refused") {
    CHECK_THROWS_WITH(nn::weight_average<double>(nn::exponential_average{.decay = 1}),
                      Catch::Contains("exponential_average: expected decay"));
    for (const double share : {-0.1, 1.5, std::nan("")})
        CHECK_THROWS_WITH(nn::weight_average<double>([&](std::size_t) { return share; }),
                          Catch::Contains("weight_average: expected a share that is kept in 0 ... 1, got "));
    nn::weight_average<double> grows{[](std::size_t n) { return 0.5 * static_cast<double>(n); }}, average;
    std::vector<tensor<double>> w = some_weights(1);
    for (int i = 0; i < 3; ++i) grows.update(std::span(w));
    CHECK_THROWS_WITH(grows.update(std::span(w)), Catch::Contains("got 1.5 of an average of 3"));
    average.update(std::span(w));
    CHECK_THROWS_AS(average.update(std::span(w).first(1)), argument_error);
    w[1] = tensor<double>(shape{2}, 0.0);
    CHECK_THROWS_WITH(average.update(std::span(w)), Catch::Contains("expected weights {20001}, got {2}"));
    CHECK(average.updates() == 1);
}

TEST_CASE("an average that was moved from goes on") {
    nn::weight_average<double> average{nn::equal_average{}};
    average.update(std::vector{tensor<double>(shape{1}, 1.0)});
    const nn::weight_average<double> moved = std::move(average);
    average.update(std::vector{tensor<double>(shape{1}, 3.0)});
    CHECK(average.updates() == 2);
    CHECK(average.weights().at(0)[0] == 2);
    CHECK(moved.updates() == 1);
    CHECK(moved.weights().at(0)[0] == 1);
}
