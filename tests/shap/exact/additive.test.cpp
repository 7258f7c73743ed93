#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/additive.hpp>
#include <diapir/shap/exact/exact.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("values of an additive model are exact") {
    const auto f = rowwise([](const double* x) { return std::sin(x[0]) + x[1] * x[1] - 2 * std::exp(x[2]); });
    const auto e = shap::additive(f, three_references)(two_inputs),
               expected = shap::exact(f, three_references)(two_inputs);
    CHECK(max_difference(e.values, expected.values) < 1e-13);
    CHECK(e.residual < 1e-13);
    CHECK(e.evaluations < expected.evaluations);
}

TEST_CASE("the residual tells where players interact") {
    const table_game g = random_game(6, 1);
    const auto e = shap::additive(g, g.nobody())(g.everybody());
    for (std::size_t p = 0; p < 6; ++p)
        CHECK(e.values.data()[p] == Approx(g.at(std::size_t{1} << p) - g.at(0)).margin(1e-14));
    CHECK(e.residual > 0.01);
    check_laws([](const table_game& t) { return shap::additive(t, t.nobody())(t.everybody()); }, false);
}
