// The layers of a network and how they are connected. A network is written as a function of a value, which is called
// once, to note the layers down; from then on the notes are read.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/layer.hpp>
#include <diapir/nn/graph/layer_description.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What is noted of a layer.
struct graph_node {
    std::shared_ptr<const any_layer> layer;  ///< null for the input
    std::string name;
    std::vector<std::size_t> inputs;  ///< nodes that come before it
    shape output;                     ///< for the shape of input that the graph was made for
    parameter_descriptions parameters;
    std::size_t first_parameter = 0;
};

/// A value that is trained beside the output of a network, with the same targets.
struct auxiliary_node {
    std::size_t node;
    double weight;  ///< of its loss
};

class graph {
public:
    /// For samples of that shape: {rows, cols, channels} or {features}. Throws argument_error for others.
    explicit graph(const shape& input) {
        require((input.axes() == 3 || input.axes() == 1) && input.checked_size() > 0,
                "network: expected an input {rows, cols, channels} or {features}, got ", input);
        nodes_.push_back({nullptr, "input_1", {}, input, {}, 0});
    }

    /// Notes a layer down and returns its number. Throws argument_error where there is no layer or no such input, and,
    /// with the layer's name, where the layer refuses its inputs.
    std::size_t add(std::shared_ptr<const any_layer> layer, std::vector<std::size_t> inputs) {
        require(layer != nullptr, "network: expected a layer, got none");
        require(!finished_, "network: expected layers while the network is written, got ", layer->type(),
                " afterwards");
        const std::string kind = detail::layer_name(layer->type());
        std::size_t& used = used_[kind];
        graph_node node{std::move(layer), free_name(kind, used), std::move(inputs), {}, {}, parameter_count_};
        std::vector<shape> shapes;
        for (const std::size_t i : node.inputs) {
            require_node(i);
            shapes.push_back(nodes_[i].output);
        }
        node.output = output_of(node, shapes);
        node.parameters = named(node, [&] { return node.layer->parameters(shapes); });
        parameter_count_ += node.parameters.size();
        nodes_.push_back(std::move(node));
        ++used;  // by what was not refused
        return nodes_.size() - 1;
    }
    /// Names a value that is trained beside the output. Throws argument_error where there is none of that number.
    void add_auxiliary(std::size_t node, double weight) {
        require(!finished_, "network: expected what is trained beside it while it is written, not afterwards");
        require_node(node);
        auxiliaries_.push_back({node, weight});
    }
    /// Names the value that the network gives. A sigmoid or softmax at its end is taken off: losses want what comes
    /// before. No layer can be added from then on. Throws argument_error where there is no such value, where what is
    /// trained beside it has another shape, and where an activation cannot be taken off.
    void finish(std::size_t output) {
        require_node(output);
        graph_node& last = nodes_[output];
        output_ = output;
        finished_ = true;
        const activation at_end = last.layer ? last.layer->output_activation() : activation::none;
        if (gives_probabilities(at_end)) {
            output_activation_ = at_end;
            if (auto rest = last.layer->without_activation()) {
                require(!is_read(output), "network: ", last.name, " ends the network and is read elsewhere: give its ",
                        "activation ", name_of(at_end), " a layer of its own");
                last.layer = std::move(rest);
            } else {
                require(last.parameters.empty(), "network: ", last.name, " ends the network in an activation and has ",
                        "parameters: expected a layer that says what it is without_activation()");
                output_ = last.inputs.front();
            }
        }
        note_fixed();
        for (const auxiliary_node& a : auxiliaries_)
            require(nodes_[a.node].output == nodes_[output_].output, "network: ", nodes_[a.node].name,
                    " is trained beside the output ", nodes_[output_].output, ", but is ", nodes_[a.node].output);
    }

    const std::vector<graph_node>& nodes() const { return nodes_; }
    const shape& input() const { return nodes_.front().output; }
    /// The node before the output's activation.
    std::size_t output() const { return output_; }
    activation output_activation() const { return output_activation_; }
    const std::vector<auxiliary_node>& auxiliaries() const { return auxiliaries_; }
    bool treats_samples_alike() const {
        return std::all_of(nodes_.begin(), nodes_.end(),
                           [](const graph_node& n) { return !n.layer || n.layer->treats_samples_alike(); });
    }

