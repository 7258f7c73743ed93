// What the rules of io/onnx make of one layer, as text.
#pragma once

#include <diapir/io/onnx/save_onnx.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// "Conv(kernel_shape 3 3, pads 1 1 1 1) Relu()" for the nodes of a network of images or features with that layer.
template <class L>
std::string nodes_of(const shape& input, const L& l, const io::onnx_options& options = {}) {
    const nn::network<float> net(input, l);
    const auto model = io::onnx::parse_model(io::format_onnx(net, options), "net.onnx");
    std::string text;
    for (const auto& node : model.graph().node()) {
        if (node.op_type() == "Identity") continue;
        text += (text.empty() ? "" : " ") + node.op_type() + "(";
        for (int i = 0; i < node.attribute_size(); ++i) {
            const auto& a = node.attribute(i);
            text += (i ? ", " : "") + a.name();
            for (const auto v : a.ints()) text += " " + std::to_string(v);
            if (a.type() == io::onnx::attribute_proto::INT) text += " " + std::to_string(a.i());
            if (a.type() == io::onnx::attribute_proto::STRING) text += " " + a.s();
        }
        text += ")";
    }
    return text;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
