// Trees of players: which players belong together, and which groups of them. Partition values are credited along such a
// tree.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/fnv_checksum.hpp>
#include <diapir/shap/players/players.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Node 0 is the root. The players of a node are consecutive in `order`; a node without children is one player.
struct player_tree {
    struct node {
        std::size_t first = 0, last = 0;  ///< its players are order[first] to order[last - 1]
        std::vector<std::size_t> children = {};
    };
    std::vector<std::size_t> order;
    std::vector<node> nodes;
};

/// Throws argument_error unless the tree has every player once, and children that share out what their parent has.
inline void require_tree(const player_tree& tree, std::size_t players) {
    std::vector<bool> seen(players, false);
    bool once = tree.order.size() == players && !tree.nodes.empty() && tree.nodes[0].first == 0 &&
                tree.nodes[0].last == players;
    for (std::size_t i = 0; once && i < players; ++i) {
        once = tree.order[i] < players && !seen[tree.order[i]];
        if (once) seen[tree.order[i]] = true;
    }
    require(once, "a tree of players: expected each of ", players, " players once in its order, got ",
            tree.order.size(), " entries under the root");
    for (std::size_t at = 0; at < tree.nodes.size(); ++at) {
        const auto& node = tree.nodes[at];
        std::size_t next = node.first;
        for (const std::size_t child : node.children) {
            require(child > at && child < tree.nodes.size() && tree.nodes[child].first == next,
                    "a tree of players: child ", child, " of node ", at,
                    " does not come after it, or does not go on where its sibling ends");
            next = tree.nodes[child].last;
        }
        require(node.children.empty() ? node.last == node.first + 1 : node.children.size() > 1 && next == node.last,
                "a tree of players: expected node ", at,
                " to be one player or to have two or more children that share ", "its players, got ",
                node.children.size(), " children and ", node.last - node.first, " players");
    }
}

/// Sixteen digits that tell trees apart: the 64-bit FNV-1a hash of order and nodes.
inline std::string hash_of(const player_tree& tree) {
    fnv_checksum hash;
    for (const std::size_t player : tree.order) hash.add(player);
    for (const auto& node : tree.nodes) {
        hash.add(node.last);
        hash.add(node.children.size());
    }
    return hash.text();
}

/// How players are put in a tree; see the functions in namespace trees.
class tree_rule {
public:
    /// Throws argument_error where there is no function.
    explicit tree_rule(std::function<player_tree(const player_map&)> rule, std::string name = "own")
        : rule_(std::move(rule)), name_(std::move(name)) {
        require(rule_ != nullptr, "tree_rule: expected a function of players, got none");
    }

    /// Throws argument_error where the rule does not fit the players.
    player_tree resolve(const player_map& players) const {
        require(rule_ != nullptr, "tree_rule: expected a rule, got one that was moved from");
        player_tree tree = rule_(players);
        require_tree(tree, players.count());
        return tree;
    }
    /// What an explanation keeps of it.
    const std::string& name() const { return name_; }

private:
    std::function<player_tree(const player_map&)> rule_;
    std::string name_;
};

namespace detail {

/// Adds the nodes below the root, depth first. `split(item)` gives the parts of an item, none for a player, and
/// `player(item)` which one it is. Chains may be as long as memory allows.
template <class Item, class Split, class Player>
void grow(player_tree& tree, const Item& root, const Split& split, const Player& player) {
    struct open_node {
        std::size_t at;
        std::vector<Item> parts;
        std::size_t next = 0;
    };
    std::vector<open_node> path;
    const auto open = [&](const Item& item) {
        tree.nodes.emplace_back().first = tree.order.size();
        path.push_back({tree.nodes.size() - 1, split(item)});
        if (path.back().parts.empty()) tree.order.push_back(player(item));
    };
    open(root);
    while (!path.empty()) {
        open_node& top = path.back();
        if (top.next == top.parts.size()) {
            tree.nodes[top.at].last = tree.order.size();
            path.pop_back();
            continue;
        }
        tree.nodes[top.at].children.push_back(tree.nodes.size());
        const Item part = std::move(top.parts[top.next++]);
        open(part);
    }
}

/// Halves a box of players along its longest axis; of space and channels, those that come first until they are single.
inline player_tree halve_boxes(const player_map& players, bool channels_first) {
    struct box {
        shape low, high;
    };
    const shape& extents = players.extents;
    require_names_fit(players.axes, extents);
    std::vector<bool> is_channel(extents.axes(), false);
    for (std::size_t a = 0; a < players.axes.size(); ++a) is_channel[a] = players.axes[a].name == "channel";
    const auto length = [](const box& b, std::size_t a) { return b.high[a] - b.low[a]; };
    const auto split = [&](const box& b) -> std::vector<box> {
        for (const bool channels : {channels_first, !channels_first}) {
            std::size_t longest = extents.axes();
            for (std::size_t a = 0; a < extents.axes(); ++a)
                if (is_channel[a] == channels && length(b, a) > 1 &&
                    (longest == extents.axes() || length(b, a) > length(b, longest)))
                    longest = a;
            if (longest == extents.axes()) continue;
            box left = b, right = b;
            left.high[longest] = right.low[longest] = b.low[longest] + (length(b, longest) + 1) / 2;
            return {left, right};
        }
        return {};
    };
    const auto player = [&](const box& b) {
        std::size_t index = 0;
        for (std::size_t a = 0; a < extents.axes(); ++a) index = index * extents[a] + b.low[a];
        return index;
    };
    player_tree tree;
    shape zero = extents;
    for (std::size_t a = 0; a < extents.axes(); ++a) zero[a] = 0;
    grow(tree, box{zero, extents}, split, player);
    return tree;
}

}  // namespace detail