    /// The outputs of all nodes for samples of another shape. Throws argument_error, with the layer's name, where a
    /// layer refuses it.
    kept_vector<shape> outputs(const shape& input) const {
        kept_vector<shape> all{input};
        kept_vector<shape> of_layer;
        for (std::size_t i = 1; i < nodes_.size(); ++i) {
            of_layer.clear();
            for (const std::size_t from : nodes_[i].inputs) of_layer.push_back(all[from]);
            all.push_back(output_of(nodes_[i], of_layer));
            if (!fixed_.empty() && fixed_[i]) require_same(nodes_[i], of_layer.front());
        }
        return all;
    }

    /// The layers for samples of that shape, without those that do nothing to them.
    std::vector<layer_description> layers(const shape& input) const {
        const auto all = outputs(input);
        std::vector<std::string> names{nodes_.front().name};
        std::vector<layer_description> listed{{names.front(), "InputLayer", input, {}, {}}};
        for (std::size_t i = 1; i < nodes_.size(); ++i) {
            const graph_node& node = nodes_[i];
            std::vector<shape> shapes;
            std::vector<std::string> from;
            for (const std::size_t k : node.inputs) {
                shapes.push_back(all[k]);
                from.push_back(names[k]);
            }
            const bool changes = node.layer->changes(shapes);
            names.push_back(changes ? node.name : from.front());
            if (changes) listed.push_back({node.name, node.layer->type(), all[i], node.parameters, std::move(from)});
        }
        return listed;
    }

private:
    /// kind, kind_1, ...: the first from number `used` on that no layer has.
    std::string free_name(const std::string& kind, std::size_t& used) const {
        for (;; ++used) {
            std::string name = used ? kind + "_" + std::to_string(used) : kind;
            if (std::none_of(nodes_.begin(), nodes_.end(), [&](const graph_node& n) { return n.name == name; }))
                return name;
        }
    }
    void require_node(std::size_t node) const {
        require(node < nodes_.size(), "network: expected one of ", nodes_.size(), " nodes, got number ", node);
    }
    /// Notes the layers that flatten images whose pixels have weights of their own behind them: other sides of as many
    /// pixels would meet the weights of other pixels.
    void note_fixed() {
        std::vector<bool> weighed(nodes_.size(), false);
        for (std::size_t i = nodes_.size(); i-- > 0;)
            for (const std::size_t from : nodes_[i].inputs)
                if (!nodes_[i].parameters.empty() || weighed[i]) weighed[from] = true;
        fixed_.assign(nodes_.size(), false);
        for (std::size_t i = 1; i < nodes_.size(); ++i) fixed_[i] = weighed[i] && nodes_[i].layer->type() == "Flatten";
    }
    void require_same(const graph_node& flatten, const shape& given) const {
        const shape& noted = nodes_[flatten.inputs.front()].output;
        require(given == noted, "network: ", flatten.name, ": expected an image ", noted,
                ", whose pixels have weights of their own, got ", given);
    }
    /// f(), which throws with the layer's name.
    template <class F>
    static std::invoke_result_t<const F&> named(const graph_node& node, const F& f) {
        try {
            return f();
        } catch (const argument_error& failure) {
            throw argument_error(diapir::detail::concat("network: ", node.name, ": ", failure.what()));
        }
    }
    static shape output_of(const graph_node& node, std::span<const shape> inputs) {
        return named(node, [&] {
            const shape output = node.layer->output(inputs);
            require(output.checked_size() > 0, "its output ", output, " is empty");
            return output;
        });
    }

    std::vector<graph_node> nodes_;
    std::vector<auxiliary_node> auxiliaries_;
    bool is_read(std::size_t node) const {
        return std::any_of(nodes_.begin(), nodes_.end(),
                           [&](const graph_node& n) {
                               return std::find(n.inputs.begin(), n.inputs.end(), node) != n.inputs.end();
                           }) ||
               std::any_of(auxiliaries_.begin(), auxiliaries_.end(),
                           [&](const auxiliary_node& a) { return a.node == node; });
    }

    bool finished_ = false;
    std::vector<bool> fixed_;  // by node, once the network is finished
    std::map<std::string, std::size_t> used_;
    std::size_t parameter_count_ = 0, output_ = 0;
    activation output_activation_ = activation::none;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
