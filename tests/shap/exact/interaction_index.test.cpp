// Interaction indices against shapiq 1.3.2 and their definitions.
#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/interaction_index.hpp>

using namespace diapir;
using namespace diapir::testing;
using shap::interaction_index;

namespace {

std::vector<double> moebius_of(const table_game& g) {
    std::vector<double> table = g.values;
    shap::moebius_transform(table, g.players);
    return table;
}

}  // namespace

TEST_CASE("Moebius coefficients are shapiq's, and the transform is undone by its inverse") {
    for (std::size_t players : {4, 6, 8}) {
        const auto name = "game" + std::to_string(players);
        const auto v = shap_models().get<double>(name + "_v"), expected = shap_models().get<double>(name + "_moebius");
        std::vector<double> table(v.begin(), v.end());
        shap::moebius_transform(table, players);
        CHECK(max_difference(table, expected) < 1e-10 * max_magnitude(expected));
        shap::moebius_transform(table, players, 1);
        CHECK(max_difference(table, v) < 1e-12 * max_magnitude(expected));
    }
    std::vector<double> wrong(12);
    CHECK_THROWS_AS(shap::moebius_transform(std::span(wrong).first(3), 2), argument_error);
}

TEST_CASE("every index of order 2 is shapiq's") {
    const std::vector<std::pair<interaction_index, std::string>> indices{
        {interaction_index::sii, "sii"},   {interaction_index::k_sii, "ksii"}, {interaction_index::stii, "stii"},
        {interaction_index::fsii, "fsii"}, {interaction_index::bii, "bii"},    {interaction_index::fbii, "fbii"}};
    for (std::size_t players : {4, 6, 8}) {
        const auto name = "game" + std::to_string(players);
        const auto m = shap_models().get<double>(name + "_moebius");
        const auto masks = shap::coalitions_up_to(players, 2);
        for (const auto& [index, text] : indices) {
            const auto one = shap_models().get<double>(name + "_" + text + "_1"),
                       two = shap_models().get<double>(name + "_" + text + "_2");
            const auto found = shap::interactions_from_moebius({m.data(), m.size()}, players, index, 2);
            const double relative = text == "fsii" ? 1e-8 : 1e-10;
            INFO(name << " " << text);
            for (std::size_t k = 1; k < masks.size(); ++k) {
                const auto a = static_cast<std::size_t>(std::countr_zero(masks[k]));
                const auto b = static_cast<std::size_t>(std::bit_width(masks[k])) - 1;
                CHECK(std::abs(found[k] - (a == b ? one(a) : two(a, b))) <
                      relative * max_magnitude(a == b ? one : two));
            }
            const double nobody = text == "fbii" ? shap_models().get<double>(name + "_fbii_0")(0) : m(0);
            CHECK(std::abs(found[0] - nobody) < 1e-10 * std::abs(nobody));
        }
    }
}

TEST_CASE("indices of order 1 are Shapley and Banzhaf values") {
    const table_game g = side_by_side(random_game(5, 1), random_game(5, 2));
    const auto m = moebius_of(g);
    const auto shapley = shapley_values(g);
    for (const auto index :
         {interaction_index::sii, interaction_index::k_sii, interaction_index::stii, interaction_index::fsii}) {
        const auto found = shap::interactions_from_moebius(m, 5, index, 1);
        CHECK(max_difference(std::span(found).subspan(2), shapley) < 1e-12);
    }
    for (const auto index : {interaction_index::bii, interaction_index::fbii}) {
        const auto found = shap::interactions_from_moebius(m, 5, index, 1);
        for (std::size_t p = 0; p < 5; ++p) {
            double banzhaf = 0;
            for (std::size_t mask = 0; mask < 32; ++mask) banzhaf += (mask >> p & 1 ? 1 : -1) * g.at(mask, 1) / 16;
            CHECK(found[2 + 2 * p + 1] == Approx(banzhaf).margin(1e-12));
        }
    }
}

