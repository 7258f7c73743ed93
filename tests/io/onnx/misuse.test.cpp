// What ONNX files and their options are refused for; see tests/project/misuse.hpp. Operators and layers that are not
// supported are in load_onnx.test.cpp and save_onnx.test.cpp, hostile bytes in tests/fuzz/onnx.
#include "project/misuse.hpp"

#include "io/onnx/build.hpp"
#include "io/support.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/onnx.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

const temporary_folder& misused_files() {
    static const temporary_folder made;
    static const bool filled_in = [] {
        const std::string good = io::format_onnx(nn::network<float>({4, 4, 1}, nn::relu{}));
        io::write_file(made / "good.onnx", good);
        io::write_file(made / "half.onnx", good.substr(0, good.size() / 2));
        io::write_file(made / "empty.onnx", "");
        io::write_file(made / "text.onnx", "no model\n");
        io::write_file(made / "zeros.onnx", std::string(1000, '\0'));
        io::write_file(made / "a\nb.onnx", "no model");
        std::filesystem::create_directories(made / "folder.onnx");
        ::mkfifo((made / "pipe.onnx").c_str(), 0600);
        return true;
    }();
    static_cast<void>(filled_in);
    return made;
}
void load(const char* name, const io::onnx_import_options& options = {}) {
    io::load_onnx<float>(misused_files() / name, options);
}
void parse(const std::string& bytes, const io::onnx_import_options& options = {}) {
    io::parse_onnx<float>(bytes, "a.onnx", options);
}
using wholes = std::vector<std::int64_t>;

/// Reads a model in which a node "bad" has some operator.
void node(const char* op, const std::vector<std::string>& in, const std::vector<io::onnx::attribute>& attributes = {},
          const wholes& x = {0, 2, 8, 8}) {
    built_model m(x);
    parse(m.with_output(m.graph.add("bad", op, in, attributes)));
}
/// Reads a convolution of 2 channels with that kernel.
void convolution(const shape& kernel, const std::vector<io::onnx::attribute>& attributes = {}) {
    built_model m({0, 2, 8, 8});
    const std::string k = m.graph.numbers("k", kernel, std::vector<float>(kernel.size(), 1));
    parse(m.with_output(m.graph.add("bad", "Conv", {"x", k}, attributes)));
}
/// Reads a model whose bytes are changed before they are bytes.
template <class Change>
void changed(const Change& change) {
    built_model m({0, 2, 8, 8});
    m.with_output(m.graph.add("y", "Relu", {"x"}));
    change(m.model);
    parse(io::onnx::format_model(m.model));
}
nn::network<double> with_weight(double value) {
    nn::network<double> net({4, 4, 1}, nn::conv2d{.filters = 1, .kernel = 1});
    net.parameters()[0].value.data()[0] = value;
    return net;
}

const misuse of_files[] = {
    {"no such file", [] { load("none.onnx"); }, "none.onnx: cannot be opened: No such file or directory"},
    {"a folder", [] { load("folder.onnx"); }, "folder.onnx: cannot be read: Is a directory"},
    {"a pipe that nobody writes to", [] { load("pipe.onnx"); }, "pipe.onnx: expected an ONNX model with a graph"},
    {"a device", [] { io::load_onnx<float>("/dev/zero"); }, "/dev/zero: cannot be read: expected a file, got a device"},
    {"an empty file", [] { load("empty.onnx"); }, "empty.onnx: expected an ONNX model with a graph"},
    {"half a file", [] { load("half.onnx"); }, "half.onnx: expected an ONNX model"},
    {"text", [] { load("text.onnx"); }, "text.onnx: expected an ONNX model"},
    {"zeros", [] { load("zeros.onnx"); }, "zeros.onnx: expected an ONNX model"},
    {"a name with a line break", [] { load("a\nb.onnx"); }, "a\\nb.onnx: expected an ONNX model"},
    {"an output that is not there", [] { load("good.onnx", {.output = "no\nsuch"}); },
     "good.onnx: expected the output 'no\\nsuch' to be made of the input"},
    {"a file in a folder that is not there",
     [] { io::save_onnx(misused_files() / "none" / "a.onnx", nn::network<float>({5}, nn::relu{})); },
     "none/a.onnx: cannot be written: there is no directory"},
    {"a file in place of a folder",
     [] { io::save_onnx(misused_files() / "folder.onnx", nn::network<float>({5}, nn::relu{})); },
     "folder.onnx: cannot be written: it is a directory"},
};

