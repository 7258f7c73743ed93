// Graphs of ONNX that tests put together node by node.
#pragma once

#include <diapir/io/onnx/graph_writer.hpp>
#include <diapir/io/onnx/protobuf.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// A model with an input "x" of those extents, where 0 stands for any.
struct built_model {
    io::onnx::model_proto model;
    io::onnx::graph_writer graph{*model.mutable_graph()};

    explicit built_model(const std::vector<std::int64_t>& x, std::int64_t opset = 13) {
        model.set_ir_version(7);
        model.add_opset_import()->set_version(opset);
        add_input("x", x);
    }
    void add_input(const std::string& name, const std::vector<std::int64_t>& extents) {
        auto& input = *model.mutable_graph()->add_input();
        input.set_name(name);
        auto& type = *input.mutable_type()->mutable_tensor_type();
        type.set_elem_type(io::onnx::tensor_proto::FLOAT);
        for (const std::int64_t extent : extents) {
            auto& dim = *type.mutable_shape()->add_dim();
            if (extent > 0) dim.set_dim_value(extent);
        }
    }
    /// The bytes of the model whose output is the value of that name.
    std::string with_output(const std::string& name) {
        model.mutable_graph()->clear_output();
        model.mutable_graph()->add_output()->set_name(name);
        return io::onnx::format_model(model);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::testing
