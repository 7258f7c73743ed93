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
#include <utility>
#include <vector>

namespace diapir::shap {

namespace detail {

/// What is still to be shared out for one input: what nodes add to coalitions of others.
class credits {
public:
    credits(const player_tree& tree, std::size_t players, std::span<const double> base,
            std::span<const double> prediction, bool everything)
        : tree_(tree), players_(players), outputs_(base.size()), everything_(everything), values_(players * outputs_) {
        const auto keep = [](std::span<const double> v) {
            return std::make_shared<const std::vector<double>>(v.begin(), v.end());
        };
        put(0, std::make_shared<const coalitions>(players, 1), keep(base), keep(prediction), 1);
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
    template <class Game>
    std::size_t share(Game& game, std::size_t coalitions_left, std::size_t most) {
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
    void settle(std::size_t most) {
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

/// Explains inputs {n, input...} along a tree; see partition.
template <class M, class T>
class partition_explainer : public estimator<M, T> {
public:
    partition_explainer(kept_model<M> m, background<T> b, const player_rule& p, const tree_rule& t, budget limits,
                        options o)
        : estimator<M, T>("partition", std::forward<kept_model<M>>(m), std::move(b), p, o),
          tree_(t.resolve(this->players())),
          budget_(limits),
          memory_(o.memory) {
        constexpr std::size_t most_children = 16;
        for (const auto& node : tree_.nodes)
            require(node.children.size() <= most_children, "shap::partition: a node of the tree has ",
                    node.children.size(), " children, which make 2^", node.children.size(), " coalitions; at most 2^",
                    most_children, " are evaluated");
    }

    /// values {n, players..., outputs...}. Throws argument_error where the budget is too small or inputs do not have
    /// the background's shape; model_error and cancelled, which carry the inputs that were finished.
    template <array_expression E>
    auto operator()(const E& inputs) const {
        return this->explain(inputs, [&](auto& game, auto& work) { explain_one(game, work); });
    }

    const player_tree& tree() const { return tree_; }
    /// Coalitions that it takes to share out everything.
    double coalitions_in_all() const { return 2 + coalitions_below(0); }

private:
    double coalitions_below(std::size_t at) const {
        const auto& children = tree_.nodes[at].children;
        if (children.empty()) return 0;
        double sum = static_cast<double>(detail::credits::cost_of(tree_, at));
        for (std::size_t child : children)
            sum += std::ldexp(coalitions_below(child), static_cast<int>(children.size()) - 1);
        return sum;
    }

    template <class Game, class Work>
    void explain_one(Game& game, Work& work) const {
        const std::size_t players = game.players(), outputs = work.base.size();
        const double in_all = coalitions_in_all();
        const std::size_t root = detail::credits::cost_of(tree_, 0);
        coalition_budget left("partition", budget_, game, 2 + root, static_cast<std::size_t>(std::min(in_all, 2000.0)));
        const bool everything =
            budget_.tolerance == 0 && budget_.seconds == 0 && in_all <= static_cast<double>(left.most());
        std::size_t at_once = detail::credits::few;
        for (std::size_t node = 0; node < tree_.nodes.size(); ++node)
            at_once = std::max(at_once, detail::credits::cost_of(tree_, node));
        game.set_aside(memory_ / 4 / sizeof(double) + (at_once + players) * outputs);
        detail::credits credits(tree_, players, work.base, work.prediction, everything);
        // An open credit keeps two outputs and a coalition, which it shares with others.
        const std::size_t most_open =
            std::max<std::size_t>(16, memory_ / 4 / (sizeof(double) * outputs + players / 8 + 200));
        while (!credits.empty()) {
            const double remaining = everything ? std::numeric_limits<double>::infinity() : credits.largest();
            const std::size_t steps = left.steps(credits.cost(), remaining);
            if (steps == 0) break;
            left.spend(credits.share(game, left.most() - left.spent(), std::min<std::size_t>(steps, 16)));
            if (!everything) credits.settle(most_open);
            work.report(left.spent(),
                        static_cast<std::size_t>(std::min(in_all, static_cast<double>(left.expected(remaining)))));
        }
        credits.settle(0);
        std::copy(credits.values().begin(), credits.values().end(), work.values.begin());
    }

    player_tree tree_;
    budget budget_;
    std::size_t memory_;
};

/// An explainer that credits players along a tree: Owen values, Winter values where it is deep, which add up exactly.
/// They are other values than those of Shapley, and the same where the tree has one level. Where the budget ends before
/// everything is shared out, what most is left of goes first, and the rest is split evenly among a node's players; the
/// tolerance of the budget is then for what any node still adds. Takes 2000 coalitions where the budget sets no limit.
template <class M, background_source B>
auto partition(M&& m, const B& b, const player_rule& p = players::elements(), const tree_rule& t = trees::space_first(),
               budget limits = {}, options o = {}) {
    using T = detail::scalar_t<M, B>;
    return partition_explainer<M, T>(std::forward<M>(m), as_background<T>(b), p, t, limits, std::move(o));
}

}  // namespace diapir::shap
