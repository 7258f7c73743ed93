#include "catch.hpp"
#include <diapir/shap/game/coalitions.hpp>

using diapir::shap::coalitions;

TEST_CASE("coalitions begin empty and take players one by one, for any number of players") {
    for (const std::size_t players : {1, 63, 64, 65, 200}) {
        coalitions c(players, 3);
        CHECK(c.size() == 3);
        CHECK(c.players() == players);
        std::size_t present = 0;
        for (std::size_t p = 0; p < players; ++p) present += c.contains(1, p);
        CHECK(present == 0);
        c.add(1, 0);
        c.add(1, players - 1);
        c.add(1, players / 2);
        for (std::size_t p = 0; p < players; ++p) {
            CHECK(c.contains(1, p) == (p == 0 || p == players - 1 || p == players / 2));
            CHECK_FALSE(c.contains(0, p));
            CHECK_FALSE(c.contains(2, p));
        }
    }
}

TEST_CASE("a coalition is set from the bits of a mask") {
    coalitions c(5, 2);
    c.add(1, 3);
    c.assign(1, 0b10010);
    for (std::size_t p = 0; p < 5; ++p) {
        CHECK(c.contains(1, p) == (p == 1 || p == 4));
        CHECK_FALSE(c.contains(0, p));
    }
    coalitions full(64, 1);
    full.assign(0, ~std::uint64_t{0});
    CHECK(full.contains(0, 63));
}

TEST_CASE("players leave, rows are copied, complemented, counted and cleared") {
    for (const std::size_t players : {3, 64, 70, 128}) {
        coalitions c(players, 2), from(players, 1);
        from.add(0, 1);
        from.add(0, players - 1);
        c.assign(1, from, 0);
        CHECK(c.count(1) == 2);
        CHECK(c.count(0) == 0);
        c.complement(1);
        CHECK(c.count(1) == players - 2);
        CHECK(c.contains(1, 0));
        CHECK_FALSE(c.contains(1, players - 1));
        c.remove(1, 0);
        c.remove(1, 0);
        CHECK_FALSE(c.contains(1, 0));
        CHECK(c.words(1).size() == (players + 63) / 64);
        c.clear();
        CHECK(c.count(1) == 0);
    }
}

TEST_CASE("a row expands to two values, for all players or the first ones") {
    for (const std::size_t players : {3, 64, 70, 200}) {
        coalitions c(players, 2);
        for (std::size_t p = 0; p < players; p += 3) c.add(1, p);
        for (const std::size_t count : {players, players - 1}) {
            std::vector<float> values(players, 7.f);
            c.expand(1, std::span(values.data(), count), 2.f, -1.f);
            for (std::size_t p = 0; p < count; ++p) CHECK(values[p] == (p % 3 == 0 ? 2.f : -1.f));
            if (count < players) CHECK(values.back() == 7.f);
        }
    }
}
