#include "catch.hpp"
#include "shap/games.hpp"
#include <diapir/shap/sampled/sampled_explainer.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// Writes down what it was given.
struct noting_estimate {
    static constexpr const char* name = "noting";

    template <class Game, class Work>
    void operator()(Game& game, Work& work, const shap::budget& limits, std::size_t memory) const {
        work.values[0] = static_cast<double>(limits.evaluations);
        work.values[1] = static_cast<double>(memory);
        work.standard_errors[2] = static_cast<double>(game.players() + limits.seed);
    }
};

}  // namespace

TEST_CASE("an estimate is given its game, its budget and its memory for every input") {
    const table_game g = random_game(4, 1);
    const shap::sampled_explainer<noting_estimate, const table_game&, double> explain(
        g, shap::background<double>(g.nobody()), shap::players::elements(), {.evaluations = 70, .seed = 5},
        {.memory = 9000});
    const auto e = explain(make_array<double>({2, 4}, 1.0));
    CHECK(e.estimator == "noting");
    REQUIRE(shape_of(e.standard_errors) == shape{2, 4, 1});
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(e.values(i, 0, 0) == 70);
        CHECK(e.values(i, 1, 0) == 9000);
        CHECK(e.standard_errors(i, 2, 0) == 9);
    }
}