TEST_CASE("indices that add up do so at every order, and of the full order are Moebius coefficients") {
    const table_game g = random_game(6, 3);
    const auto m = moebius_of(g);
    for (const auto index : {interaction_index::k_sii, interaction_index::stii, interaction_index::fsii}) {
        for (std::size_t order = 1; order <= 6; ++order) {
            double sum = 0;
            for (double v : shap::interactions_from_moebius(m, 6, index, order)) sum += v;
            CHECK(sum == Approx(g.at(63)).margin(1e-11));
        }
        const auto full = shap::interactions_from_moebius(m, 6, index, 6);
        const auto masks = shap::coalitions_up_to(6, 6);
        REQUIRE(masks.size() == 64);
        if (index != interaction_index::stii)
            for (std::size_t k = 0; k < 64; ++k) CHECK(full[k] == Approx(m[masks[k]]).margin(1e-11));
    }
}

TEST_CASE("the faithful Banzhaf index of order 3 leaves nothing that order 3 could explain") {
    const table_game g = random_game(6, 4);
    const auto found = shap::interactions_from_moebius(moebius_of(g), 6, interaction_index::fbii, 3);
    const auto masks = shap::coalitions_up_to(6, 3);
    std::vector<double> gap = g.values;
    for (std::size_t mask = 0; mask < 64; ++mask)
        for (std::size_t k = 0; k < masks.size(); ++k)
            if ((mask & masks[k]) == masks[k]) gap[mask] -= found[k];
    for (std::uint64_t set : masks) {
        double product = 0;
        for (std::size_t mask = 0; mask < 64; ++mask) product += (mask & set) == set ? gap[mask] : 0;
        CHECK(product == Approx(0).margin(1e-11));
    }
}

TEST_CASE("SII of order 3 is its definition") {
    const table_game g = random_game(6, 5);
    const auto found = shap::interactions_from_moebius(moebius_of(g), 6, interaction_index::sii, 3);
    const auto masks = shap::coalitions_up_to(6, 3);
    for (std::size_t k = 1; k < masks.size(); ++k) {
        const std::size_t set = masks[k], s = static_cast<std::size_t>(std::popcount(set));
        double expected = 0;
        for (std::size_t t = 0; t < 64; ++t) {
            if (t & set) continue;
            double derivative = 0;
            for (std::size_t l = 0; l < 64; ++l)
                if ((l & set) == l)
                    derivative += ((s - static_cast<std::size_t>(std::popcount(l))) % 2 ? -1 : 1) * g.at(t | l);
            const double size = std::popcount(t), rest = 6.0 - size - static_cast<double>(s);
            expected += std::exp(std::lgamma(size + 1) + std::lgamma(rest + 1) -
                                 std::lgamma(6.0 - static_cast<double>(s) + 2)) *
                        derivative;
        }
        CHECK(found[k] == Approx(expected).margin(1e-11));
    }
}

TEST_CASE("coalitions are listed by size, and orders are checked") {
    CHECK(shap::coalitions_up_to(3, 2) == std::vector<std::uint64_t>{0, 1, 2, 4, 3, 5, 6});
    const std::vector<double> m(8, 1.0);
    CHECK_THROWS_WITH(shap::interactions_from_moebius(m, 3, interaction_index::sii, 4),
                      Catch::Contains("between 1 and 3"));
    CHECK_THROWS_AS(shap::interactions_from_moebius(m, 3, interaction_index::sii, 0), argument_error);
}

TEST_CASE("a mask holds up to 64 players") {
    const auto pairs = shap::coalitions_up_to(64, 2);
    CHECK(pairs.size() == 1 + 64 + 64 * 63 / 2);
    CHECK(pairs[64] == std::uint64_t{1} << 63);
    CHECK(pairs.back() == std::uint64_t{3} << 62);
    CHECK(shap::coalitions_up_to(3, 5).size() == 8);
    CHECK_THROWS_AS(shap::coalitions_up_to(65, 1), argument_error);
}
