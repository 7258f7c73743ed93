// Graphs of one or a few operators, as other programs write them. ONNX Runtime 1.30 has computed what they give
// (tests/data/onnx/operations.npz).
#pragma once

#include "catch.hpp"
#include "io/onnx/build.hpp"
#include "io/onnx/cases.hpp"
#include "reference.hpp"
#include <diapir/io/onnx/load_onnx.hpp>
#include <diapir/io/onnx/window_rules.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// A graph of an input {2, channels, 7, 6}, {2, 7, 6, channels} or {2, channels}.
struct onnx_operation {
    std::string name, bytes;
    std::vector<std::int64_t> input;

    bool first() const { return input.size() == 4 && input[1] < 5; }
    /// The same numbers everywhere, in the order of the file.
    array<double> samples() const {
        shape s;
        for (const std::int64_t extent : input) s.push_back(static_cast<std::size_t>(extent));
        return normal_samples<double>(2, s.drop(1), 3);
    }
};

using wholes = std::vector<std::int64_t>;
using attributes = std::vector<io::onnx::attribute>;

/// Makes graphs, all of which end in a value "y".
class operation_list {
public:
    explicit operation_list(std::vector<std::int64_t> input) : input_(std::move(input)) {}

    /// `build` adds nodes to a model with the input "x", and returns the name of its output.
    void add(const std::string& name, const std::function<std::string(built_model&)>& build, std::int64_t opset = 13) {
        built_model m(input_, opset);
        m.model.set_ir_version(opset > 18 ? 10 : 7);
        const std::string y = build(m);
        all.push_back({name, m.with_output(y), input_});
    }
    /// One node of x and constants.
    void add(const std::string& name, const char* operation, const attributes& a = {},
             const std::vector<std::pair<shape, std::vector<float>>>& constants = {}, std::int64_t opset = 13) {
        add(
            name,
            [&](built_model& m) {
                std::vector<std::string> inputs{"x"};
                for (const auto& [s, numbers] : constants)
                    inputs.push_back(numbers.empty() ? "" : m.graph.numbers("c", s, numbers));
                return m.graph.add("y", operation, inputs, a);
            },
            opset);
    }

    std::vector<onnx_operation> all;

private:
    std::vector<std::int64_t> input_;
};

