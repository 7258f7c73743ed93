// Networks of ONNX files, as PyTorch and tf2onnx write them, to be evaluated, trained and explained here.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/lasting.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constants.hpp>
#include <diapir/io/onnx/data_format.hpp>
#include <diapir/io/onnx/folding.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/patterns.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/onnx/read_elementwise.hpp>
#include <diapir/io/onnx/read_pixels.hpp>
#include <diapir/io/onnx/read_resize.hpp>
#include <diapir/io/onnx/read_shapes.hpp>
#include <diapir/io/onnx/read_sums.hpp>
#include <diapir/io/onnx/read_windows.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/networks/network.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct onnx_import_options {
    std::size_t rows = 0, cols = 0;  ///< of images, where the file takes any; 0 for 64
    /// Of images in the file; none: what its metadata say, or else channels first, unless it moves them there.
    std::optional<data_format> format{};
    std::string output{};  ///< the name of the value to compute; none: the only output
};

namespace onnx {

/// How operators on values of a network are read, by their names.
inline const std::map<std::string, operator_rule>& operator_rules() {
    static const auto& all = lasting([] {
        std::map<std::string, operator_rule> rules;
        add_window_readers(rules);
        add_pixel_readers(rules);
        add_resize_readers(rules);
        add_shape_readers(rules);
        add_elementwise_readers(rules);
        add_sum_readers(rules);
        return rules;
    });
    return all;
}

namespace detail {

/// A model of a file on its way to a network.
class model_reader {
public:
    model_reader(std::string_view bytes, const std::string& origin, const onnx_import_options& options)
        : origin_(origin), options_(options), model_(parse_model(bytes, origin)), reader_(bytes.size()) {
        graph_proto& g = *model_.mutable_graph();
        constexpr int most = 100000;
        require<file_error>(g.node_size() <= most && g.initializer_size() <= most, origin, ": expected at most ", most,
                            " nodes and constants, got ", g.node_size(), " and ", g.initializer_size());
        for (const auto& o : model_.opset_import())
            if (o.domain().empty() || o.domain() == "ai.onnx") opset_ = o.version();
        require<file_error>(opset_ >= 7 && opset_ <= 30, origin, ": expected an opset from 7 to 30, got ", opset_);
        pattern_finder(g, origin_).replace();
        for (const tensor_proto& t : g.initializer()) constants_.emplace(t.name(), &t);
        find_needed();
        find_input();
    }

