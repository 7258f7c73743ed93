// Values credited along a tree of players (Owen 1977, Winter 1989; the partition explainer of shap). The children of a
// node share what the node adds, as Shapley values of the few children; each child is looked at with its siblings
// absent and present. Players that belong together are credited together first, so that many players take few
// evaluations.
#pragma once

#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/players/tree.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

namespace detail {

/// What is still to be shared out for one input: what nodes add to coalitions of others.
class credits {
public:
    credits(const player_tree& tree, std::size_t players, std::span<const double> base,
            std::span<const double> prediction, bool everything)
        : tree_(tree), players_(players), outputs_(base.size()), everything_(everything), values_(players * outputs_) {
        const auto shared = [](std::span<const double> v) {
            return std::make_shared<const std::vector<double>>(v.begin(), v.end());
        };
        put(0, std::make_shared<const coalitions>(players, 1), shared(base), shared(prediction), 1);
    }

    bool empty() const { return open_.empty(); }
    std::size_t size() const { return open_.size(); }
    /// The most that is still to be shared out by one node at one output; infinite where all will be.
    double largest() const { return open_.empty() ? 0 : open_.begin()->urgency; }
    /// Coalitions that sharing out the most urgent credit takes.
    std::size_t cost() const { return cost_of(tree_, open_.begin()->node); }
    static std::size_t cost_of(const player_tree& tree, std::size_t node) {
        const std::size_t children = tree.nodes[node].children.size();
        return children == 0 ? 0 : (std::size_t{1} << children) - 2;
    }

    static constexpr std::size_t few = 32;  ///< coalitions that credits are shared out by together, if one takes less

    /// Shares out the most urgent credits, as many as `coalitions` allow but at most `most`. Returns the coalitions
    /// that it took.
    std::size_t share(evaluator& game, std::size_t coalitions_left, std::size_t most) {
        std::vector<credit> taken;
        std::size_t total = 0;
        while (!open_.empty() && taken.size() < most && total + cost() <= coalitions_left &&
               (taken.empty() || total + cost() <= few)) {
            total += cost();
            taken.push_back(*open_.begin());
            open_.erase(open_.begin());
        }
        coalitions rows(players_, total);
        std::size_t row = 0;
        for (const credit& c : taken)
            for (std::size_t subset = 1; subset <= cost_of(tree_, c.node); ++subset) fill(rows, row++, c, subset);
        std::vector<array_ptr> found(total);
        game.evaluate(rows, [&](std::size_t r, std::span<const double> value) {
            found[r] = std::make_shared<const std::vector<double>>(value.begin(), value.end());
        });
        row = 0;
        for (const credit& c : taken) {
            hand_down(c, rows, row, found);
            row += cost_of(tree_, c.node);
        }
        return total;
    }

    /// Splits the least urgent credits evenly among their players until `most` are open.
    void split_evenly(std::size_t most) {
        while (open_.size() > most) {
            const credit c = *std::prev(open_.end());
            open_.erase(std::prev(open_.end()));
            const auto& node = tree_.nodes[c.node];
            const double share = c.weight / static_cast<double>(node.last - node.first);
            for (std::size_t i = node.first; i < node.last; ++i) give(tree_.order[i], c, share);
        }
    }
    /// {players, outputs}
    std::span<const double> values() const { return values_; }

private:
    using array_ptr = std::shared_ptr<const std::vector<double>>;

    /// `weight` of what a node adds to a coalition of others.
    struct credit {
        double urgency;
        std::size_t number, node;
        std::shared_ptr<const coalitions> others;  // one row
        array_ptr without, with;
        double weight;

        bool operator<(const credit& c) const { return urgency != c.urgency ? urgency > c.urgency : number < c.number; }
    };

    void put(std::size_t node, std::shared_ptr<const coalitions> others, array_ptr without, array_ptr with,
             double weight) {
        credit c{0, number_++, node, std::move(others), std::move(without), std::move(with), weight};
        if (tree_.nodes[node].children.empty()) {
            give(tree_.order[tree_.nodes[node].first], c, weight);
            return;
        }
        if (everything_) {  // depth first, so that few credits are open at a time
            c.urgency = static_cast<double>(number_);
        } else {
            for (std::size_t o = 0; o < outputs_; ++o)
                c.urgency = std::max(c.urgency, weight * std::abs((*c.with)[o] - (*c.without)[o]));
        }
        open_.insert(std::move(c));
    }
    void give(std::size_t player, const credit& c, double weight) {
        double* to = values_.data() + player * outputs_;
        for (std::size_t o = 0; o < outputs_; ++o) to[o] += weight * ((*c.with)[o] - (*c.without)[o]);
    }
    /// Makes a row the coalition of a credit together with a subset of its node's children.
    void fill(coalitions& rows, std::size_t row, const credit& c, std::size_t subset) const {
        rows.assign(row, *c.others, 0);
        const auto& children = tree_.nodes[c.node].children;
        for (std::size_t k = 0; k < children.size(); ++k) {
            if (!(subset >> k & 1)) continue;
            const auto& child = tree_.nodes[children[k]];
            for (std::size_t i = child.first; i < child.last; ++i) rows.add(row, tree_.order[i]);
        }
    }
    /// Puts what the children of a credit's node add, whose subsets' values begin at `row`.
    void hand_down(const credit& c, const coalitions& rows, std::size_t row, const std::vector<array_ptr>& found) {
        const auto& children = tree_.nodes[c.node].children;
        const std::size_t all = (std::size_t{1} << children.size()) - 1;
        const auto weights = shapley_weights(children.size());
        const auto value = [&](std::size_t subset) {
            return subset == 0 ? c.without : subset == all ? c.with : found[row + subset - 1];
        };
        for (std::size_t subset = 0; subset < all; ++subset) {
            auto others = c.others;
            if (subset > 0) {
                auto one = std::make_shared<coalitions>(players_, 1);
                one->assign(0, rows, row + subset - 1);
                others = std::move(one);
            }
            const double weight = c.weight * weights[static_cast<std::size_t>(std::popcount(subset))];
            for (std::size_t k = 0; k < children.size(); ++k)
                if (!(subset >> k & 1))
                    put(children[k], others, value(subset), value(subset | std::size_t{1} << k), weight);
        }
    }

