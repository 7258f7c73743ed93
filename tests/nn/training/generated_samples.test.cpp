#include "catch.hpp"
#include <diapir/nn/training/generated_samples.hpp>

#include <vector>

using namespace diapir;

namespace {

nn::generated_samples<double> noisy(std::uint64_t seed) {
    return {5,
            {2, 3, 1},
            {2},
            [](std::size_t i, random_stream& random, std::span<double> x, std::span<double> y) {
                CHECK(x.size() == 6);
                CHECK(y.size() == 2);
                for (double& e : x) e = random.normal();
                y[0] = static_cast<double>(i);
                y[1] = x[0];
            },
            seed};
}
std::vector<double> read(const nn::sample_source<double>& source, const std::vector<std::size_t>& indexes) {
    std::vector<double> x(6 * indexes.size()), y(2 * indexes.size());
    source.read(indexes, x.data(), y.data(), nullptr);
    x.insert(x.end(), y.begin(), y.end());
    return x;
}

}  // namespace

TEST_CASE("generated samples are the same whenever they are asked for, and in any order") {
    const auto source = noisy(3);
    CHECK(source.size() == 5);
    CHECK(source.input() == shape{2, 3, 1});
    CHECK(source.target() == shape{2});
    CHECK(source.weight().axes() == 0);
    CHECK_NOTHROW(source.check("test"));
    const auto two = read(source, {4, 1}), one = read(source, {1});
    for (std::size_t i = 0; i < 6; ++i) CHECK(two[6 + i] == one[i]);
    CHECK(two[12] == 4);
    CHECK(two[13] == two[0]);
    CHECK(two[14] == 1);
    CHECK(two[0] != two[6]);  // samples have random numbers of their own
    CHECK(read(source, {4, 1}) == two);
    CHECK(read(noisy(3), {4, 1}) == two);
    CHECK(read(noisy(4), {4, 1})[0] != two[0]);
}

TEST_CASE("samples have other random numbers than weights, orders and changes of the same seed") {
    const auto samples = read(noisy(42), {0, 1, 2, 3, 4});
    for (const std::uint64_t seed : {std::uint64_t{42}, 42 ^ 0x9E3779B97F4A7C15u})
        for (std::uint64_t stream = 0; stream < 5; ++stream) {
            const double drawn = random_stream(seed, stream).normal();
            for (std::size_t i = 0; i < 5; ++i) CHECK(samples[6 * i] != drawn);
        }
}

TEST_CASE("no samples, and samples without elements, are not generated") {
    const auto make = [](std::size_t, random_stream&, std::span<float>, std::span<float>) {};
    CHECK_NOTHROW(nn::generated_samples<float>(1, {3}, {1}, make));
    CHECK_THROWS_WITH(nn::generated_samples<float>(0, {3}, {1}, make),
                      Catch::Contains("generated_samples: expected at least one sample, got 0 of {3}"));
    CHECK_THROWS_AS(nn::generated_samples<float>(1, {0, 3, 1}, {1}, make), argument_error);
    CHECK_THROWS_AS(nn::generated_samples<float>(1, {3}, {0}, make), argument_error);
    nn::generated_samples<float> given(1, {1}, {1}, make);
    const auto taken = std::move(given);
    float x = 0, y = 0;
    CHECK_THROWS_WITH(given.read(std::vector<std::size_t>{0}, &x, &y, nullptr),
                      "generated_samples: expected samples, got what they were moved from");
}
