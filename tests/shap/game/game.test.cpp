// Any type with players, outputs and evaluate is a game; one that breaks its contract is told so.
#include "catch.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/game/game.hpp>

#include <stdexcept>

using namespace diapir;

namespace {

/// Three players vote, the majority wins.
struct vote {
    std::size_t players() const { return 3; }
    shape outputs() const { return {}; }
    void evaluate(const shap::coalitions& rows, shap::value_sink sink) const {
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const double won = rows.count(r) > 1;
            sink(r, {&won, 1});
        }
    }
};
static_assert(shap::game<const vote>);
static_assert(!shap::game<int>);

/// A vote whose single voters' values are NaN, and which goes on whatever the sink throws.
struct deaf_vote : vote {
    void evaluate(const shap::coalitions& rows, shap::value_sink sink) const {
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const double won = rows.count(r) == 1 ? NAN : rows.count(r) > 1;
            try {
                sink(r, {&won, 1});
            } catch (const error&) {
            }
        }
    }
};

/// A vote that goes wrong in one of several ways, once it is asked for single voters.
struct fraud : vote {
    enum class kind { throws, infinite, too_few, too_many, out_of_order, wide } how;
    explicit fraud(kind k) : how(k) {}
    void evaluate(const shap::coalitions& rows, shap::value_sink sink) const {
        if (rows.size() == 2) return vote::evaluate(rows, sink);  // nobody and all
        const double values[2] = {how == kind::infinite ? INFINITY : 0, 0};
        if (how == kind::throws) throw std::runtime_error("the ballot box is lost");
        for (std::size_t r = 0; r < rows.size() - (how == kind::too_few) + (how == kind::too_many); ++r)
            sink(how == kind::out_of_order ? rows.size() - 1 - r : r, {values, how == kind::wide ? 2u : 1u});
    }
};

}  // namespace

TEST_CASE("a type with three members is a game") {
    const auto e = shap::exact(vote());
    for (std::size_t p = 0; p < 3; ++p) CHECK(e.values(0, p) == Approx(1 / 3.0));
    CHECK(e.predictions(0) == 1);
    CHECK(e.evaluations == 8);
    CHECK(e.made_with.labels.empty());
}

TEST_CASE("a game that breaks its contract ends the explanation with what it did") {
    const auto check = [](fraud::kind how, const std::string& told) {
        CHECK_THROWS_WITH(shap::exact(fraud(how)), Catch::Contains("shap::exact") && Catch::Contains(told));
        CHECK_THROWS_AS(shap::exact(fraud(how)), shap::model_error);
    };
    check(fraud::kind::throws, "threw: the ballot box is lost");
    check(fraud::kind::infinite, "not finite");
    check(fraud::kind::too_few, "gave 5 values for 6 coalitions");
    check(fraud::kind::too_many, "gave the value of coalition 6, expected 6; at coalition 5 with ");
    check(fraud::kind::out_of_order, "gave the value of coalition 5, expected 0");
    check(fraud::kind::wide, "gave 2 values, expected 1");
}

TEST_CASE("a cancelled estimate of a game is cancelled, no error of the game") {
    CHECK_THROWS_AS(shap::exact(vote(), {.progress = [](const progress&) { return false; }}), shap::cancelled);
}

TEST_CASE("a game does not hide what is wrong with its values") {
    CHECK_THROWS_AS(shap::exact(deaf_vote{}), shap::model_error);
    CHECK_THROWS_WITH(shap::exact(deaf_vote{}),
                      Catch::Contains("a value that is not finite; at coalition 0 with 1 of"));
}
