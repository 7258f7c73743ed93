// Constants that an operation of ONNX makes of others.
#pragma once

#include "io/onnx/build.hpp"
#include <diapir/io/onnx/folding.hpp>

#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// What the operation makes of these constants.
inline io::onnx::constant folded(const char* operation, const std::vector<io::onnx::constant>& in,
                                 const std::vector<io::onnx::attribute>& a = {}) {
    built_model m({0, 1, 0, 0});
    m.graph.add("n", operation, {}, a);
    const std::string origin = "a.onnx";
    std::vector<const io::onnx::constant*> inputs;
    for (const io::onnx::constant& c : in) inputs.push_back(&c);
    return io::onnx::foldings().at(operation)(io::onnx::node_view(m.model.graph().node(0), 13, origin), inputs);
}
/// Integers {n}.
inline io::onnx::constant integers(const std::vector<double>& numbers) {
    return {{numbers.size()}, numbers, true};
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
