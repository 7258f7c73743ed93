#include "catch.hpp"
#include <diapir/data/brent.hpp>

#include <cmath>
#include <cstddef>

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
    evaluations = 0;
    minimize([&](double x) { return ++evaluations, std::cosh(x); }, -2, 1);  // to where tolerance says nothing
    CHECK(evaluations < 60);
}

// Expected values: SciPy 1.10.1, scipy.optimize.brent(f, brack=(a, b), tol=1e-5).
TEST_CASE("minimize looks where SciPy does, also along kinks and steps") {
    struct search {
        double (*f)(double);
        double a, b;
        std::size_t evaluations;
        double distance;  // the sum of the places' magnitudes
    };
    const auto log = [](double x) { return std::log(1 + (x - 0.3) * (x - 0.3)) + 0.1 * x; };
    const auto kink = [](double x) { return std::abs(x - 0.4) + 0.05 * x * x; };
    const auto flat = [](double x) { return std::pow(x - 0.2, 4); };
    const auto wave = [](double x) { return std::sin(3 * x) + 0.3 * x * x; };
    const auto steps = [](double x) { return std::floor(std::abs(x - 0.3) * 8); };
    const search searches[] = {{log, -2, 0.5, 12, 11.352556},   {log, 2, -1, 14, 14.851753},
                               {kink, -2, 0.5, 22, 16.246743},  {kink, 2, -1, 25, 20.384216},
                               {flat, -2, 0.5, 17, 11.82351},   {flat, 2, -1, 33, 18.019758},
                               {wave, -2, 0.5, 13, 13.90691},   {wave, 2, -1, 14, 16.584589},
                               {steps, -2, 0.5, 22, 18.104893}, {steps, 2, -1, 31, 17.628636}};
    for (const search& s : searches) {
        std::size_t evaluations = 0;
        double distance = 0;
        minimize([&](double x) { return ++evaluations, distance += std::abs(x), s.f(x); }, s.a, s.b, 1e-5);
        CAPTURE(s.a, s.distance);
        CHECK(evaluations == s.evaluations);
        CHECK(distance == Approx(s.distance).epsilon(1e-5));
    }
}
