// The layers of a network as JSON, to tell whether weights in a file are those of a network that a program has written.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/graph/graph.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// The layers of a graph for samples of a shape: the name, type, output shape, activation, inputs and parameters of
/// each, and what the network ends with. Options that change none of these, such as the rate of a dropout, are left
/// out. Throws argument_error where a layer refuses such samples.
inline json architecture(const nn::graph& g, const shape& input) {
    const auto outputs = g.outputs(input);
    json layers = json::array();
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const nn::graph_node& node = g.nodes()[i];
        json inputs = json::array(), parameters = json::array();
        for (const std::size_t from : node.inputs) inputs.push_back(g.nodes()[from].name);
        for (const nn::parameter_description& p : node.parameters)
            parameters.push_back({{"name", p.name}, {"shape", p.shape}});
        layers.push_back(
            {{"name", node.name},
             {"type", node.layer ? node.layer->type() : "InputLayer"},
             {"output", outputs[i]},
             {"activation", nn::name_of(node.layer ? node.layer->output_activation() : nn::activation::none)},
             {"inputs", inputs},
             {"parameters", parameters}});
    }
    return {{"input", input},
            {"layers", layers},
            {"output", g.nodes()[g.output()].name},
            {"output_activation", nn::name_of(g.output_activation())}};
}

namespace detail {

/// {28, 28, 16} of [28, 28, 16].
inline shape shape_from_json(const json& extents, const std::string& origin) {
    shape s;
    require<file_error>(extents.is_array() && extents.size() <= shape::max_axes, origin, ": expected a shape");
    for (const json& extent : extents) s.push_back(as_count(extent, origin));
    return s;
}

/// A layer as messages name it: conv2d_1, Conv2D {28, 28, 16} with ReLU of max_pooling2d, kernel {3, 3, 8, 16}, ...
inline std::string layer_text(const json& layer, const std::string& origin) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << layer.at("name").get<std::string>() << ", " << layer.at("type").get<std::string>() << ' '
         << shape_from_json(layer.at("output"), origin);
    const std::string activation = layer.at("activation").get<std::string>();
    if (activation != nn::name_of(nn::activation::none)) text << " with " << activation;
    const char* between = " of ";
    for (const json& input : layer.at("inputs")) {
        text << between << input.get<std::string>();
        between = " and ";
    }
    for (const json& p : layer.at("parameters"))
        text << ", " << p.at("name").get<std::string>() << ' ' << shape_from_json(p.at("shape"), origin);
    return text.str();
}

}  // namespace detail

/// Throws file_error, which names the first layer that differs, unless a graph has the architecture that a file says.
/// Images may have other sides in the file where the layers take them too.
inline void require_architecture(const nn::graph& g, const json& in_file, const std::string& origin) {
    read_members(origin, [&] {
        const shape input = detail::shape_from_json(in_file.at("input"), origin + ": input");
        require<file_error>(input.axes() == g.input().axes() && input.size() > 0 && input.back() == g.input().back(),
                            origin, ": expected a network of samples ", g.input(), ", got one of ", input);
        json expected;
        try {
            expected = architecture(g, input);
        } catch (const argument_error& failure) {
            throw file_error(diapir::detail::concat(origin, ": expected a network of samples ", g.input(),
                                                    ", got one of ", input, ": ", failure.what()));
        }
        const json &ours = expected.at("layers"), &theirs = in_file.at("layers");
        for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
            const auto text = [&](const json& layers) {
                return i < layers.size() ? detail::layer_text(layers[i], origin) : std::string("no more layers");
            };
            require<file_error>(text(ours) == text(theirs), origin, ": layer number ", i, " differs: expected ",
                                text(ours), "; got ", text(theirs));
        }
        for (const char* end : {"output", "output_activation"})
            require<file_error>(expected.at(end) == in_file.at(end), origin, ": expected a network with the ", end, ' ',
                                excerpt(expected.at(end).get<std::string>()), ", got ",
                                excerpt(in_file.at(end).get<std::string>()));
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::io
