#include "catch.hpp"
#include <diapir/shap/players/tree.hpp>

#include <set>

using namespace diapir;
namespace players = diapir::shap::players;
namespace trees = diapir::shap::trees;

namespace {

/// The players of a node.
std::set<std::size_t> members(const shap::player_tree& t, std::size_t node) {
    return {t.order.begin() + static_cast<std::ptrdiff_t>(t.nodes[node].first),
            t.order.begin() + static_cast<std::ptrdiff_t>(t.nodes[node].last)};
}

/// Children part what their parent has, and leaves are single.
void check_tree(const shap::player_tree& t, std::size_t count) {
    CHECK(members(t, 0).size() == count);
    for (const auto& n : t.nodes) {
        std::size_t at = n.first;
        for (std::size_t child : n.children) {
            CHECK(t.nodes[child].first == at);
            at = t.nodes[child].last;
        }
        CHECK((n.children.empty() ? n.first + 1 : at) == n.last);
    }
}

}  // namespace

TEST_CASE("space first halves the longer side, then channels") {
    const auto map = players::elements().resolve({2, 4, 3});
    const auto t = trees::space_first().resolve(map);
    check_tree(t, 24);
    const auto& left = t.nodes[0].children[0];
    CHECK(members(t, left) == std::set<std::size_t>{0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17});
    const auto channels = trees::channels_first().resolve(map);
    check_tree(channels, 24);
    std::set<std::size_t> first_two;
    for (std::size_t e = 0; e < 24; ++e)
        if (e % 3 < 2) first_two.insert(e);
    CHECK(members(channels, channels.nodes[0].children[0]) == first_two);
}

TEST_CASE("players of one axis are halved in order, and channels of superpixels come last or first") {
    const auto one = trees::space_first().resolve(players::elements().resolve({5}));
    check_tree(one, 5);
    CHECK(one.order == std::vector<std::size_t>{0, 1, 2, 3, 4});
    CHECK(members(one, one.nodes[0].children[0]) == std::set<std::size_t>{0, 1, 2});
    const auto map = (players::labels(array<int>{{0, 0}, {1, 1}}) * players::channels()).resolve({2, 2, 2});
    CHECK(members(trees::space_first().resolve(map), 1) == std::set<std::size_t>{0, 1});
    CHECK(members(trees::channels_first().resolve(map), 1) == std::set<std::size_t>{0, 2});
}

TEST_CASE("a linkage joins every cluster once") {
    const auto map = players::elements().resolve({4});
    const auto t = trees::linkage(array<double>{{2, 3, 1, 2}, {0, 4, 2, 3}, {1, 5, 3, 4}}).resolve(map);
    check_tree(t, 4);
    CHECK(t.order == std::vector<std::size_t>{1, 0, 2, 3});
    CHECK_THROWS_WITH(trees::linkage(array<double>{{0, 1}, {0, 2}, {3, 4}}).resolve(map),
                      Catch::Contains("cluster 0 a second time"));
    CHECK_THROWS_WITH(trees::linkage(array<double>{{0, 1}, {5, 2}, {3, 4}}).resolve(map), Catch::Contains("row 1"));
    CHECK_THROWS_AS(trees::linkage(array<double>{{0, 1}, {2, 3}}).resolve(map), argument_error);
}

TEST_CASE("unions have two levels") {
    const auto t = trees::unions(array<int>{7, 3, 7, 5}).resolve(players::elements().resolve({4}));
    check_tree(t, 4);
    CHECK(t.nodes[0].children.size() == 3);
    CHECK(t.order == std::vector<std::size_t>{1, 3, 0, 2});
    CHECK_THROWS_AS(trees::unions(array<int>{7, 3, 7}).resolve(players::elements().resolve({4})), argument_error);
}

TEST_CASE("a chain of a hundred thousand players is no depth of calls") {
    constexpr std::size_t players = 100000;
    auto chain = make_array<double>({players - 1, 2});
    for (std::size_t r = 0; r + 1 < players; ++r) {
        chain(r, 0) = r == 0 ? 0.0 : static_cast<double>(players + r - 1);
        chain(r, 1) = static_cast<double>(r + 1);
    }
    const shap::player_map map{std::vector<std::uint32_t>(players), shape{players}};
    const auto tree = shap::trees::linkage(chain).resolve(map);
    CHECK(tree.nodes.size() == 2 * players - 1);
    CHECK(tree.nodes.front().last == players);
}

TEST_CASE("a tree of one's own that is none is refused") {
    const auto resolved = [](shap::player_tree tree) {
        return shap::tree_rule([tree](const shap::player_map&) { return tree; })
            .resolve(players::elements().resolve({2}));
    };
    CHECK_NOTHROW(resolved({{1, 0}, {{0, 2, {1, 2}}, {0, 1, {}}, {1, 2, {}}}}));
    CHECK_THROWS_WITH(resolved({{0}, {{0, 1, {}}}}), Catch::Contains("expected each of 2 players once"));
    CHECK_THROWS_WITH(resolved({{0, 0}, {{0, 2, {1, 2}}, {0, 1, {}}, {1, 2, {}}}}), Catch::Contains("once"));
    CHECK_THROWS_WITH(resolved({{0, 1}, {{0, 2, {1}}, {0, 2, {2, 3}}, {0, 1, {}}, {1, 2, {}}}}),
                      Catch::Contains("node 0 to be one player or to have two or more children"));
    CHECK_THROWS_WITH(resolved({{0, 1}, {{0, 2, {1, 2}}, {0, 1, {}}, {0, 2, {}}}}), Catch::Contains("its sibling"));
    CHECK_THROWS_WITH(resolved({{0, 1}, {{0, 2, {0, 1}}, {1, 2, {}}}}), Catch::Contains("does not come after it"));
}

TEST_CASE("a rule of trees that was moved from is refused") {
    auto given = trees::unions(array<int>{7, 3, 7});
    const auto taken = std::move(given);
    CHECK_THROWS_WITH(given.resolve(players::elements().resolve({3})),
                      "tree_rule: expected a rule, got one that was moved from");
}

TEST_CASE("a hash tells trees apart by order and nodes") {
    // FNV-1a of 0 1 | 2 2, 1 0, 2 0, each in eight bytes, by a Python program.
    const shap::player_tree pair{{0, 1}, {{0, 2, {1, 2}}, {0, 1}, {1, 2}}};
    CHECK(shap::hash_of(pair) == "973a1b9f4a99da87");
    const shap::player_tree turned{{1, 0}, pair.nodes};
    CHECK(shap::hash_of(turned) != shap::hash_of(pair));
    const shap::player_tree chain{{0, 1, 2}, {{0, 3, {1, 4}}, {0, 2, {2, 3}}, {0, 1}, {1, 2}, {2, 3}}},
        other{{0, 1, 2}, {{0, 3, {1, 2}}, {0, 1}, {1, 3, {3, 4}}, {1, 2}, {2, 3}}};
    CHECK(shap::hash_of(chain) != shap::hash_of(other));
}