const misuse of_models[] = {
    {"no opset", [] { changed([](auto& m) { m.clear_opset_import(); }); },
     "a.onnx: expected an opset from 7 to 30, got 0"},
    {"an opset of minus one", [] { changed([](auto& m) { m.mutable_opset_import(0)->set_version(-1); }); },
     "a.onnx: expected an opset from 7 to 30, got -1"},
    {"no graph", [] { changed([](auto& m) { m.clear_graph(); }); }, "a.onnx: expected an ONNX model with a graph"},
    {"no input", [] { changed([](auto& m) { m.mutable_graph()->clear_input(); }); }, "a.onnx: expected an input"},
    {"no output", [] { changed([](auto& m) { m.mutable_graph()->clear_output(); }); }, "expected one output, got 0 ()"},
    {"a thousand outputs",
     [] {
         changed([](auto& m) {
             for (int i = 0; i < 1000; ++i) m.mutable_graph()->add_output()->set_name(std::string(50, 'x'));
         });
     },
     "expected one output, got 1001 ('"},
    {"an input of no shape", [] { changed([](auto& m) { m.mutable_graph()->mutable_input(0)->clear_type(); }); },
     "a.onnx: "},
    {"an input of minus one channels",
     [] {
         changed([](auto& m) {
             m.mutable_graph()
                 ->mutable_input(0)
                 ->mutable_type()
                 ->mutable_tensor_type()
                 ->mutable_shape()
                 ->mutable_dim(1)
                 ->set_dim_value(-1);
         });
     },
     "extent from 1 to 65536"},
    {"a constant whose numbers lack",
     [] {
         changed([](auto& m) {
             auto& t = *m.mutable_graph()->add_initializer();
             t.set_name("k");
             t.set_data_type(io::onnx::tensor_proto::FLOAT);
             t.add_dims(1000000);
             m.mutable_graph()->mutable_node(0)->set_op_type("Add");
             m.mutable_graph()->mutable_node(0)->add_input("k");
         });
     },
     "a.onnx: "},
    {"a constant whose extents wrap",
     [] {
         changed([](auto& m) {
             auto& t = *m.mutable_graph()->add_initializer();
             t.set_name("k");
             t.set_data_type(io::onnx::tensor_proto::FLOAT);
             for (int i = 0; i < 4; ++i) t.add_dims(std::int64_t{1} << 32);
             m.mutable_graph()->mutable_node(0)->set_op_type("Add");
             m.mutable_graph()->mutable_node(0)->add_input("k");
         });
     },
     "a.onnx: "},
    {"a constant in another file",
     [] {
         changed([](auto& m) {
             auto& t = *m.mutable_graph()->add_initializer();
             t.set_name("k");
             t.set_data_type(io::onnx::tensor_proto::FLOAT);
             t.set_data_location(io::onnx::tensor_proto::EXTERNAL);
             auto& where = *t.add_external_data();
             where.set_key("location");
             where.set_value("../../etc/passwd");
             m.mutable_graph()->mutable_node(0)->set_op_type("Add");
             m.mutable_graph()->mutable_node(0)->add_input("k");
         });
     },
     "a.onnx: "},
    {"a node that is made of itself",
     [] { changed([](auto& m) { m.mutable_graph()->mutable_node(0)->set_input(0, "y"); }); }, "a.onnx: node"},
    {"an operator with a name of control characters",
     [] { changed([](auto& m) { m.mutable_graph()->mutable_node(0)->set_op_type("Re\nlu\x1b[31m"); }); },
     "(Re?lu?[31m): the operator is not supported"},
    {"an image of 2^40 rows", [] { load("good.onnx", {.rows = std::size_t{1} << 40, .cols = 4}); },
     "good.onnx: expected images of at most 65536 rows and columns, got 1099511627776 x 4"},
    {"an image of minus one rows", [] { load("good.onnx", {.rows = minus_one, .cols = minus_one}); },
     "good.onnx: expected images of at most 65536"},
};

