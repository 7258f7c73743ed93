// A graph of ONNX on its way to a network: what its names stand for, and the layers noted down so far.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/graph/layer.hpp>
#include <diapir/nn/graph/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// How ONNX orders the axes of a value that this library has as an image, or as channels alone.
enum class axis_order {
    flat,            ///< {n, channels}
    channels_first,  ///< {n, channels, rows, cols}; channels alone have one pixel
    channels_last,   ///< {n, rows, cols, channels}
    flattened,       ///< {n, channels rows cols} of an image that came with its channels first
    grouped          ///< {n, groups, -1} of an image that came with its channels first
};

/// A value of the network.
struct network_value {
    nn::value value;
    axis_order order;
    std::size_t groups = 0;  ///< where it is grouped

    bool is_image() const { return value.output().axes() == 3; }
    std::size_t rows() const { return value.rows(); }
    std::size_t cols() const { return value.cols(); }
    std::size_t channels() const { return value.channels(); }
    /// The axis of ONNX that has the channels, of those that there are.
    std::size_t channel_axis() const { return order == axis_order::channels_last ? 3 : 1; }
    std::size_t axes() const {
        return order == axis_order::grouped ? 3 : order == axis_order::flat || order == axis_order::flattened ? 2 : 4;
    }
    /// The same in another order.
    network_value as(axis_order o) const { return {value, o}; }
};

/// The parameters of a layer, in the order and shapes of the library.
struct weights {
    shape dims;
    std::vector<double> numbers;
};

class graph_reader {
public:
    using entry = std::variant<constant, network_value>;

    /// The most numbers that a value has for one sample.
    static constexpr std::size_t most_pixels = std::size_t{1} << 31;

    /// For a file of so many bytes: its constants and parameters have at most 2^26 numbers more than that.
    explicit graph_reader(std::size_t bytes = 0) : most_numbers_(bytes + (std::size_t{1} << 26)) {}

    void set(const std::string& name, entry e) { entries_.insert_or_assign(name, std::move(e)); }
    /// Null where the name stands for nothing yet.
    const entry* find(const std::string& name) const {
        const auto found = entries_.find(name);
        return found == entries_.end() ? nullptr : &found->second;
    }

    /// Input i of a node, a value of the network. Throws file_error for others.
    const network_value& value(const node_view& n, std::size_t i = 0) const {
        const entry& e = any(n, i);
        n.require(std::holds_alternative<network_value>(e), "expected input ", excerpt(n.input(i)),
                  " to depend on samples, got a constant");
        return std::get<network_value>(e);
    }
    /// Input i of a node, numbers that may depend on the sides of images, but not on samples.
    const constant& computed(const node_view& n, std::size_t i) const {
        const entry& e = any(n, i);
        n.require(std::holds_alternative<constant>(e), "expected input ", excerpt(n.input(i)),
                  " to be a constant, got a value that depends on samples");
        return std::get<constant>(e);
    }
    /// Input i of a node, which may not depend on the sides of images either.
    const constant& fixed(const node_view& n, std::size_t i) const {
        const constant& c = computed(n, i);
        n.require(!c.depends(), "expected input ", excerpt(n.input(i)),
                  " to be a constant, got numbers that are made of the sides of images");
        return c;
    }
    /// Whether input i of a node is there and no value of the network.
    bool is_computed(const node_view& n, std::size_t i) const {
        return n.has(i) && std::holds_alternative<constant>(any(n, i));
    }
    /// Null where the input is left out.
    const constant* optional(const node_view& n, std::size_t i) const { return n.has(i) ? &fixed(n, i) : nullptr; }
    const constant* optional_computed(const node_view& n, std::size_t i) const {
        return n.has(i) ? &computed(n, i) : nullptr;
    }
    const entry& any(const node_view& n, std::size_t i) const {
        n.require(n.has(i), "expected an input number ", i, ", there is none");
        const entry* e = find(n.input(i));
        n.require(e != nullptr, "expected an input that comes before it, got ", excerpt(n.input(i)));
        return *e;
    }

    /// What a layer with those parameters makes of values. Throws file_error, which names the node, where the layer
    /// refuses them, has other parameters, or makes images that are too large.
    template <class L>
    nn::value layer(const node_view& n, const L& l, const std::vector<nn::value>& inputs,
                    std::vector<weights> parameters = {}) {
        try {
            nn::value y = nn::value::of(std::make_shared<const nn::layer_model<L>>(l), inputs);
            return keep(n, std::move(y), std::move(parameters));
        } catch (const argument_error& e) {
            n.require(false, e.what());
            throw;
        }
    }

    /// The value of a node of the network.
    const nn::value* of_node(std::size_t node) const {
        const auto found = values_.find(node);
        return found == values_.end() ? nullptr : &found->second;
    }
    void note(const nn::value& v) { values_.insert_or_assign(v.node(), v); }
    /// The input of the network, which is the first that was noted.
    const nn::value& input() const { return values_.begin()->second; }

    /// Throws file_error where a node makes more numbers than a file may make of its bytes: of constants, of weights
    /// that layers share, and of zeros between the channels of a kernel.
    void require_room(const node_view& n, std::size_t numbers) const {
        n.require(numbers <= most_numbers_ - numbers_, "expected at most ", most_numbers_,
                  " numbers of weights and constants in all, got ", numbers_, " and ", numbers, " more");
    }
    /// A constant that was computed from others.
    constant folded(const node_view& n, constant c) {
        constexpr std::size_t text = 32;  // what one takes
        take_room(n, c.numbers.size() + c.how.size() * text);
        return c;
    }

    /// The parameters of all layers, in their order.
    const std::vector<weights>& parameters() const { return parameters_; }

    /// What says the rows or cols of a value in numbers that are made of them: "rows:3".
    static std::string side_name(const nn::value& v, bool rows) {
        return (rows ? "rows:" : "cols:") + std::to_string(v.node());
    }

private:
    void take_room(const node_view& n, std::size_t numbers) {
        require_room(n, numbers);
        numbers_ += numbers;
    }
    nn::value keep(const node_view& n, nn::value y, std::vector<weights> given) {
        const shape& s = y.output();
        std::size_t elements = 1;
        for (const std::size_t extent : s) {
            n.require(extent <= most_pixels / elements, "expected at most ", most_pixels, " numbers a sample, got ", s);
            elements *= extent;
        }
        const auto& expected = y.owner().nodes()[y.node()].parameters;
        n.require(expected.size() == given.size(), "expected ", expected.size(), " parameters, got ", given.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            n.require(given[i].dims == expected[i].shape && given[i].numbers.size() == given[i].dims.size(),
                      "expected a ", expected[i].name, " of ", expected[i].shape, ", got ", given[i].dims, " with ",
                      given[i].numbers.size(), " numbers");
            take_room(n, given[i].numbers.size());
            parameters_.push_back(std::move(given[i]));
        }
        note(y);
        return y;
    }

    std::map<std::string, entry> entries_;
    std::map<std::size_t, nn::value> values_;
    std::vector<weights> parameters_;
    std::size_t most_numbers_, numbers_ = 0;
};

/// How an operator on values of the network is read: it adds layers, and returns what the node's first output is.
using operator_rule = std::function<network_value(graph_reader&, const node_view&)>;

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