    const player_tree& tree_;
    std::size_t players_, outputs_, number_ = 0;
    bool everything_;
    std::set<credit> open_;
    std::vector<double> values_;
};

}  // namespace detail

/// Owen values along a tree of the players.
struct partition_estimate {
    static constexpr const char* name = "partition";
    static constexpr standard_errors errors = standard_errors::none;

    tree_rule tree = trees::space_first();  ///< which players belong together
    player_tree nodes = {};                 ///< made of it by check

    /// The rule of the tree, with a hash of what it made of the players.
    std::string settings() const { return "tree " + tree.name() + " " + hash_of(nodes); }
    /// Throws argument_error where the rule does not fit the players, or a node has more than 16 children.
    void check(const player_map& p) { resolve(p); }
    void check(const named_shape& p) { resolve({std::vector<std::uint32_t>(), p.extents, p.axes}); }

    void operator()(evaluator& game, estimation& one, const options& how) const {
        const std::size_t players = game.players(), outputs = one.base.size();
        const double in_all = coalitions_in_all();
        const std::size_t root = detail::credits::cost_of(nodes, 0);
        coalition_budget left("partition", how.budget, game, 2 + root,
                              static_cast<std::size_t>(std::min(in_all, 2000.0)));
        const bool everything =
            how.budget.tolerance == 0 && how.budget.seconds == 0 && in_all <= static_cast<double>(left.most());
        std::size_t at_once = detail::credits::few;
        for (std::size_t node = 0; node < nodes.nodes.size(); ++node)
            at_once = std::max(at_once, detail::credits::cost_of(nodes, node));
        game.set_aside(how.memory / 4 / sizeof(double) + (at_once + players) * outputs);
        detail::credits credits(nodes, players, one.base, one.prediction, everything);
        // An open credit keeps two outputs and a coalition, which it shares with others.
        const std::size_t most_open =
            std::max<std::size_t>(16, how.memory / 4 / (sizeof(double) * outputs + players / 8 + 200));
        while (!credits.empty()) {
            const double remaining = everything ? std::numeric_limits<double>::infinity() : credits.largest();
            const std::size_t steps = left.steps(credits.cost(), remaining);
            if (steps == 0) break;
            left.spend(credits.share(game, left.most() - left.spent(), std::min<std::size_t>(steps, 16)));
            if (!everything) credits.split_evenly(most_open);
            one.report(left.spent(),
                       static_cast<std::size_t>(std::min(in_all, static_cast<double>(left.expected(remaining)))));
        }
        credits.split_evenly(0);
        one.write(credits.values());
    }
    /// Coalitions that it takes to share out everything.
    double coalitions_in_all() const {
        std::vector<double> below(nodes.nodes.size(), 0.0);
        for (std::size_t at = below.size(); at-- > 0;) {  // children come after their parents
            const auto& children = nodes.nodes[at].children;
            if (children.empty()) continue;
            below[at] = static_cast<double>(detail::credits::cost_of(nodes, at));
            for (std::size_t child : children)
                below[at] += std::ldexp(below[child], static_cast<int>(children.size()) - 1);
        }
        return 2 + below[0];
    }

private:
    void resolve(const player_map& p) {
        nodes = tree.resolve(p);
        constexpr std::size_t most_children = 16;
        for (const auto& node : nodes.nodes)
            require(node.children.size() <= most_children, "shap::partition: a node of the tree has ",
                    node.children.size(), " children, which make 2^", node.children.size(), " coalitions; at most 2^",
                    most_children, " are evaluated");
    }
};

/// Credits players along a tree, partition(model, background, options, {.tree = trees::channels_first()}): Owen values,
/// Winter values where the tree is deep, which add up exactly. They are other values than those of Shapley, and the
/// same where the tree has one level. Where the budget ends before everything is shared out, what most is left of goes
/// first, and the rest is split evenly among a node's players; the tolerance of the budget is then for what any node
/// still adds. Takes 2000 coalitions where the budget sets no limit. Called as `exact` is.
inline constexpr estimator<partition_estimate> partition{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