namespace trees {

/// Images are halved along their longer side down to single positions, and these into channels (the image masker of
/// shap). Players of one axis are halved in their order.
inline tree_rule space_first() {
    return tree_rule([](const player_map& players) { return detail::halve_boxes(players, false); }, "space_first");
}

/// Channels are halved down to single ones, and these along their longer side. Channels are the axis of that name.
inline tree_rule channels_first() {
    return tree_rule([](const player_map& players) { return detail::halve_boxes(players, true); }, "channels_first");
}

/// A linkage matrix {players - 1, 2 or more columns} as that of scipy.cluster.hierarchy: row r joins clusters
/// matrix(r, 0) and matrix(r, 1) to cluster players + r, the first clusters being the players. Throws argument_error
/// where it does not join every cluster once.
template <array_expression E>
tree_rule linkage(const E& matrix) {
    const array<double> rows = evaluated<double>(matrix);
    return tree_rule(
        [rows](const player_map& players) {
            const shape s = shape_of(rows);
            const std::size_t count = players.count();
            require(s.axes() == 2 && s[0] + 1 == count && s[1] >= 2, "trees::linkage: expected a matrix {", count - 1,
                    ", 4} for ", count, " players, got ", s);
            std::vector<bool> joined(count + s[0], false);
            const auto part = [&](std::size_t row, std::size_t side) {
                const double cluster = rows.data()[row * s[1] + side];
                require(cluster >= 0 && cluster < static_cast<double>(count + row) && cluster == std::floor(cluster),
                        "trees::linkage: row ", row, " joins cluster ", cluster, ", of ", count + row);
                return static_cast<std::size_t>(cluster);
            };
            for (std::size_t row = 0; row < s[0]; ++row)
                for (std::size_t side : {0u, 1u}) {
                    const std::size_t cluster = part(row, side);
                    require(!joined[cluster], "trees::linkage: row ", row, " joins cluster ", cluster,
                            " a second time");
                    joined[cluster] = true;
                }
            player_tree tree;
            detail::grow(
                tree, count + s[0] - 1,
                [&](std::size_t cluster) -> std::vector<std::size_t> {
                    if (cluster < count) return {};
                    return {part(cluster - count, 0), part(cluster - count, 1)};
                },
                [](std::size_t cluster) { return cluster; });
            return tree;
        },
        "linkage");
}

/// Unions of players: those with the same label are one. Values are then those of Owen (1977): the unions are credited
/// with their Shapley values, and so are the players within each. At most 16 unions, and 16 players in one.
template <array_expression E>
tree_rule unions(const E& of_players) {
    const array<std::int64_t> labels = whole_numbers(of_players, "trees::unions");
    return tree_rule(
        [labels](const player_map& players) {
            require(labels.size() == players.count(), "trees::unions: expected a label for each of ", players.count(),
                    " players, got ", labels.size());
            std::vector<std::vector<std::size_t>> members;
            std::vector<std::int64_t> names(labels.begin(), labels.end());
            std::sort(names.begin(), names.end());
            names.erase(std::unique(names.begin(), names.end()), names.end());
            members.resize(names.size());
            for (std::size_t p = 0; p < labels.size(); ++p)
                members[static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), labels.data()[p]) -
                                                 names.begin())]
                    .push_back(p);
            using group = std::vector<std::size_t>;
            std::vector<std::size_t> everyone(labels.size());
            std::iota(everyone.begin(), everyone.end(), std::size_t{0});
            player_tree tree;
            detail::grow(
                tree, everyone,
                [&](const group& g) -> std::vector<group> {
                    if (g.size() == 1) return {};
                    if (g.size() == everyone.size() && members.size() > 1) return members;
                    std::vector<group> singles;
                    for (std::size_t p : g) singles.push_back({p});
                    return singles;
                },
                [](const group& g) { return g.front(); });
            return tree;
        },
        "unions");
}

}  // namespace trees

}  // namespace diapir::inline DIAPIR_TARGET::shap
