// Results come in the order of their items, however they are given.
#include "catch.hpp"
#include <diapir/core/in_order.hpp>
#include <diapir/core/parallel.hpp>

#include <memory>
#include <stdexcept>
#include <vector>

using namespace diapir;

TEST_CASE("a result is taken when all before it are there") {
    in_order<std::unique_ptr<int>> results;
    std::vector<int> taken;
    const auto give = [&](std::size_t item) {
        results.give(item, std::make_unique<int>(static_cast<int>(item)),
                     [&](std::unique_ptr<int> result) { taken.push_back(*result); });
        return taken;
    };
    CHECK(give(2).empty());
    CHECK(give(1).empty());
    CHECK(results.taken() == 0);
    CHECK(give(0) == std::vector<int>{0, 1, 2});
    CHECK(give(4) == std::vector<int>{0, 1, 2});
    CHECK(give(3) == std::vector<int>{0, 1, 2, 3, 4});
    CHECK(results.taken() == 5);
}

TEST_CASE("a result is taken once, also where taking it throws") {
    in_order<int> results;
    std::vector<int> taken;
    const auto take = [&](int result) {
        taken.push_back(result);
        if (result == 1) throw std::runtime_error("no more");
    };
    results.give(1, 1, take);
    results.give(2, 2, take);
    CHECK_THROWS_AS(results.give(0, 0, take), std::runtime_error);
    CHECK(taken == std::vector<int>{0, 1});
    results.give(3, 3, take);
    CHECK(taken == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("threads give, and the order stays") {
    const thread_limit four(4);
    in_order<std::size_t> results;
    std::vector<std::size_t> taken;
    parallel_chunks(500, [&](std::size_t i) { results.give(i, i, [&](std::size_t r) { taken.push_back(r); }); });
    std::vector<std::size_t> all(500);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    CHECK(taken == all);
}
