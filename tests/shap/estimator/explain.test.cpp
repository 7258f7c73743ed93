#include "catch.hpp"
#include <diapir/shap/estimator/explain.hpp>

using namespace diapir;

namespace {

const auto first_plus_second = [](const array<double>& x) {
    auto y = make_array<double>({x.shape()[0], 1}, 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) y.data()[i / 2] += x.data()[i];
    return y;
};
const array<double> three_inputs{{1, 2}, {3, 4}, {5, 6}};

}  // namespace

TEST_CASE("every game is estimated in turn, and what all share is evaluated once") {
    const shap::background<double> nobody(array<double>{{0, 0}, {2, 2}});
    const shap::options o{.seed = 4};
    std::vector<std::size_t> seen;
    const auto estimate = [&](shap::evaluator& game, shap::estimation& one, const shap::options&) {
        seen.push_back(one.index);
        CHECK(one.base[0] == 2);
        CHECK(one.prediction[0] == three_inputs(one.index, 0) + three_inputs(one.index, 1));
        CHECK(game.players() == 2);
        one.write(std::vector<double>{one.prediction[0], -2});
    };
    const auto e = shap::explain_model<double, double>("test", first_plus_second, nobody, o.players.resolve({2}), o,
                                                       three_inputs, estimate, shap::standard_errors::none, "none");
    CHECK(seen == std::vector<std::size_t>{0, 1, 2});
    CHECK(e.residual == 0);
    CHECK(e.evaluations == 3 + 2 + 2);  // inputs, references, and whether the first repeats
    CHECK(e.made_with.references == 2);
    CHECK(e.made_with.seed == 4);
    CHECK(e.made_with.settings == "none");
    CHECK_THROWS_WITH(
        (shap::explain_model<double, double>("test", first_plus_second, nobody, o.players.resolve({2}), o,
                                             array<double>{{1, 2, 3}}, estimate, shap::standard_errors::none)),
        Catch::Contains("shap::test: expected inputs {n, ...} of the shape {2}, got {1, 3}"));
}
