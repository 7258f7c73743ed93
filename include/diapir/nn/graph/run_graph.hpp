// Taking samples through the layers of a network.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/graph/layer_context.hpp>
#include <diapir/nn/graph/layer_inputs.hpp>
#include <diapir/nn/graph/reading.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Which nodes of a graph an output is made of, and after which one each is no longer needed.
class graph_plan {
public:
    graph_plan() = default;
    /// For the output and, where asked, what is trained beside it.
    graph_plan(const graph& g, bool with_auxiliaries) : last_use_(g.nodes().size(), unused) {
        keep(g.output());
        if (with_auxiliaries)
            for (const auxiliary_node& a : g.auxiliaries()) keep(a.node);
        for (std::size_t i = g.nodes().size(); i-- > 0;) {
            if (!needed(i)) continue;
            for (const std::size_t from : g.nodes()[i].inputs)
                if (!needed(from)) last_use_[from] = i;
        }
    }

    graph_plan(const graph_plan&) = default;  // and no moves, which would leave a network behind without its plans
    graph_plan& operator=(const graph_plan&) = default;
    ~graph_plan() = default;

    bool needed(std::size_t node) const { return last_use_[node] != unused; }
    bool last_use(std::size_t node, std::size_t by) const { return last_use_[node] == by; }

private:
    static constexpr std::size_t unused = std::numeric_limits<std::size_t>::max(), always = unused - 1;

    void keep(std::size_t node) { last_use_[node] = always; }

    kept_vector<std::size_t> last_use_;
};

/// What the nodes of the plan make of an input; those that are no longer needed are empty. `pass` is null outside
/// training. Throws argument_error where there are too few parameters, or an operation refuses what it is given.
template <class Reading>
kept_vector<std::optional<typename Reading::value>> run_graph(const graph& g, const graph_plan& plan,
                                                              typename Reading::value input,
                                                              std::span<const typename Reading::parameter> parameters,
                                                              training_pass<typename Reading::scalar>* pass) {
    using value_type = typename Reading::value;
    const auto& nodes = g.nodes();
    kept_vector<std::optional<value_type>> values(nodes.size());
    values[0].emplace(std::move(input));
    kept_vector<layer_input<value_type>> inputs;
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        if (!plan.needed(i)) continue;
        const graph_node& node = nodes[i];
        const std::size_t count = node.parameters.size();
        require(node.first_parameter + count <= parameters.size(), "network: expected more parameters than ",
                parameters.size());
        inputs.clear();
        for (auto from = node.inputs.begin(); from != node.inputs.end(); ++from) {
            const bool twice = std::count(node.inputs.begin(), node.inputs.end(), *from) > 1;
            inputs.push_back({&*values[*from], plan.last_use(*from, i) && !twice});
        }
        layer_context<Reading> context(parameters.subspan(node.first_parameter, count), node.first_parameter, pass);
        values[i].emplace(node.layer->run(context, layer_inputs<value_type>(inputs)));
        for (const std::size_t from : node.inputs)
            if (plan.last_use(from, i)) values[from].reset();
    }
    return values;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
