#include "catch.hpp"
#include <diapir/data/add_noise.hpp>

#include <cmath>
#include <vector>

using diapir::random_stream;
using diapir::data::add_noise;

namespace {

/// The mean of x^power.
template <class T>
double moment(const std::vector<T>& x, int power) {
    double sum = 0;
    for (T value : x) sum += std::pow(static_cast<double>(value), power);
    return sum / static_cast<double>(x.size());
}

template <class T>
std::vector<T> noise(std::size_t count, double deviation, std::uint64_t seed) {
    std::vector<T> x(count, T{0});
    random_stream random(seed);
    add_noise(x.data(), count, deviation, random);
    return x;
}

template <class T>
void check_moments() {
    const auto x = noise<T>(1000000, 2, 3);
    CHECK(moment(x, 1) == Approx(0).margin(0.01));
    CHECK(moment(x, 2) == Approx(4).epsilon(0.01));
    CHECK(moment(x, 3) == Approx(0).margin(0.1));
    CHECK(moment(x, 4) == Approx(48).epsilon(0.02));
    double beyond = 0, neighbors = 0, partners = 0;
    for (std::size_t i = 0; i + 128 < x.size(); ++i) {
        beyond += std::abs(x[i]) > 4;
        neighbors += static_cast<double>(x[i]) * static_cast<double>(x[i + 1]);
        partners += static_cast<double>(x[i]) * static_cast<double>(x[i + 128]);
    }
    CHECK(beyond / 1e6 == Approx(0.0455).epsilon(0.02));
    CHECK(neighbors / 1e6 == Approx(0).margin(0.02));
    CHECK(partners / 1e6 == Approx(0).margin(0.02));
}

}  // namespace

TEST_CASE("noise is normal, of the standard deviation asked for, and independent from value to value") {
    check_moments<float>();
    check_moments<double>();
}

TEST_CASE("noise is added to what is there") {
    std::vector<double> x(300, 5);
    random_stream random(3);
    add_noise(x.data(), x.size(), 2, random);
    const auto alone = noise<double>(300, 2, 3);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == 5 + alone[i]);
}

TEST_CASE("noise follows from the next two numbers of the stream, and not from how many values it is for") {
    const auto many = noise<float>(1000, 1, 8), few = noise<float>(301, 1, 8);
    CHECK(std::equal(few.begin(), few.end(), many.begin()));
    CHECK(noise<float>(1000, 1, 9) != many);
    random_stream used(8), skipped(8);
    float value = 0;
    add_noise(&value, 1, 1, used);
    skipped();
    skipped();
    CHECK(used() == skipped());
    CHECK(noise<float>(0, 1, 8).empty());
    CHECK(value == many[0]);
    CHECK(value != 0);
}

TEST_CASE("a deviation that a number type does not hold is refused") {
    CHECK_THROWS_WITH(noise<float>(8, 1e38, 1), "add_noise: expected a deviation of 0 to 2.12676e+37, got 1e+38");
    for (const double v : noise<double>(10000, 1e307, 1)) REQUIRE(std::isfinite(v));
}