    /// The shape of a sample: {rows, cols, channels} or {features}.
    const shape& input() const { return sample_; }
    /// What the network makes of its input; for once.
    nn::value build(const nn::value& x) {
        reader_.note(x);
        reader_.set(input_->name(), network_value{x, order_});
        for (int i = 0; i < model_.graph().node_size(); ++i)
            if (needed_[static_cast<std::size_t>(i)]) read(node_view(model_.graph().node(i), opset_, origin_));
        const graph_reader::entry* y = reader_.find(output_);
        require<file_error>(y && std::holds_alternative<network_value>(*y), origin_, ": expected the output ",
                            excerpt(output_), " to be made of the input");
        const network_value& v = std::get<network_value>(*y);
        require<file_error>(v.order != axis_order::flattened && v.order != axis_order::grouped, origin_,
                            ": expected the output ", excerpt(output_), " to be an image or {n, channels}");
        return v.value;
    }
    const std::vector<weights>& parameters() const { return reader_.parameters(); }

private:
    /// The output to compute, and which nodes it takes: those that others are made of, from the last to the first.
    void find_needed() {
        const graph_proto& g = model_.graph();
        output_ = options_.output;
        if (output_.empty()) {
            constexpr int most_named = 5;
            std::string names;
            for (int i = 0; i < std::min(most_named, g.output_size()); ++i)
                names += (names.empty() ? "" : ", ") + excerpt(g.output(i).name());
            if (g.output_size() > most_named) names += ", ...";
            require<file_error>(g.output_size() == 1, origin_, ": expected one output, got ", g.output_size(), " (",
                                names, "); name one in the options");
            output_ = g.output(0).name();
        }
        std::set<std::string> wanted{output_};
        needed_.assign(static_cast<std::size_t>(g.node_size()), false);
        for (int i = g.node_size(); i-- > 0;) {
            const node_proto& node = g.node(i);
            const bool is_wanted = std::any_of(node.output().begin(), node.output().end(),
                                               [&](const std::string& name) { return wanted.contains(name); });
            if (!is_wanted) continue;
            needed_[static_cast<std::size_t>(i)] = true;
            wanted.insert(node.input().begin(), node.input().end());
        }
    }
    /// The only input that is no constant, and its shape.
    void find_input() {
        for (const value_proto& v : model_.graph().input()) {
            if (constants_.contains(v.name())) continue;
            require<file_error>(!input_, origin_, ": expected one input, got ", input_ ? excerpt(input_->name()) : "",
                                " and ", excerpt(v.name()));
            input_ = &v;
        }
        require<file_error>(input_ != nullptr, origin_, ": expected an input");
        const auto& type = input_->type().tensor_type();
        require<file_error>(type.elem_type() == tensor_proto::FLOAT || type.elem_type() == tensor_proto::DOUBLE,
                            origin_, ": expected an input ", excerpt(input_->name()),
                            " of floating point numbers, got type ", type.elem_type());
        const auto& dims = type.shape().dim();
        constexpr std::size_t longest = 65536;
        const auto extent = [&](int axis, std::size_t otherwise) {
            const std::int64_t value = dims[axis].dim_value();
            if (value <= 0 && otherwise > 0) return otherwise;
            require<file_error>(value > 0 && value <= static_cast<std::int64_t>(longest), origin_,
                                ": expected an input ", excerpt(input_->name()), " with an extent from 1 to ", longest,
                                " in axis ", axis, ", got ", value);
            return static_cast<std::size_t>(value);
        };
        if (dims.size() == 2) {
            sample_ = {extent(1, 0)};
            return;
        }
        require<file_error>(dims.size() == 4, origin_, ": expected an input ", excerpt(input_->name()),
                            " of two or four axes, got ", dims.size());
        const bool last = format_of_input() == data_format::channels_last;
        order_ = last ? axis_order::channels_last : axis_order::channels_first;
        const std::size_t rows = options_.rows ? options_.rows : 64, cols = options_.cols ? options_.cols : 64;
        require<file_error>(rows <= longest && cols <= longest, origin_, ": expected images of at most ", longest,
                            " rows and columns, got ", rows, " x ", cols);
        sample_ = {extent(last ? 1 : 2, rows), extent(last ? 2 : 3, cols), extent(last ? 3 : 1, 0)};
    }
    data_format format_of_input() const {
        if (options_.format) return *options_.format;
        for (const auto& entry : model_.metadata_props())
            for (const data_format f : {data_format::channels_first, data_format::channels_last})
                if (entry.key() == "data_format" && entry.value() == name_of(f)) return f;
        for (const node_proto& node : model_.graph().node())
            for (const attribute_proto& a : node.attribute())
                if (node.op_type() == "Transpose" && node.input_size() == 1 && node.input(0) == input_->name() &&
                    a.name() == "perm" && a.ints_size() == 4 && a.ints(1) == 3)
                    return data_format::channels_last;
        return data_format::channels_first;
    }

