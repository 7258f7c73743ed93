// A graph of ONNX that is being written.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/little_endian.hpp>
#include <diapir/io/onnx/protobuf.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// An attribute of a node.
struct attribute {
    const char* name;
    std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>> value;
};

/// Adds nodes, which compute in the order in which they were added, and the constants that they take.
class graph_writer {
public:
    explicit graph_writer(graph_proto& graph) : graph_(graph) {}

    /// The name itself where nothing has it, or with a number behind it; from then on it is taken.
    std::string unique(const std::string& wanted) {
        std::string name = wanted;
        for (std::size_t i = 1; !taken_.insert(name).second; ++i) name = wanted + "_" + std::to_string(i);
        return name;
    }

    /// Adds a node of one output, and returns that output's name, which is the node's too.
    std::string add(const std::string& wanted, const char* operation, const std::vector<std::string>& inputs,
                    const std::vector<attribute>& attributes = {}) {
        node_proto& node = *graph_.add_node();
        const std::string name = unique(wanted);
        node.set_name(name);
        node.set_op_type(operation);
        for (const std::string& input : inputs) node.add_input(input);
        node.add_output(name);
        for (const attribute& a : attributes) {
            attribute_proto& to = *node.add_attribute();
            to.set_name(a.name);
            std::visit([&](const auto& value) { set(to, value); }, a.value);
        }
        return name;
    }

    /// Adds a constant with the `s.size()` numbers.
    std::string numbers(const std::string& wanted, const shape& s, const std::vector<float>& values) {
        require(values.size() == s.size(), "onnx: expected ", s.size(), " numbers for ", wanted, ", got ",
                values.size());
        tensor_proto& t = constant(wanted, s, tensor_proto::FLOAT);
        set_numbers(t, values);
        return t.name();
    }
    /// Adds a constant {values.size()} of whole numbers.
    std::string integers(const std::string& wanted, const std::vector<std::int64_t>& values) {
        tensor_proto& t = constant(wanted, {values.size()}, tensor_proto::INT64);
        set_numbers(t, values);
        return t.name();
    }

    /// Notes that a node needs the operators of that version.
    void need_opset(std::int64_t version) { opset_ = std::max(opset_, version); }
    std::int64_t opset() const { return opset_; }

private:
    template <class T>
    static void set_numbers(tensor_proto& to, const std::vector<T>& values) {
        in_little_endian({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}, sizeof(T),
                         [&](std::string_view bytes) { to.set_raw_data(bytes.data(), bytes.size()); });
    }
    static void set(attribute_proto& to, std::int64_t value) {
        to.set_type(attribute_proto::INT);
        to.set_i(value);
    }
    static void set(attribute_proto& to, float value) {
        to.set_type(attribute_proto::FLOAT);
        to.set_f(value);
    }
    static void set(attribute_proto& to, const std::string& value) {
        to.set_type(attribute_proto::STRING);
        to.set_s(value);
    }
    static void set(attribute_proto& to, const std::vector<std::int64_t>& values) {
        to.set_type(attribute_proto::INTS);
        for (const std::int64_t v : values) to.add_ints(v);
    }
    tensor_proto& constant(const std::string& wanted, const shape& s, tensor_proto::DataType type) {
        tensor_proto& t = *graph_.add_initializer();
        t.set_name(unique(wanted));
        t.set_data_type(type);
        for (const std::size_t extent : s) t.add_dims(static_cast<std::int64_t>(extent));
        return t;
    }

    graph_proto& graph_;
    std::set<std::string> taken_;
    std::int64_t opset_ = 13;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