const misuse of_nodes[] = {
    {"no input", [] { node("Relu", {}); }, "a.onnx: node 'bad' (Relu): expected an input number 0"},
    {"an input that comes later", [] { node("Relu", {"later"}); }, "comes before it, got 'later'"},
    {"an activation without an end",
     [] {
         node("LeakyRelu", {"x"}, {{"alpha", std::string("x")}});
     },
     "node 'bad' (LeakyRelu)"},
    {"a kernel of one axis", [] { convolution({3}); }, "two spatial axes, got {3}"},
    {"a kernel of other channels",
     [] {
         convolution({1, 3, 3, 3});
     },
     "node 'bad' (Conv)"},
    {"a kernel without rows",
     [] {
         convolution({1, 2, 0, 3});
     },
     "node 'bad' (Conv)"},
    {"a stride of minus one",
     [] {
         convolution({1, 2, 3, 3}, {{"strides", wholes{-1, -1}}});
     },
     "from 1 to 1000000, got -1"},
    {"a dilation of 2^62",
     [] {
         convolution({1, 2, 3, 3}, {{"dilations", wholes{INT64_MAX, INT64_MAX}}});
     },
     "from 1 to 1000000"},
    {"pads of 2^62",
     [] {
         convolution({1, 2, 3, 3}, {{"pads", wholes{INT64_MAX, 0, 0, 0}}});
     },
     "node 'bad' (Conv)"},
    {"groups of 0",
     [] {
         convolution({1, 2, 3, 3}, {{"group", std::int64_t{0}}});
     },
     "node 'bad' (Conv)"},
    {"groups of minus two",
     [] {
         convolution({1, 2, 3, 3}, {{"group", std::int64_t{-2}}});
     },
     "node 'bad' (Conv)"},
    {"a pool of nothing",
     [] {
         node("MaxPool", {"x"}, {{"kernel_shape", wholes{0, 0}}});
     },
     "node 'bad' (MaxPool)"},
    {"a pool of minus one",
     [] {
         node("MaxPool", {"x"}, {{"kernel_shape", wholes{-1, 2}}});
     },
     "node 'bad' (MaxPool)"},
    {"a pool beyond the image",
     [] {
         node("MaxPool", {"x"}, {{"kernel_shape", wholes{99, 99}}});
     },
     "a.onnx: "},
    {"a join over axis 99",
     [] {
         node("Concat", {"x", "x"}, {{"axis", std::int64_t{99}}});
     },
     "node 'bad' (Concat)"},
    {"a join of nothing",
     [] {
         node("Concat", {}, {{"axis", std::int64_t{1}}});
     },
     "node 'bad' (Concat)"},
    {"a transposition that is none",
     [] {
         node("Transpose", {"x"}, {{"perm", wholes{0, 0, 0, 0}}});
     },
     "node 'bad' (Transpose)"},
    {"a transposition of 99",
     [] {
         node("Transpose", {"x"}, {{"perm", wholes{0, 99, -1, 2}}});
     },
     "node 'bad' (Transpose)"},
    {"a softmax over axis 99",
     [] {
         node("Softmax", {"x"}, {{"axis", std::int64_t{99}}});
     },
     "node 'bad' (Softmax)"},
    {"a flattening from axis -99",
     [] {
         node("Flatten", {"x"}, {{"axis", std::int64_t{-99}}});
     },
     "node 'bad' (Flatten)"},
};

const misuse of_exports[] = {
    {"rows without cols",
     [] {
         io::format_onnx(nn::network<float>({4, 4, 1}, nn::relu{}), {.rows = 8});
     },
     "onnx: expected rows and cols of images, got 8 and 0 for a network of samples {4, 4, 1}"},
    {"sides of what has none", [] { io::format_onnx(nn::network<float>({5}, nn::relu{}), {.rows = 8, .cols = 8}); },
     "got 8 and 8 for a network of samples {5}"},
    {"minus one rows",
     [] {
         io::format_onnx(nn::network<float>({4, 4, 1}, nn::relu{}), {.rows = minus_one, .cols = minus_one});
     },
     "onnx: expected at most 65536 rows and cols, got 18446744073709551615 and 18446744073709551615"},
    {"sides that the network does not take",
     [] {
         const auto layers = [](nn::value x) { return x | nn::flatten{} | nn::dense{.units = 2}; };
         io::format_onnx(nn::network<float>({4, 4, 1}, layers), {.rows = 8, .cols = 8});
     },
     "onnx: the network does not take images {8, 8, 1}"},
    {"a weight beyond floats", [] { io::format_onnx(with_weight(1e300)); },
     "onnx: conv2d: expected parameters that 32-bit floats hold, got 1e+300"},
    {"a weight below floats", [] { io::format_onnx(with_weight(-1e39)); }, "32-bit floats hold, got -1e+39"},
};

}  // namespace

TEST_CASE("misuse of ONNX files is refused") {
    check_refused(of_files);
}
TEST_CASE("misuse of ONNX models is refused") {
    check_refused(of_models);
}
TEST_CASE("misuse of ONNX nodes is refused") {
    check_refused(of_nodes);
}
TEST_CASE("misuse of what writes ONNX files is refused") {
    check_refused(of_exports);
    CHECK_NOTHROW(io::format_onnx(with_weight(infinite)));
}
