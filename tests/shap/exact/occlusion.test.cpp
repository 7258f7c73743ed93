#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include <diapir/shap/exact/additive.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("occlusion is what the prediction loses without a player") {
    const table_game g = side_by_side(random_game(6, 1), random_game(6, 2));
    const auto e = shap::occlusion(g, g.nobody())(g.everybody());
    CHECK(e.estimator == "occlusion");
    CHECK(e.evaluations == 2 + 2 + 6);
    double largest = 0;
    for (std::size_t o = 0; o < 2; ++o) {
        double sum = g.at(0, o) - g.at(63, o);
        for (std::size_t p = 0; p < 6; ++p) {
            CHECK(e.values(0, p, o) == Approx(g.at(63, o) - g.at(63 ^ (std::size_t{1} << p), o)).margin(1e-14));
            sum += e.values(0, p, o);
        }
        largest = std::max(largest, std::abs(sum));
    }
    CHECK(e.residual == Approx(largest));
    check_laws([](const table_game& t) { return shap::occlusion(t, t.nobody())(t.everybody()); }, false);
    CHECK_THROWS_AS(shap::occlusion(g, g.nobody(), shap::players::elements(),
                                    {.progress = [](const progress&) { return false; }})(g.everybody()),
                    shap::cancelled);
}
