// Networks as ONNX files, which ONNX Runtime, OpenVINO, OpendTect and others run.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/onnx/activation_rules.hpp>
#include <diapir/io/onnx/data_format.hpp>
#include <diapir/io/onnx/graph_writer.hpp>
#include <diapir/io/onnx/imported_rules.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/io/onnx/normalization_rules.hpp>
#include <diapir/io/onnx/pixel_rules.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/onnx/window_rules.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/version.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

namespace onnx {

/// The rules of all layers of the library.
inline layer_rules library_rules() {
    layer_rules all;
    add_activation_rules(all);
    add_window_rules(all);
    add_pixel_rules(all);
    add_normalization_rules(all);
    add_imported_rules(all);
    return all;
}

}  // namespace onnx

struct onnx_options {
    data_format format = data_format::channels_first;  ///< of images, given and returned
    std::size_t rows = 0, cols = 0;  ///< of images; 0 for any, or where the network does not take any, for its own
    std::string scaling_type{};      ///< metadata that OpendTect reads, as the next; left out where empty
    std::string creation_date{};
    std::map<std::string, std::string> metadata{};  ///< others
    onnx::layer_rules rules = onnx::library_rules();
};

namespace onnx {

namespace detail {

/// The outputs of all nodes for images of that shape; none where a layer refuses them or would have other parameters.
inline std::optional<std::vector<shape>> outputs_for(const nn::graph& g, const shape& image) {
    try {
        const auto outputs = g.outputs(image);
        for (std::size_t i = 1; i < outputs.size(); ++i) {
            std::vector<shape> inputs;
            for (const std::size_t from : g.nodes()[i].inputs) inputs.push_back(outputs[from]);
            if (g.nodes()[i].layer->parameters(inputs) != g.nodes()[i].parameters) return std::nullopt;
        }
        return std::vector<shape>(outputs.begin(), outputs.end());
    } catch (const argument_error&) {
        return std::nullopt;
    }
}

/// A graph of nn as it is written.
template <class T>
class network_writer {
public:
    network_writer(const nn::network<T>& net, const onnx_options& options)
        : net_(net), options_(options), graph_(*model_.mutable_graph()), writer_(graph_) {
        shape image = net.input();
        const bool named = options.rows > 0 || options.cols > 0, images = image.axes() == 3;
        require(!named || (images && options.rows > 0 && options.cols > 0),
                "onnx: expected rows and cols of images, got ", options.rows, " and ", options.cols,
                " for a network of samples ", image);
        constexpr std::size_t longest = 65536;  // which load_onnx takes
        require(options.rows <= longest && options.cols <= longest, "onnx: expected at most ", longest,
                " rows and cols, ", "got ", options.rows, " and ", options.cols);
        if (named) image = {options.rows, options.cols, image[2]};
        const auto outputs = outputs_for(net.graph(), image);
        require(outputs.has_value(), "onnx: the network does not take images ", image);
        outputs_ = *outputs;
        fixed_ = named || !images || !outputs_for(net.graph(), {2 * image[0], 2 * image[1], image[2]});
    }

