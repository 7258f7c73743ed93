// All coalitions of a game, against tables that were computed from the definition.
#include "catch.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// Keeps the values of all coalitions of every input {n, 2^players, outputs}.
struct table_estimate {
    static constexpr const char* name = "table";
    static constexpr shap::standard_errors errors = shap::standard_errors::none;
    std::vector<double> table = {};

    void operator()(shap::evaluator& game, shap::estimation& one, const shap::options&) {
        const std::size_t begin = table.size(), outputs = one.base.size();
        table.resize(begin + (outputs << game.players()), NAN);
        shap::detail::for_each_coalition(game, one, [&](std::uint64_t mask, std::span<const double> v) {
            double* to = table.data() + begin + mask * outputs;
            CHECK(std::isnan(*to));
            std::copy(v.begin(), v.end(), to);
        });
    }
};

template <class M, class T>
std::vector<double> table_of(const M& m, const array<T>& background, const shap::player_rule& p, const array<T>& x,
                             shap::options o = {}) {
    table_estimate own;
    shap::estimator<table_estimate>()(m, background, p, std::move(o)).explain_with(x, own);
    return own.table;
}

}  // namespace

TEST_CASE("coalitions of models are worth what brute force says") {
    const auto check = [](const std::string& name, const auto& model) {
        const auto expected = shap_models().get<double>(name + "_v");
        INFO(name);
        CHECK(max_difference(table_of(model, shap_models().get<double>(name + "_background"), shap::players::elements(),
                                      shap_models().get<double>(name + "_x")),
                             expected) < 1e-10 * max_magnitude(expected));
    };
    for (const std::string name : {"linear", "poly", "mix"}) check(name, formula(name));
    check("mlp", [](const array<double>& x) { return mlp(x); });
}

TEMPLATE_TEST_CASE("coalitions of channels are worth a map, as brute force says", "", float, double) {
    const reference_network<TestType> c;
    const auto expected = shap_models().get<double>("unet_channel_v");
    CHECK(max_difference(table_of(c.net, c.background, shap::players::channels(), c.x), expected) <
          (std::is_same_v<TestType, float> ? 1e-5 : 1e-10 * max_magnitude(expected)));
}

TEST_CASE("every coalition comes once, however many there are") {
    for (const std::size_t players : {1, 2, 12, 13}) {
        const table_game g = side_by_side(random_game(players, 1), random_game(players, 2));
        std::size_t last = 0;
        const auto watch = [&](const progress& p) {
            CHECK(p.total == g.coalitions());
            last = p.done;
            return true;
        };
        CHECK(table_of(g, g.nobody(), shap::players::elements(), g.everybody(), {.progress = watch}) == g.values);
        CHECK(last == g.coalitions());
    }
}

TEST_CASE("the shares of all coalitions of a size are one in the number of players") {
    for (const std::size_t players : {1, 2, 5, 24}) {
        const auto weights = shap::detail::shapley_weights(players);
        REQUIRE(weights.size() == players);
        double coalitions = 1;  // of the others, with s players
        for (std::size_t s = 0; s < players; ++s) {
            CHECK(coalitions * weights[s] == Approx(1 / static_cast<double>(players)).epsilon(1e-12));
            coalitions *= static_cast<double>(players - 1 - s) / static_cast<double>(s + 1);
        }
    }
}
