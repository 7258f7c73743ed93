// The model of the programs on tables, on columns that are awkward to standardize.
#include "../../examples/tabular/fourier_ridge.hpp"

#include "catch.hpp"
#include <diapir/core/random.hpp>

#include <cmath>

using namespace diapir;

namespace {

/// 100 rows of a uniform number, of another column, and y = 3 times the first.
struct sample {
    array<double> x = make_array<double>({100, 2}), y = make_array<double>({100});

    template <class Column>
    explicit sample(const Column& column) {
        random_stream random(7, 1);
        for (std::size_t i = 0; i < 100; ++i) {
            x(i, 0) = random.uniform();
            x(i, 1) = column(i, x(i, 0));
            y(i) = 3 * x(i, 0);
        }
    }
};

}  // namespace

TEST_CASE("a column that is constant but for one row to come says nothing, whatever its number") {
    for (const double c : {0.1, 0.5, 1e15 / 3, 0.0, -1e-170}) {
        const sample s([&](std::size_t, double) { return c; });
        const tabular::fourier_ridge model(s.x, s.y, 20, 1);
        auto rows = make_array<double>({2, 2});
        rows(0, 0) = rows(1, 0) = 0.4;
        rows(0, 1) = c;
        rows(1, 1) = c + 1;
        const auto y = model(rows);
        INFO("constant " << c);
        CHECK(y(1, 0) == y(0, 0));
        CHECK(y(0, 0) == Approx(1.2).margin(0.1));
    }
}

TEST_CASE("the unit of a column does not matter, however small") {
    for (const double unit : {1.0, 1e-170, 1e-310}) {
        const sample s([&](std::size_t, double first) { return unit * (1 - first); });
        auto only = s.x;
        for (std::size_t i = 0; i < 100; ++i) only(i, 0) = 0;  // all is said by the second column
        const tabular::fourier_ridge model(only, s.y, 20, 1);
        auto rows = make_array<double>({2, 2});
        rows(0, 1) = unit * 0.25;
        rows(1, 1) = unit * 0.75;
        const auto y = model(rows);
        INFO("unit " << unit);
        CHECK(y(0, 0) == Approx(2.25).margin(0.05));
        CHECK(y(1, 0) == Approx(0.75).margin(0.05));
    }
}
