// Sums that do not depend on who adds.
#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/core/tree_sum.hpp>

#include <string>
#include <vector>

using namespace diapir;

namespace {

const auto join = [](std::string& left, const std::string& right) { left = "(" + left + right + ")"; };

/// How `count` items are added when they come in that order.
std::string added(std::size_t count, const std::vector<std::size_t>& order) {
    tree_sum<std::string> sum(count);
    for (const std::size_t i : order) {
        CHECK_FALSE(sum.complete());
        sum.give(i, std::string(1, static_cast<char>('a' + i)), join);
    }
    CHECK(sum.complete());
    return sum.take();
}

}  // namespace

TEST_CASE("neighbors are added, then pairs of neighbors") {
    CHECK(added(1, {0}) == "a");
    CHECK(added(2, {1, 0}) == "(ab)");
    CHECK(added(3, {0, 1, 2}) == "((ab)c)");
    CHECK(added(5, {0, 1, 2, 3, 4}) == "(((ab)(cd))e)");
    CHECK(added(6, {0, 1, 2, 3, 4, 5}) == "(((ab)(cd))(ef))");
    CHECK(added(7, {0, 1, 2, 3, 4, 5, 6}) == "(((ab)(cd))((ef)g))");
}

TEST_CASE("the order in which items come does not matter") {
    for (std::size_t count = 1; count < 20; ++count) {
        const auto in_order = added(count, random_stream(1, 0).permutation(count));
        for (std::uint64_t stream = 1; stream < 20; ++stream)
            CHECK(added(count, random_stream(1, stream).permutation(count)) == in_order);
    }
}

TEST_CASE("whoever has consecutive items adds them up as far as tree_nodes says") {
    for (std::size_t count = 1; count < 20; ++count) {
        tree_sum<std::string> whole(count);
        std::vector<std::size_t> all(count);
        for (std::size_t i = 0; i < count; ++i) all[i] = i;
        for (std::size_t owners = 1; owners < 7; ++owners) {
            tree_sum<std::string> sum(count);
            std::size_t given = 0;
            for (std::size_t o = owners; o-- > 0;) {
                const std::size_t first = count * o / owners, last = count * (o + 1) / owners;
                tree_sum<std::string> own(count);
                for (std::size_t i = last; i-- > first;) own.give(i, std::string(1, static_cast<char>('a' + i)), join);
                std::size_t at = first;
                for (const tree_node& node : tree_nodes(count, first, last)) {
                    CHECK(node.begin() == at);
                    at = node.end(count);
                    auto part = own.taken(node);
                    REQUIRE(part);
                    CHECK_FALSE(own.taken(node));
                    sum.give(node, std::move(*part), join);
                    ++given;
                }
                CHECK(at == last);
            }
            INFO(count << " items of " << owners);
            REQUIRE(sum.complete());
            CHECK(sum.take() == added(count, all));
            if (owners == 1) CHECK(given == 1);
            if (owners == 2 && count % 16 == 0) CHECK(given == 2);
        }
    }
}