/// Numbers that differ, for a kernel of that shape.
inline std::pair<shape, std::vector<float>> kernel(const shape& s) {
    std::vector<float> numbers(s.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = 0.25f * static_cast<float>(i * 7 % 11) - 1;
    return {s, numbers};
}
inline std::pair<shape, std::vector<float>> left_out() {
    return {};
}

inline std::vector<onnx_operation> window_operations() {
    operation_list o({2, 2, 7, 6});
    o.add("conv_same_lower", "Conv", {{"auto_pad", std::string("SAME_LOWER")}}, {kernel({3, 2, 2, 4})});
    o.add("conv_same_upper", "Conv", {{"auto_pad", std::string("SAME_UPPER")}, {"strides", wholes{2, 2}}},
          {kernel({3, 2, 3, 3}), kernel({3})});
    o.add("conv_valid", "Conv", {{"auto_pad", std::string("VALID")}}, {kernel({3, 2, 3, 3})});
    o.add("conv_pads", "Conv", {{"pads", wholes{2, 0, 1, 3}}, {"strides", wholes{2, 2}}}, {kernel({3, 2, 3, 3})});
    o.add("conv_groups", "Conv", {{"group", std::int64_t{2}}}, {kernel({4, 1, 3, 2}), kernel({4})});
    o.add("transpose_pads", "ConvTranspose", {{"strides", wholes{2, 2}}, {"pads", wholes{1, 0, 0, 2}}},
          {kernel({2, 3, 3, 3}), kernel({3})});
    o.add("transpose_stride_1", "ConvTranspose", {{"pads", wholes{1, 1, 1, 1}}}, {kernel({2, 3, 3, 3})});
    o.add("transpose_gap", "ConvTranspose", {{"strides", wholes{3, 3}}, {"output_padding", wholes{0, 1}}},
          {kernel({2, 1, 2, 2})});
    o.add("transpose_sized", "ConvTranspose",
          {{"strides", wholes{2, 2}}, {"output_shape", wholes{14, 12}}, {"auto_pad", std::string("SAME_UPPER")}},
          {kernel({2, 3, 3, 3})});
    o.add("transpose_sized_odd", "ConvTranspose", {{"strides", wholes{2, 2}}, {"output_shape", wholes{13, 13}}},
          {kernel({2, 3, 4, 4})});
    o.add("max_pool_pads", "MaxPool",
          {{"kernel_shape", wholes{3, 3}}, {"strides", wholes{2, 2}}, {"pads", wholes{2, 1, 1, 2}}});
    o.add("max_pool_same", "MaxPool",
          {{"kernel_shape", wholes{3, 3}}, {"strides", wholes{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}});
    o.add("max_pool_ceil", "MaxPool",
          {{"kernel_shape", wholes{2, 2}}, {"strides", wholes{2, 2}}, {"ceil_mode", std::int64_t{1}}});
    o.add("average_pool_counted", "AveragePool",
          {{"kernel_shape", wholes{3, 3}}, {"pads", wholes{1, 1, 1, 1}}, {"count_include_pad", std::int64_t{1}}});
    o.add("average_pool_same", "AveragePool",
          {{"kernel_shape", wholes{2, 2}}, {"auto_pad", std::string("SAME_UPPER")}});
    o.add("global_max", "GlobalMaxPool");
    o.add("one_pixel", [](built_model& m) {
        const auto [s, numbers] = kernel({3, 2, 1, 1});
        return m.graph.add("y", "Conv",
                           {m.graph.add("m", "GlobalAveragePool", {"x"}), m.graph.numbers("k", s, numbers)});
    });
    return o.all;
}

inline std::vector<onnx_operation> pixel_operations() {
    operation_list o({2, 2, 7, 6});
    o.add("pad_edge", [](built_model& m) {
        return m.graph.add("y", "Pad", {"x", m.graph.integers("p", {0, 0, 2, 0, 0, 0, 1, 3})},
                           {{"mode", std::string("edge")}});
    });
    o.add("pad_cut", [](built_model& m) {
        return m.graph.add("y", "Pad",
                           {"x", m.graph.integers("p", {0, 0, -2, 1, 0, 0, 1, -3}), m.graph.numbers("z", {}, {0})});
    });
    o.add("pad_old", "Pad", {{"pads", wholes{0, 0, 1, 2, 0, 0, 3, 0}}, {"mode", std::string("reflect")}}, {}, 10);
    o.add("slice_negative", [](built_model& m) {
        return m.graph.add(
            "y", "Slice",
            {"x", m.graph.integers("s", {-4, 1}), m.graph.integers("e", {-1, 5}), m.graph.integers("a", {2, -1})});
    });
    o.add("slice_all", [](built_model& m) {
        return m.graph.add("y", "Slice",
                           {"x", m.graph.integers("s", {0, 0, 2}), m.graph.integers("e", {INT64_MAX, 2, 1000}),
                            m.graph.integers("a", {0, 1, 3})});
    });
    o.add("slice_channels", [](built_model& m) {
        return m.graph.add("y", "Slice",
                           {"x", m.graph.integers("s", {-1, 2}), m.graph.integers("e", {INT64_MAX, -1}),
                            m.graph.integers("a", {1, 2})});
    });
    return o.all;
}

inline std::vector<onnx_operation> resize_operations() {
    operation_list o({2, 2, 7, 6});
    const auto add = [&](const char* name, const char* mode, const char* positions, const char* nearest, float rows,
                         float cols) {
        attributes a{{"mode", std::string(mode)}, {"coordinate_transformation_mode", std::string(positions)}};
        if (*nearest) a.push_back({"nearest_mode", std::string(nearest)});
        o.add(name, "Resize", a, {left_out(), {{4}, {1, 1, rows, cols}}});
    };
    add("nearest_asymmetric_floor", "nearest", "asymmetric", "floor", 3, 3);
    add("nearest_asymmetric_default", "nearest", "asymmetric", "", 2, 2);
    add("nearest_half_default", "nearest", "half_pixel", "", 3, 3);
    add("nearest_half_ceil", "nearest", "half_pixel", "round_prefer_ceil", 2, 2);
    add("nearest_tf", "nearest", "tf_half_pixel_for_nn", "floor", 2, 1.5f);
    add("linear_half", "linear", "half_pixel", "", 2, 2);
    add("linear_torch", "linear", "pytorch_half_pixel", "", 3, 0.5f);
    add("linear_one", "linear", "align_corners", "", 1, 1);
    add("linear_corners", "linear", "align_corners", "", 2, 2);
    add("linear_corners_uneven", "linear", "align_corners", "", 3, 0.5f);
    o.add("upsample", "Upsample", {{"mode", std::string("nearest")}}, {{{4}, {1, 1, 2, 2}}}, 9);
    o.add("sizes", [](built_model& m) {
        return m.graph.add(
            "y", "Resize", {"x", "", "", m.graph.integers("s", {2, 2, 11, 5})},
            {{"mode", std::string("linear")}, {"coordinate_transformation_mode", std::string("half_pixel")}});
    });
    return o.all;
}

inline std::vector<onnx_operation> shape_operations() {
    operation_list o({2, 2, 7, 6});
    const auto dense = [](built_model& m, const std::string& x, std::size_t in) {
        const auto [s, numbers] = kernel({in, 3});
        return m.graph.add("y", "Gemm", {x, m.graph.numbers("k", s, numbers)});
    };
    o.add("flatten_gemm", [&](built_model& m) { return dense(m, m.graph.add("f", "Flatten", {"x"}), 84); });
    o.add("flatten_relu_gemm", [&](built_model& m) {
        return dense(m, m.graph.add("r", "Relu", {m.graph.add("f", "Flatten", {"x"}, {{"axis", std::int64_t{-3}}})}),
                     84);
    });
    o.add("reshape_gemm", [&](built_model& m) {
        return dense(m, m.graph.add("f", "Reshape", {"x", m.graph.integers("s", {-1, 84})}), 84);
    });
    o.add("transpose_reshape_gemm", [&](built_model& m) {
        const std::string last = m.graph.add("t", "Transpose", {"x"}, {{"perm", wholes{0, 2, 3, 1}}});
        return dense(m, m.graph.add("f", "Reshape", {last, m.graph.integers("s", {0, -1})}), 84);
    });
    o.add("squeeze_gemm", [&](built_model& m) {
        const std::string mean = m.graph.add("m", "GlobalAveragePool", {"x"});
        return dense(m, m.graph.add("s", "Squeeze", {mean, m.graph.integers("a", {2, 3})}), 2);
    });
    o.add("unsqueeze_gates", [](built_model& m) {
        const std::string mean = m.graph.add("m", "Flatten", {m.graph.add("g", "GlobalAveragePool", {"x"})});
        return m.graph.add("y", "Mul", {m.graph.add("u", "Unsqueeze", {mean, m.graph.integers("a", {2, 3})}), "x"});
    });
    o.add("group_norm_by_shapes", [](built_model& m) {
        auto& g = m.graph;
        const std::string in_groups = g.add("r", "Reshape", {"x", g.integers("s", {0, 1, -1})});
        const std::string standard =
            g.add("i", "InstanceNormalization", {in_groups, g.numbers("o", {1}, {1}), g.numbers("z", {1}, {0})});
        const std::string back = g.add("back", "Reshape", {standard, g.integers("b", {0, 2, 7, 6})});
        return g.add("y", "MaxPool", {back}, {{"kernel_shape", wholes{2, 2}}});
    });
    return o.all;
}

inline std::vector<onnx_operation> elementwise_operations() {
    operation_list o({2, 2, 7, 6});
    o.add("clip", "Clip", {}, {{{}, {0}}});
    o.add("clip_6", "Clip", {}, {{{}, {0}}, {{}, {0.6f}}});
    o.add("clip_old", "Clip", {{"min", 0.0f}, {"max", 0.5f}}, {}, 10);
    o.add("clip_both", "Clip", {}, {{{}, {-0.3f}}, {{}, {0.6f}}});
    o.add("clip_above", "Clip", {}, {{{}, {}}, {{}, {0.4f}}});
    o.add("clip_below", "Clip", {}, {{{}, {-0.2f}}});
    o.add("hard_sigmoid", "HardSigmoid", {{"alpha", 0.4f}});
    o.add("hard_swish", "HardSwish", {}, {}, 14);
    o.add("prelu", "PRelu", {}, {{{2, 1, 1}, {0.3f, 0.3f}}});
    o.add("prelu_channels", "PRelu", {}, {{{2, 1, 1}, {0.3f, -0.5f}}});
    o.add("selu", "Selu");
    o.add("celu", "Celu", {{"alpha", 0.5f}});
    o.add("mish", "Mish", {}, {}, 18);
    o.add("neg", "Neg");
    o.add("sum", [](built_model& m) {
        return m.graph.add("y", "Sum", {"x", m.graph.add("t", "Tanh", {"x"}), m.graph.add("r", "Relu", {"x"})});
    });
    o.add("leaky_default", "LeakyRelu");
    o.add("add_channels", "Add", {}, {{{1, 2, 1, 1}, {1, -2}}});
    o.add("sub", "Sub", {}, {{{2, 1, 1}, {1, -2}}});
    o.add("div", "Div", {}, {{{1}, {4}}});
    o.add("one_minus", [](built_model& m) { return m.graph.add("y", "Sub", {m.graph.numbers("c", {}, {1}), "x"}); });
    o.add("difference", [](built_model& m) { return m.graph.add("y", "Sub", {"x", m.graph.add("t", "Tanh", {"x"})}); });
    o.add("pixel_first", [](built_model& m) {
        const std::string one = m.graph.add("m", "GlobalAveragePool", {"x"});
        return m.graph.add("y", "Sub", {one, "x"});
    });
    operation_list last({2, 7, 6, 2});
    const auto moved = [](built_model& m) {
        return m.graph.add("t", "Transpose", {"x"}, {{"perm", wholes{0, 3, 1, 2}}});
    };
    const auto back = [](built_model& m, const std::string& x) {
        return m.graph.add("t", "Transpose", {x}, {{"perm", wholes{0, 2, 3, 1}}});
    };
    last.add("last_softmax", [&](built_model& m) { return m.graph.add("y", "Softmax", {back(m, moved(m))}); });
    last.add("last_add", [&](built_model& m) {
        return m.graph.add("y", "Add",
                           {back(m, m.graph.add("r", "Relu", {moved(m)})), m.graph.numbers("c", {2}, {1, -2})});
    });
    last.add("last_concat", [&](built_model& m) {
        return m.graph.add("y", "Concat", {back(m, m.graph.add("r", "Relu", {moved(m)})), "x"},
                           {{"axis", std::int64_t{3}}});
    });
    o.all.insert(o.all.end(), last.all.begin(), last.all.end());
    return o.all;
}

inline std::vector<onnx_operation> sum_operations() {
    operation_list o({2, 2, 7, 6});
    o.add("reduce_mean", "ReduceMean", {{"axes", wholes{2, 3}}});
    o.add("reduce_max", "ReduceMax", {{"axes", wholes{-1, -2}}, {"keepdims", std::int64_t{0}}});
    o.add("batch_norm", "BatchNormalization", {{"epsilon", 0.1f}},
          {{{2}, {1, 2}}, {{2}, {0.5f, 0}}, {{2}, {1, -1}}, {{2}, {0.5f, 2}}});
    o.add("batch_norm_exact", "BatchNormalization", {{"epsilon", 0.0f}},
          {{{2}, {1, 2}}, {{2}, {0.5f, 0}}, {{2}, {1, -1}}, {{2}, {0.5f, 2}}});
    o.add("instance_norm", "InstanceNormalization", {}, {{{2}, {1, 2}}, {{2}, {0.5f, 0}}});
    o.add("group_norm", "GroupNormalization", {{"num_groups", std::int64_t{1}}}, {{{2}, {1, 2}}, {{2}, {0.5f, 0}}}, 21);
    operation_list flat({2, 5});
    flat.add("gemm_turned", "Gemm", {{"transB", std::int64_t{1}}, {"alpha", 0.5f}, {"beta", 2.0f}},
             {kernel({3, 5}), kernel({3})});
    flat.add("gemm_scalar", "Gemm", {}, {kernel({5, 3}), {{1}, {3}}});
    flat.add("matmul_add", [](built_model& m) {
        const auto [s, numbers] = kernel({5, 3});
        return m.graph.add("y", "Add",
                           {m.graph.numbers("b", {3}, {1, 2, 3}),
                            m.graph.add("p", "MatMul", {"x", m.graph.numbers("k", s, numbers)})});
    });
    flat.add("layer_norm", "LayerNormalization", {{"epsilon", 0.01f}}, {kernel({5}), kernel({5})}, 17);
    flat.add("layer_norm_no_shift", "LayerNormalization", {{"axis", std::int64_t{1}}}, {kernel({5})}, 17);
    o.all.insert(o.all.end(), flat.all.begin(), flat.all.end());
    return o.all;
}

/// Compares with what ONNX Runtime computed.
inline void check_operations(const std::vector<onnx_operation>& operations) {
    const auto arrays = reference("onnx/operations");
    for (const onnx_operation& o : operations) {
        INFO(o.name);
        array<double> x = o.samples(), y = arrays.get<double>(o.name);
        if (o.first()) x = array<double>(xt::transpose(x, {0, 2, 3, 1}));
        const auto net = io::parse_onnx<double>(o.bytes, o.name);
        array<double> found = net(x);
        const bool pixel = y.dimension() == 4 && found.dimension() == 2;  // one pixel is channels alone here
        if (o.first() && y.dimension() == 4 && !pixel) y = array<double>(xt::transpose(y, {0, 2, 3, 1}));
        if (!pixel) CHECK(shape_of(found) == shape_of(y));
        CHECK(max_difference(found, y) <= 1e-5 * (1 + max_magnitude(y)));
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
