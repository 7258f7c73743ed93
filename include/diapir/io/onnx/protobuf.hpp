// The messages of ONNX files (onnx.proto of ONNX 1.12) and their bytes. This is the seam to protobuf and onnx.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <google/protobuf/io/coded_stream.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

using model_proto = ::onnx::ModelProto;
using graph_proto = ::onnx::GraphProto;
using node_proto = ::onnx::NodeProto;
using tensor_proto = ::onnx::TensorProto;
using value_proto = ::onnx::ValueInfoProto;
using attribute_proto = ::onnx::AttributeProto;

/// The message that bytes hold, at most 2 GB of them and messages at most 32 deep. `origin` names them in messages.
/// Throws file_error for bytes that are no model with a graph.
inline model_proto parse_model(std::string_view bytes, const std::string& origin) {
    constexpr std::size_t most = std::numeric_limits<int>::max();
    require<file_error>(bytes.size() <= most, origin, ": expected an ONNX model of at most ", most, " bytes, got ",
                        bytes.size());
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                  static_cast<int>(bytes.size()));
    stream.SetRecursionLimit(32);
    model_proto model;
    require<file_error>(model.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage(), origin,
                        ": expected an ONNX model");
    require<file_error>(model.has_graph(), origin, ": expected an ONNX model with a graph");
    return model;
}

/// The bytes of a model. Throws argument_error where they are more than 2 GB.
inline std::string format_model(const model_proto& model) {
    require(model.ByteSizeLong() <= static_cast<std::size_t>(std::numeric_limits<int>::max()),
            "onnx: expected a model of at most 2 GB, got ", model.ByteSizeLong(), " bytes");
    std::string bytes;
    model.SerializeToString(&bytes);
    return bytes;
}

/// A node as messages name it: node 'conv_3' (Conv).
inline std::string name_of(const node_proto& node) {
    const std::string& name = node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
    std::string text = "node " + excerpt(name) + " (";
    for (const char c : node.op_type().substr(0, 40)) text += c > ' ' && c < 127 ? c : '?';
    return text + ")";
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
