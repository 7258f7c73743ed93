// Activations that older opsets have no operator for, found in the nodes that files spell them with: gelu and silu.
#pragma once

#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/protobuf.hpp>

#include <cmath>
#include <cstddef>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// Replaces the last node of x (1 + erf(x / sqrt(2))) / 2, in any order, by Gelu(x), and that of x sigmoid(x) by
/// Silu(x). The nodes before it stay, and nothing may need them.
class pattern_finder {
public:
    /// `origin` names the file in messages.
    pattern_finder(graph_proto& graph, const std::string& origin) : graph_(graph), origin_(origin) {
        for (int i = 0; i < graph.node_size(); ++i)
            for (const std::string& output : graph.node(i).output()) makers_.emplace(output, i);
        for (const tensor_proto& t : graph.initializer()) initializers_.emplace(t.name(), &t);
    }

    void replace() {
        for (int i = 0; i < graph_.node_size(); ++i) {
            node_proto& node = *graph_.mutable_node(i);
            if (node.op_type() != "Mul" || node.input_size() != 2) continue;
            for (const int first : {0, 1}) {
                const std::string x = node.input(first), y = node.input(1 - first);
                if (is(y, "Sigmoid", {x})) {
                    become(node, "Silu", x);
                } else if (const auto gelu = gelu_of(x, y)) {
                    become(node, "Gelu", *gelu);
                } else {
                    continue;
                }
                break;
            }
        }
    }

private:
    static void become(node_proto& node, const char* operation, const std::string& x) {
        node.set_op_type(operation);
        node.clear_input();
        node.clear_attribute();
        node.add_input(x);
    }
    const node_proto* maker(const std::string& value) const {
        const auto found = makers_.find(value);
        return found == makers_.end() ? nullptr : &graph_.node(found->second);
    }
    bool is(const std::string& value, const char* operation, const std::vector<std::string>& inputs) const {
        const node_proto* node = maker(value);
        return node && node->op_type() == operation &&
               std::vector<std::string>(node->input().begin(), node->input().end()) == inputs;
    }
    /// Whether a name stands for a single number, close to that one.
    bool is_number(const std::string& value, double number) const {
        const tensor_proto* t = nullptr;
        if (const auto found = initializers_.find(value); found != initializers_.end()) t = found->second;
        if (const node_proto* node = maker(value); node && node->op_type() == "Constant")
            for (const auto& a : node->attribute())
                if (a.name() == "value") t = &a.t();
        if (!t || t->dims_size() > 4) return false;
        for (const auto extent : t->dims())
            if (extent != 1) return false;
        const constant c = read_constant(*t, origin_);
        return c.numbers.size() == 1 && std::abs(c.numbers[0] - number) <= 1e-5 * std::abs(number);
    }
    /// The other operand, where one of a sum or product is that number.
    std::optional<std::string> beside(const std::string& value, const char* operation, double number) const {
        const node_proto* node = maker(value);
        if (!node || node->op_type() != operation || node->input_size() != 2) return std::nullopt;
        if (is_number(node->input(1), number)) return node->input(0);
        if (operation != std::string("Div") && is_number(node->input(0), number)) return node->input(1);
        return std::nullopt;
    }
    /// x, where a value is 1 + erf(x / sqrt(2)).
    std::optional<std::string> gate_of(const std::string& value) const {
        const auto error_function = beside(value, "Add", 1);
        const node_proto* erf = error_function ? maker(*error_function) : nullptr;
        if (!erf || erf->op_type() != "Erf" || erf->input_size() != 1) return std::nullopt;
        if (auto x = beside(erf->input(0), "Div", std::numbers::sqrt2)) return x;
        return beside(erf->input(0), "Mul", 1 / std::numbers::sqrt2);
    }
    /// x, where a product of those two is gelu(x).
    std::optional<std::string> gelu_of(const std::string& a, const std::string& b) const {
        if (is_number(b, 0.5))  // (x gate) / 2
            if (const node_proto* product = maker(a);
                product && product->op_type() == "Mul" && product->input_size() == 2)
                for (const int first : {0, 1})
                    if (gate_of(product->input(1 - first)) == product->input(first)) return product->input(first);
        if (const auto x = beside(a, "Mul", 0.5))
            if (gate_of(b) == x) return x;  // (x / 2) gate
        if (const auto gate = beside(b, "Mul", 0.5))
            if (gate_of(*gate) == a) return a;  // x (gate / 2)
        return std::nullopt;
    }

    graph_proto& graph_;
    const std::string& origin_;
    std::map<std::string, int> makers_;
    std::map<std::string, const tensor_proto*> initializers_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