    void read(const node_view& n) {
        n.require(n.proto().domain().empty() || n.proto().domain() == "ai.onnx",
                  "expected an operator of ONNX, got one of ", excerpt(n.proto().domain()));
        n.require(n.proto().output_size() > 0, "expected an output");
        const std::string& output = n.proto().output(0);
        n.require(!reader_.find(output) && !constants_.contains(output),
                  "expected an output of a name of its own, got ", excerpt(output));
        for (std::size_t i = 0; i < n.inputs(); ++i) load_constant(n.input(i));
        reader_.set(output, result_of(n));
    }
    /// Constants are read when something needs them.
    void load_constant(const std::string& name) {
        const auto found = constants_.find(name);
        if (found != constants_.end() && !reader_.find(name)) reader_.set(name, read_constant(*found->second, origin_));
    }
    graph_reader::entry result_of(const node_view& n) {
        if (n.operation() == "Constant") return constant_of(n);
        if (n.operation() == "Shape") return shape_value(n);
        bool all_constant = n.inputs() > 0;
        for (std::size_t i = 0; i < n.inputs(); ++i)
            all_constant = all_constant && (!n.has(i) || reader_.is_computed(n, i));
        if (all_constant) {
            const auto fold = foldings().find(n.operation());
            n.require(fold != foldings().end(), "is not supported for constants");
            std::vector<const constant*> in;
            for (std::size_t i = 0; i < n.inputs(); ++i) in.push_back(reader_.optional_computed(n, i));
            return reader_.folded(n, fold->second(n, in));
        }
        const auto rule = operator_rules().find(n.operation());
        n.require(rule != operator_rules().end(), "the operator is not supported");
        return rule->second(reader_, n);
    }
    constant constant_of(const node_view& n) const {
        if (const tensor_proto* t = n.tensor("value")) return read_constant(*t, origin_);
        if (n.has_attribute("value_float")) return {{}, {n.number("value_float", 0)}};
        if (n.has_attribute("value_int")) return {{}, {static_cast<double>(n.whole("value_int", 0))}, true};
        if (n.has_attribute("value_floats")) {
            const auto all = n.numbers("value_floats");
            return {{all.size()}, all};
        }
        n.require(n.has_attribute("value_ints"), "expected a constant of numbers");
        const auto all = n.wholes("value_ints", {});
        return {{all.size()}, std::vector<double>(all.begin(), all.end()), true};
    }
    constant shape_value(const node_view& n) const {
        constant s;
        if (reader_.is_computed(n, 0)) {
            for (const std::size_t extent : reader_.computed(n, 0).dims)
                s.numbers.push_back(static_cast<double>(extent));
            s.dims = {s.numbers.size()};
            s.whole = true;
        } else {
            s = shape_of_value(reader_.value(n));
        }
        const auto axes = static_cast<std::int64_t>(s.numbers.size());
        const auto inside = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + axes : at, 0, axes); };
        const std::int64_t start = inside(std::max(n.whole("start", 0), -axes)),
                           end = std::max(start, inside(std::max(std::min(n.whole("end", axes), axes), -axes)));
        constant part{
            {static_cast<std::size_t>(end - start)}, {s.numbers.begin() + start, s.numbers.begin() + end}, true};
        if (!s.how.empty()) part.how = {s.how.begin() + start, s.how.begin() + end};
        return part;
    }

    const std::string& origin_;
    const onnx_import_options& options_;
    model_proto model_;
    std::int64_t opset_ = 0;
    std::map<std::string, const tensor_proto*> constants_;
    std::vector<bool> needed_;
    std::string output_;
    const value_proto* input_ = nullptr;
    shape sample_;
    axis_order order_ = axis_order::flat;
    graph_reader reader_;
};

}  // namespace detail
}  // namespace onnx

/// The network that the bytes of an ONNX file hold; `origin` names them in messages. Whatever the order of axes in the
/// file, images here are {n, rows, cols, channels}. Throws file_error, which names the node, for what is not supported.
template <class T>
nn::network<T> parse_onnx(std::string_view bytes, const std::string& origin, const onnx_import_options& options = {}) {
    onnx::detail::model_reader reader(bytes, origin, options);
    nn::network<T> net(reader.input(), [&](const nn::value& x) { return reader.build(x); });
    for (std::size_t i = 0; i < net.parameters().size(); ++i)
        std::transform(reader.parameters()[i].numbers.begin(), reader.parameters()[i].numbers.end(),
                       net.parameters()[i].value.begin(), [](double v) { return static_cast<T>(v); });
    return net;
}

/// The network of an ONNX file; see parse_onnx.
template <class T>
nn::network<T> load_onnx(const std::filesystem::path& path, const onnx_import_options& options = {}) {
    return parse_onnx<T>(read_file(path), path.string(), options);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
