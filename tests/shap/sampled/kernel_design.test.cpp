#include "catch.hpp"
#include <diapir/shap/sampled/kernel_design.hpp>

#include <map>
#include <set>
#include <vector>

using namespace diapir;
using shap::detail::pair_design;
using shap::detail::pair_draw;

namespace {

std::vector<std::uint64_t> smaller(const pair_draw& draw) {
    std::vector<std::uint64_t> masks;
    for (std::size_t k = 0; k < draw.size(); ++k) {
        CHECK(draw.rows.count(2 * k) + draw.rows.count(2 * k + 1) == draw.rows.players());
        CHECK((draw.rows.words(2 * k)[0] & draw.rows.words(2 * k + 1)[0]) == 0);
        masks.push_back(draw.rows.words(2 * k)[0]);
    }
    return masks;
}

}  // namespace

TEST_CASE("outer sizes are taken in full, the others have as many each, without repeats") {
    pair_design design(16, 1);
    design.plan(999);
    const auto draw = design.extend(999);
    CHECK(draw.size() <= 999);
    CHECK(draw.size() >= 996);
    CHECK(draw.taken_in_full == 16 + 120);
    const auto masks = smaller(draw);
    CHECK(std::set(masks.begin(), masks.end()).size() == masks.size());
    std::map<std::size_t, double> of_size;
    for (std::size_t k = 0; k < masks.size(); ++k) {
        const std::size_t size = draw.rows.count(2 * k);
        CHECK(size <= 8);
        of_size[size] += 1;
        if (k >= draw.taken_in_full) CHECK(size == draw.rows.count(2 * (k ^ 1)));
    }
    CHECK(of_size[1] == 16);
    CHECK(of_size[2] == 120);
    for (std::size_t s = 3; s <= 8; ++s) CHECK(of_size[s] == Approx(863 / 5.5 / (s == 8 ? 2 : 1)).margin(2.1));
}

TEST_CASE("a design goes on where it was, until every pair is taken once") {
    for (std::size_t players : {2, 3, 4, 5, 8, 9}) {
        pair_design design(players, 2);
        const std::size_t pairs = (std::size_t{1} << (players - 1)) - 1;
        design.plan(pairs);
        std::set<std::uint64_t> seen;
        for (std::size_t target = players; seen.size() < pairs; target += 5) {
            REQUIRE(target < pairs + players + 10);
            for (std::uint64_t mask : smaller(design.extend(std::min(target, pairs)))) {
                const std::uint64_t other = ((std::uint64_t{1} << players) - 1) ^ mask;
                CHECK(seen.insert(std::min(mask, other)).second);
            }
            CHECK(design.drawn() == seen.size());
            CHECK(design.drawn() <= std::max(target, players));
        }
        CHECK(design.extend(pairs + 100).size() == 0);
    }
}

TEST_CASE("pairs are drawn without repeats to the last one, and never more than there may be") {
    for (const std::size_t players : {7, 8, 13, 15, 16})
        for (const std::uint64_t seed : {1, 2, 820}) {
            const std::size_t pairs = (std::size_t{1} << (players - 1)) - 1, round = pairs / 7 + 1;
            for (const std::size_t planned : {pairs / 3, pairs - 1, pairs}) {
                pair_design design(players, seed);
                design.extend(players);
                design.plan(std::max(planned, players));
                std::set<std::uint64_t> seen;
                for (std::size_t target = players; design.drawn() < planned;) {
                    const std::size_t before = design.drawn();
                    target = std::min(std::max(target, before) + round, planned);
                    for (const std::uint64_t mask : smaller(design.extend(target))) {
                        const std::uint64_t other = ((std::uint64_t{1} << players) - 1) ^ mask;
                        REQUIRE(seen.insert(std::min(mask, other)).second);
                    }
                    REQUIRE(design.drawn() == seen.size() + players);
                    REQUIRE(design.drawn() <= std::max(target, players));
                    if (target == planned && design.drawn() + 2 >= planned) break;
                }
                const std::size_t left = pairs - design.drawn();
                CHECK(design.extend(pairs).size() == left);
            }
        }
}

TEST_CASE("sizes of which few pairs can be expected are drawn together") {
    pair_design design(20, 1);
    design.plan(50);  // 20 of the first size, and 30 for nine others
    CHECK(design.strata().size() == 2);
    design.plan(100);
    CHECK(design.strata().size() == 7);  // 1 to 6 alone, 7 to 10 of fewer than eight pairs each together
}

TEST_CASE("many players and few pairs draw the size too") {
    pair_design design(1000, 3);
    design.plan(1200);
    const auto draw = design.extend(1200);
    CHECK(draw.taken_in_full == 1000);
    CHECK(draw.size() == 1200);
    CHECK(design.strata().size() == 2);
    CHECK(design.groups() == 13);
    double inverse = 0, expected = 0, mass = 0;  // sizes follow 1 / (s (m - s))
    for (std::size_t k = 1000; k < 1200; ++k) inverse += 1 / static_cast<double>(draw.rows.count(2 * k)) / 200;
    for (double s = 2; s <= 500; ++s) {
        const double w = 1 / (s * (1000 - s));
        expected += w / s;
        mass += w;
    }
    CHECK(inverse == Approx(expected / mass).epsilon(0.1));
}
