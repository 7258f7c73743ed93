#include "catch.hpp"
#include <diapir/data/brent.hpp>

#include <cmath>

using diapir::data::minimize;

TEST_CASE("minimize finds minima inside and far outside of its bracket") {
    for (const double place : {0.0, 0.3, -1.9, 5.0, 700.0, -40.0}) {
        const auto m = minimize([&](double x) { return std::pow(x - place, 2) + 2; }, -2, 2);
        CHECK(m.place == Approx(place).epsilon(1e-7).margin(1e-7));
        CHECK(m.value == Approx(2));
    }
    CHECK(minimize([](double x) { return x * x * x * x - 3 * x; }, -2, 2).place ==
          Approx(std::cbrt(0.75)).epsilon(1e-6));
    CHECK(minimize([](double x) { return std::cosh(x - 0.75); }, 2, -2).place == Approx(0.75).epsilon(1e-6));
}

TEST_CASE("minimize copes with a function that is infinite near its ends") {
    const auto m = minimize([](double x) { return std::abs(x) < 0.1 ? (x - 0.05) * (x - 0.05) : INFINITY; }, -2, 2);
    CHECK(m.place == Approx(0.05).epsilon(1e-6));
    const auto far =
        minimize([](double x) { return std::abs(x - 9) < 0.1 ? (x - 9.05) * (x - 9.05) : INFINITY; }, 7, 11);
    CHECK(far.place == Approx(9.05).epsilon(1e-6));
}

TEST_CASE("minimize needs few evaluations of a smooth function") {
    int evaluations = 0;
    minimize([&](double x) { return ++evaluations, std::cosh(x - 0.75); }, -2, 2);
    CHECK(evaluations < 16);
    evaluations = 0;
    minimize([&](double x) { return ++evaluations, std::log(1 + (x - 7) * (x - 7)); }, -2, 2);
    CHECK(evaluations < 20);
}
