#include "catch.hpp"
#include "larger.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/exact/interactions.hpp>

using namespace diapir;
using namespace diapir::testing;
using shap::interaction_index;

TEST_CASE("pairs of channels have a map of interactions over the outputs of a U-Net") {
    const reference_network<float> c;
    const auto e =
        shap::interactions(c.net, c.background, shap::players::channels(), {}, {.index = interaction_index::sii})(c.x);
    CHECK(shape_of(e.pairs) == shape{2, 4, 4, 12, 12, 1});
    const auto expected = shap_models().get<double>("unet_channel_sii");  // {n, output, channel, channel}
    double largest = 0;
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t o = 0; o < 144; ++o)
            for (std::size_t a = 0; a < 4; ++a)
                for (std::size_t b = 0; b < 4; ++b)
                    largest = testing::larger(
                        largest, std::abs(static_cast<double>(e.pairs.data()[((i * 4 + a) * 4 + b) * 144 + o]) -
                                          expected(i, o, a, b)));
    CHECK(largest < 1e-5);
    CHECK(max_difference(e.singles.values, shap::exact(c.net, c.background, shap::players::channels())(c.x).values) <
          1e-6);

    const auto sum = shap::interactions(c.net, c.background, shap::players::channels())(c.x);
    CHECK(sum.singles.residual < 1e-5);
}

TEST_CASE("a table's coalitions give its interactions, for every input and output") {
    const auto table = shap_models().get<double>("mix_v"), expected = shap_models().get<double>("mix_sii");
    for (std::size_t i = 0; i < 3; ++i) {
        table_game g{5, 1, {table.data() + 32 * i, table.data() + 32 * (i + 1)}};
        const auto e = shap::interactions(g, g.nobody(), {}, {.index = interaction_index::sii})(g.everybody());
        const std::vector<double> one(expected.data() + 25 * i, expected.data() + 25 * (i + 1));
        CHECK(max_difference(e.pairs, one) < 1e-10 * max_magnitude(expected));
    }
    const table_game f = random_game(5, 1), g = random_game(5, 2), both = side_by_side(f, g);
    for (const auto index : {interaction_index::k_sii, interaction_index::stii, interaction_index::fsii}) {
        const auto e = shap::interactions(both, both.nobody(), {}, {.index = index})(make_array({2, 5}, 1.0));
        const auto alone = shap::interactions(g, g.nobody(), {}, {.index = index})(g.everybody());
        CHECK(e.singles.residual < 1e-12);
        CHECK(shape_of(e.pairs) == shape{2, 5, 5, 2});
        for (std::size_t a = 0; a < 5; ++a) {
            CHECK(e.singles.values(1, a, 1) == Approx(alone.singles.values(0, a, 0)).margin(1e-14));
            CHECK(e.pairs(1, a, a, 1) == 0);
            for (std::size_t b = 0; b < 5; ++b) {
                CHECK(e.pairs(1, a, b, 1) == Approx(alone.pairs(0, a, b, 0)).margin(1e-14));
                CHECK(e.pairs(1, a, b, 1) == e.pairs(1, b, a, 1));
            }
        }
    }
    const table_game large{21, 1, std::vector<double>(1)};
    CHECK_THROWS_WITH(shap::interactions(large, large.nobody()), Catch::Contains("21"));
}

TEST_CASE("interactions keep the laws: dummies have none, like players the same, and they are linear in the game") {
    table_game f = random_game(7, 1), g = random_game(7, 2);
    for (std::size_t mask = 0; mask < f.coalitions(); ++mask) {
        if (mask >> 4 & 1) f.at(mask) = f.at(mask ^ 16);         // player 4 does nothing
        if ((mask & 3) == 2) f.at(mask) = f.at((mask ^ 2) | 1);  // players 0 and 1 are the same
    }
    for (const auto index :
         {interaction_index::moebius, interaction_index::sii, interaction_index::k_sii, interaction_index::stii,
          interaction_index::fsii, interaction_index::bii, interaction_index::fbii}) {
        const auto of = [&](const table_game& t) {
            return shap::interactions(t, t.nobody(), {}, {.index = index})(t.everybody());
        };
        const auto a = of(f), b = of(g), both = of(2 * f + (-1) * g);
        CHECK(a.singles.values(0, 4, 0) == Approx(0).margin(1e-13));
        CHECK(a.singles.values(0, 0, 0) == Approx(a.singles.values(0, 1, 0)).margin(1e-13));
        for (std::size_t p = 0; p < 7; ++p) {
            CHECK(a.pairs(0, 4, p, 0) == Approx(0).margin(1e-13));
            if (p > 1) CHECK(a.pairs(0, 0, p, 0) == Approx(a.pairs(0, 1, p, 0)).margin(1e-13));
            CHECK(both.singles.values(0, p, 0) ==
                  Approx(2 * a.singles.values(0, p, 0) - b.singles.values(0, p, 0)).margin(1e-12));
            for (std::size_t q = 0; q < 7; ++q)
                CHECK(both.pairs(0, p, q, 0) == Approx(2 * a.pairs(0, p, q, 0) - b.pairs(0, p, q, 0)).margin(1e-12));
        }
    }
}
