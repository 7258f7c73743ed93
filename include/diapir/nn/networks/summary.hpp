// The layer table of a network, as Keras' model.summary() prints it.
#pragma once

#include <diapir/nn/graph/layer_description.hpp>
#include <diapir/nn/networks/network.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

/// 551585 as 551,585.
inline std::string grouped(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

}  // namespace detail

/// A table of layers: name and type, output shape, parameters, and what each is connected to.
inline std::string summary(const std::vector<layer_description>& layers) {
    std::vector<std::vector<std::string>> table{{"Layer (type)", "Output Shape", "Param #", "Connected to"}};
    std::size_t total = 0, fixed = 0;
    for (const layer_description& layer : layers) {
        std::string inputs, output = "(None";
        for (const std::string& input : layer.inputs) inputs += (inputs.empty() ? "" : ", ") + input;
        for (const std::size_t extent : layer.output) output += ", " + std::to_string(extent);
        table.push_back(
            {layer.name + " (" + layer.type + ")", output + ")", detail::grouped(layer.parameter_count()), inputs});
        total += layer.parameter_count();
        for (const parameter_description& p : layer.parameters) fixed += p.trainable ? 0 : p.shape.size();
    }
    std::vector<std::size_t> widths(4, 0);
    for (const auto& row : table)
        for (std::size_t c = 0; c < 4; ++c) widths[c] = std::max(widths[c], row[c].size() + 2);
    const std::size_t width = widths[0] + widths[1] + widths[2] + widths[3];
    std::ostringstream out;
    const auto print = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t c = 0; c < 4; ++c) line += row[c] + std::string(widths[c] - row[c].size(), ' ');
        out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    };
    print(table.front());
    out << std::string(width, '=') << '\n';
    for (std::size_t r = 1; r < table.size(); ++r) print(table[r]);
    out << std::string(width, '=') << '\n' << "Total params: " << detail::grouped(total) << '\n';
    if (fixed)
        out << "Trainable params: " << detail::grouped(total - fixed)
            << "\nNon-trainable params: " << detail::grouped(fixed) << '\n';
    return out.str();
}

namespace detail {

/// The same layers, which know what of the network is trained.
template <class T>
std::vector<layer_description> as_trained(const network<T>& net, std::vector<layer_description> layers) {
    std::map<std::string, bool> trained;
    for (const auto& p : net.parameters()) trained[p.name] = p.trainable;
    for (layer_description& layer : layers)
        for (parameter_description& p : layer.parameters)
            if (const auto found = trained.find(layer.name + "/" + p.name); found != trained.end())
                p.trainable = found->second;
    return layers;
}

}  // namespace detail

/// The layers of a network for images of rows x cols.
template <class T>
std::string summary(const network<T>& net, std::size_t rows, std::size_t cols) {
    return summary(detail::as_trained(net, net.layers(rows, cols)));
}
/// For the inputs that it was written for.
template <class T>
std::string summary(const network<T>& net) {
    return summary(detail::as_trained(net, net.layers()));
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