    model_proto write() {
        const bool last = options_.format == data_format::channels_last;
        const auto is_image = [&](std::size_t node) { return outputs_[node].axes() == 3; };
        const auto perm = [](std::vector<std::int64_t> order) {
            return std::vector<attribute>{{"perm", std::move(order)}};
        };
        const auto& nodes = net_.graph().nodes();
        const std::size_t end = net_.graph().output();
        graph_.set_name("network");
        names_.assign(nodes.size(), {});
        const std::string input = writer_.unique("input"), output = writer_.unique("output");
        names_[0] =
            last && is_image(0) ? writer_.add("input_channels_first", "Transpose", {input}, perm({0, 3, 1, 2})) : input;
        const nn::graph_plan plan(net_.graph(), false);
        for (std::size_t i = 1; i < nodes.size(); ++i)
            if (plan.needed(i)) names_[i] = write_layer(i);
        static const nn::graph_node none{nullptr, "output_activation", {}, {}, {}, 0};
        std::string y = activated(site(none, end), names_[end], net_.graph().output_activation());
        if (last && is_image(end)) y = writer_.add("output_channels_last", "Transpose", {y}, perm({0, 2, 3, 1}));
        node_proto& identity = *graph_.add_node();
        identity.set_name(output);
        identity.set_op_type("Identity");
        identity.add_input(y);
        identity.add_output(output);
        describe(*graph_.add_input(), input, outputs_[0], "rows", "cols");
        const bool same =
            is_image(0) && is_image(end) && outputs_[end][0] == outputs_[0][0] && outputs_[end][1] == outputs_[0][1];
        describe(*graph_.add_output(), output, outputs_[end], same ? "rows" : "output_rows",
                 same ? "cols" : "output_cols");
        finish();
        return std::move(model_);
    }

private:
    layer_site site(const nn::graph_node& node, std::size_t output) {
        return {writer_, node, {}, {}, outputs_[output], fixed_, {}};
    }
    std::string write_layer(std::size_t i) {
        const nn::graph_node& node = net_.graph().nodes()[i];
        layer_site at = site(node, i);
        for (const std::size_t from : node.inputs) {
            at.inputs.push_back(names_[from]);
            at.input_shapes.push_back(outputs_[from]);
        }
        for (std::size_t p = 0; p < node.parameters.size(); ++p) {
            const auto& value = net_.parameters()[node.first_parameter + p].value;
            at.parameters.emplace_back();
            for (const T v : value) {
                const auto written = static_cast<float>(v);
                require(std::isfinite(written) || !std::isfinite(v), "onnx: ", node.name,
                        ": expected parameters that 32-bit floats hold, got ", v);
                at.parameters.back().push_back(written);
            }
        }
        return options_.rules.apply(at);
    }
    /// Names and extents of a value of the graph; samples may be any number.
    void describe(value_proto& value, const std::string& name, const shape& s, const char* rows,
                  const char* cols) const {
        value.set_name(name);
        auto& type = *value.mutable_type()->mutable_tensor_type();
        type.set_elem_type(tensor_proto::FLOAT);
        const auto add_side = [&](std::size_t extent, const char* side) {
            auto& dim = *type.mutable_shape()->add_dim();
            if (fixed_)
                dim.set_dim_value(static_cast<std::int64_t>(extent));
            else
                dim.set_dim_param(side);
        };
        const auto add_channels = [&] {
            type.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(s.back()));
        };
        type.mutable_shape()->add_dim()->set_dim_param("n");
        const bool last = options_.format == data_format::channels_last;
        if (!last || s.axes() == 1) add_channels();
        if (s.axes() == 1) return;
        add_side(s[0], rows);
        add_side(s[1], cols);
        if (last) add_channels();
    }
    void finish() {
        const std::int64_t opset = writer_.opset();
        model_.set_ir_version(opset < 15 ? 7 : 8);
        model_.set_producer_name("diapir");
        model_.set_producer_version(diapir::version);
        model_.add_opset_import()->set_version(opset);
        std::map<std::string, std::string> metadata = options_.metadata;
        metadata["data_format"] = name_of(options_.format);
        if (!options_.scaling_type.empty()) metadata["scaling_type"] = options_.scaling_type;
        if (!options_.creation_date.empty()) metadata["creation_date"] = options_.creation_date;
        for (const auto& [key, value] : metadata) {
            auto& entry = *model_.add_metadata_props();
            entry.set_key(key);
            entry.set_value(value);
        }
    }

    const nn::network<T>& net_;
    const onnx_options& options_;
    model_proto model_;
    graph_proto& graph_;
    graph_writer writer_;
    std::vector<shape> outputs_;
    bool fixed_ = false;
    std::vector<std::string> names_;
};

}  // namespace detail
}  // namespace onnx

/// A network as the bytes of an ONNX file, with 32-bit weights: opset 13, or 17 where it has layer normalizations; any
/// number of samples, and of rows and cols where it takes any. Its input is "input", its output "output". Throws
/// argument_error, with the layer's name, for a layer without a rule, and for sides that the network does not take.
template <class T>
std::string format_onnx(const nn::network<T>& net, const onnx_options& options = {}) {
    return onnx::format_model(onnx::detail::network_writer<T>(net, options).write());
}

/// Writes a network as an ONNX file; see format_onnx. Throws file_error when that fails; an old file is then untouched.
template <class T>
void save_onnx(const std::filesystem::path& path, const nn::network<T>& net, const onnx_options& options = {}) {
    write_file(path, format_onnx(net, options));
}

}  // namespace diapir::inline DIAPIR_TARGET::io
