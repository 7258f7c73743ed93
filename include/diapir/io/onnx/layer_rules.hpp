// How layers become nodes of ONNX: a table with a rule for each kind of layer, to which programs add those of their
// own layers.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/graph_writer.hpp>
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/graph/layer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// A layer that is being written. Values of images are {n, channels, rows, cols}, others {n, channels}.
struct layer_site {
    graph_writer& graph;
    const nn::graph_node& node;
    std::vector<std::string> inputs;             ///< names of values
    std::vector<shape> input_shapes;             ///< of samples: {rows, cols, channels} or {channels}
    shape output;                                ///< of a sample
    bool fixed;                                  ///< images have just these sides; else any
    std::vector<std::vector<float>> parameters;  ///< in the order of node.parameters

    const std::string& input() const { return inputs.front(); }
    bool is_image(std::size_t i = 0) const { return input_shapes[i].axes() == 3; }

    /// Adds a node of the layer, and returns its name: that of the layer for the first one.
    std::string add(const char* operation, const std::vector<std::string>& from,
                    const std::vector<attribute>& attributes = {}) const {
        return graph.add(node.name, operation, from, attributes);
    }
    std::string numbers(const char* part, const shape& s, const std::vector<float>& values) const {
        return graph.numbers(node.name + "/" + part, s, values);
    }
    std::string number(const char* part, double value) const { return numbers(part, {}, {static_cast<float>(value)}); }
    std::string integers(const char* part, const std::vector<std::int64_t>& values) const {
        return graph.integers(node.name + "/" + part, values);
    }
    /// Parameter i as a constant of that shape, or of its own.
    std::string parameter(std::size_t i, const shape& s) const {
        return numbers(node.parameters.at(i).name.c_str(), s, parameters.at(i));
    }
    std::string parameter(std::size_t i) const { return parameter(i, node.parameters.at(i).shape); }

    /// The rows and cols of an image among the inputs, two whole numbers.
    std::string sides(std::size_t i) const {
        const shape& s = input_shapes.at(i);
        if (fixed) return integers("sides", {static_cast<std::int64_t>(s[0]), static_cast<std::int64_t>(s[1])});
        return add("Slice", {add("Shape", {inputs.at(i)}), integers("from", {2}), integers("to", {4})});
    }
};

class layer_rules {
public:
    using rule = std::function<std::string(const nn::any_layer&, const layer_site&)>;

    /// Layers of type L become what f(layer, site) adds to site.graph; it returns the name of their value. An earlier
    /// rule for L is replaced.
    template <class L, class F>
    layer_rules& add(F f) {
        rules_[typeid(nn::layer_model<L>)] = [f = std::move(f)](const nn::any_layer& l, const layer_site& at) {
            return std::string(f(static_cast<const nn::layer_model<L>&>(l).layer(), at));
        };
        return *this;
    }
    /// The name of the value of a layer. Throws argument_error, with the layer's name, where there is no rule for it.
    std::string apply(const layer_site& at) const {
        const nn::any_layer& l = *at.node.layer;
        const auto found = rules_.find(typeid(l));
        require(found != rules_.end(), "onnx: ", at.node.name, ": expected a rule for layers ", l.type(),
                ", there is none; add one to the layer_rules of the options");
        return found->second(l, at);
    }

private:
    std::map<std::type_index, rule> rules_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
