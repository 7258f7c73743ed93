// Sums whose order is fixed by the items alone: whoever has some of them, threads or machines, the sum has the same
// bits. Neighbors are added in pairs, then neighboring pairs, and so on (Higham 1993, "The accuracy of floating point
// summation", pairwise summation).
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// A node of the tree over the items 0 ... count - 1: the sum of items index * 2^level to (index + 1) * 2^level, of
/// which those at the end may be missing.
struct tree_node {
    std::size_t level = 0, index = 0;

    std::size_t begin() const { return index << level; }
    std::size_t end(std::size_t count) const { return std::min((index + 1) << level, count); }
    bool holds_all(std::size_t count) const { return index == 0 && end(count) == count; }
    tree_node above() const { return {level + 1, index / 2}; }
    friend bool operator==(const tree_node&, const tree_node&) = default;
};

/// The fewest nodes of the tree over `count` items that hold the items from `first` to `last` (exclusive), in their
/// order: what somebody who has these items can add up alone.
inline kept_vector<tree_node> tree_nodes(std::size_t count, std::size_t first, std::size_t last) {
    kept_vector<tree_node> nodes;
    while (first < last) {
        tree_node node{0, first};
        for (tree_node above = node.above(); !node.holds_all(count); above = node.above()) {
            if (above.begin() != first || above.end(count) > last) break;
            node = above;
        }
        nodes.push_back(node);
        first = node.end(count);
    }
    return nodes;
}

/// Takes items in any order and adds them up as the tree says.
template <class Value>
class tree_sum {
public:
    explicit tree_sum(std::size_t count) : count_(count) {}

    /// Takes what a node holds; join(left, right) adds the right one of two neighbors to the left one.
    template <class Join>
    void give(tree_node node, Value value, const Join& join) {
        while (!node.holds_all(count_)) {
            const tree_node beside{node.level, node.index ^ 1};
            if (beside.begin() < count_) {  // else the node above has nothing else
                auto other = taken(beside);
                if (!other) return void(waiting_.push_back({node, std::move(value)}));
                if (node.index < beside.index) std::swap(value, *other);
                join(*other, std::move(value));
                value = std::move(*other);
            }
            node = node.above();
        }
        sum_ = std::move(value);
    }
    /// Item number i.
    template <class Join>
    void give(std::size_t i, Value value, const Join& join) {
        give(tree_node{0, i}, std::move(value), join);
    }

    /// Whether all items are there.
    bool complete() const { return sum_.has_value(); }
    /// Their sum, which is not kept. Throws argument_error where items are missing or it was taken.
    Value take() {
        require(complete(), "tree_sum: expected all of ", count_, " items before their sum is taken, and once");
        return std::move(*std::exchange(sum_, std::nullopt));
    }
    /// The sum of a node that lacks its neighbor, or of all, which is not kept; as tree_nodes has them.
    std::optional<Value> taken(const tree_node& node) {
        if (node.holds_all(count_)) return std::exchange(sum_, std::nullopt);
        for (entry& e : waiting_)
            if (e.node == node) {
                Value value = std::move(e.value);
                e = std::move(waiting_.back());
                waiting_.pop_back();
                return value;
            }
        return {};
    }

private:
    struct entry {
        tree_node node;
        Value value;
    };

    std::size_t count_;
    kept_vector<entry> waiting_;
    std::optional<Value> sum_;
};

}  // namespace diapir::inline DIAPIR_TARGET
