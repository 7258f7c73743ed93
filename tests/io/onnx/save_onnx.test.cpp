// Networks as ONNX files. That they mean there what they mean here is seen in two ways: load_onnx.test.cpp reads them
// back, and tests/project/onnx_runtime.sh has ONNX Runtime run what the hidden case below writes.
#include "catch.hpp"
#include "io/onnx/cases.hpp"
#include "io/support.hpp"
#include <diapir/io/json.hpp>
#include <diapir/io/onnx/save_onnx.hpp>

#include <cstdlib>
#include <string>

using namespace diapir;
using Catch::Contains;

namespace {

/// Pixels of images {n, rows, cols, channels} with the channels first, as bytes.
std::string bytes_of(const array<float>& x, bool channels_first) {
    const shape s = shape_of(x);
    std::vector<float> all(x.data(), x.data() + x.size());
    if (channels_first && s.axes() == 4) all = io::onnx::permuted(all, s, {0, 3, 1, 2});
    return {reinterpret_cast<const char*>(all.data()), all.size() * sizeof(float)};
}

io::json dims_of(const array<float>& x, bool channels_first) {
    const shape s = shape_of(x);
    return channels_first && s.axes() == 4 ? io::json{s[0], s[3], s[1], s[2]} : io::json(s);
}

/// A layer that io/onnx knows nothing of.
struct own_layer {
    std::string type() const { return "Own"; }
    shape output(const shape& x) const { return x; }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return relu(x);
    }
};

template <class F>
io::onnx::model_proto written(const shape& input, const F& f, const io::onnx_options& options = {}) {
    return io::onnx::parse_model(io::format_onnx(nn::network<float>(input, f), options), "net.onnx");
}

std::string metadata(const io::onnx::model_proto& m, const std::string& key) {
    for (const auto& entry : m.metadata_props())
        if (entry.key() == key) return entry.value();
    return "none";
}

/// "n x 3 x rows x cols"
std::string dims(const io::onnx::value_proto& v) {
    std::string text;
    for (const auto& d : v.type().tensor_type().shape().dim())
        text += (text.empty() ? "" : " x ") + (d.has_dim_param() ? d.dim_param() : std::to_string(d.dim_value()));
    return text;
}

std::string operators(const io::onnx::model_proto& m) {
    std::string text;
    for (const auto& node : m.graph().node()) text += (text.empty() ? "" : " ") + node.op_type();
    return text;
}

}  // namespace

TEST_CASE("networks, samples and what they make of them are written for others to run", "[.onnx_files]") {
    const char* folder = std::getenv("DIAPIR_ONNX_FILES");
    REQUIRE(folder != nullptr);
    const std::filesystem::path to(folder);
    io::json all = io::json::array();
    for (const auto& c : testing::onnx_cases()) {
        const auto net = testing::network_of<float>(c);
        const auto exact = testing::network_of<double>(c);
        std::size_t number = 0;
        for (const bool first : {true, false}) {
            const std::string file = c.name + (first ? "_first" : "_last");
            io::save_onnx(to / (file + ".onnx"), net,
                          {.format = first ? io::data_format::channels_first : io::data_format::channels_last});
            for (const shape& s : {c.input, c.other})
                for (const std::size_t n : {1, 3}) {
                    if (s.axes() == 0) continue;
                    const array<float> x = testing::normal_samples(n, s, 5 + n), y = exact(x);
                    const std::string name = c.name + "_" + std::to_string(number++);
                    io::write_file(to / (name + ".x"), bytes_of(x, first));
                    io::write_file(to / (name + ".y"), bytes_of(y, first));
                    all.push_back({{"model", file + ".onnx"},
                                   {"data", name},
                                   {"x", dims_of(x, first)},
                                   {"y", dims_of(y, first)}});
                }
        }
    }
    io::write_json(to / "cases.json", all);
}

TEST_CASE("an ONNX file says what it takes and gives, and what OpendTect asks") {
    const auto layers = [](nn::value x) {
        return x | nn::conv2d{.filters = 2, .kernel = 1} | nn::max_pool2d{} | nn::sigmoid{};
    };
    const auto m = written({8, 6, 3}, layers);
    CHECK(m.opset_import(0).version() == 13);
    CHECK(m.producer_name() == "diapir");
    CHECK(dims(m.graph().input(0)) == "n x 3 x rows x cols");
    CHECK(dims(m.graph().output(0)) == "n x 2 x output_rows x output_cols");
    const auto same = written({8, 6, 3}, nn::conv2d{.filters = 2, .kernel = 1});
    CHECK(dims(same.graph().output(0)) == "n x 2 x rows x cols");
    CHECK(operators(m) == "Conv MaxPool Sigmoid Identity");
    CHECK(m.graph().node(0).name() == "conv2d");
    CHECK(metadata(m, "data_format") == "channels_first");
    CHECK(metadata(m, "scaling_type") == "none");
    const auto last = written({8, 6, 3}, layers,
                              {.format = io::data_format::channels_last,
                               .rows = 10,
                               .cols = 12,
                               .scaling_type = "Global Standardization",
                               .creation_date = "2026-01-02",
                               .metadata = {{"a", "b"}}});
    CHECK(dims(last.graph().input(0)) == "n x 10 x 12 x 3");
    CHECK(dims(last.graph().output(0)) == "n x 5 x 6 x 2");
    CHECK(operators(last) == "Transpose Conv MaxPool Sigmoid Transpose Identity");
    CHECK(metadata(last, "data_format") == "channels_last");
    CHECK(metadata(last, "scaling_type") == "Global Standardization");
    CHECK(metadata(last, "creation_date") == "2026-01-02");
    CHECK(metadata(last, "a") == "b");
}

TEST_CASE("sides are free where the network takes any, and nodes are there only where they do something") {
    const auto classifier = [](nn::value x) { return x | nn::flatten{} | nn::dense{.units = 2}; };
    CHECK(dims(written({8, 6, 3}, classifier).graph().input(0)) == "n x 3 x 8 x 6");
    CHECK(dims(written({8, 6, 3}, classifier).graph().output(0)) == "n x 2");
    CHECK(dims(written({5}, nn::dense{.units = 2}).graph().input(0)) == "n x 5");
    const auto padded = [](nn::value x) { return nn::crop_like(x | nn::pad_to_multiple{4} | nn::relu{}, x); };
    CHECK(operators(written({8, 8, 1}, padded, {.rows = 8, .cols = 4})) == "Relu Identity");
    CHECK_THAT(operators(written({8, 8, 1}, padded, {.rows = 9, .cols = 4})), Contains("Pad") && Contains("Slice"));
    CHECK_THAT(operators(written({8, 8, 1}, padded)), Contains("Mod Concat Pad Relu"));
    // What is trained beside the output is not part of it.
    const nn::unet<float> supervised({.channels = 1, .filters = 2, .kernel = 3, .supervision = 1});
    CHECK_THAT(operators(io::onnx::parse_model(io::format_onnx(supervised), "net.onnx")), !Contains("Resize"));
    CHECK(written({8, 8, 2}, nn::layer_normalization{}).opset_import(0).version() == 17);
}

TEST_CASE("what ONNX cannot say is refused with the layer's name") {
    const auto own = [](nn::value x) { return x | nn::relu{} | own_layer{}; };
    CHECK_THROWS_WITH(written({4, 4, 1}, own), Contains("own") && Contains("rule for layers Own"));
    io::onnx_options options;
    options.rules.add<own_layer>(
        [](const own_layer&, const io::onnx::layer_site& at) { return at.add("Relu", {at.input()}); });
    CHECK(operators(written({4, 4, 1}, own, options)) == "Relu Relu Identity");
    const nn::conv2d mirrored{.filters = 1, .stride = 2, .border = nn::border::reflect};
    CHECK_THROWS_WITH(written({8, 8, 1}, mirrored), Contains("conv2d") && Contains("stride of 1"));
    CHECK_THAT(operators(written({8, 8, 1}, mirrored, {.rows = 8, .cols = 8})), Contains("Pad Conv"));
    CHECK_THROWS_WITH(written({8, 8, 1}, nn::relu{}, {.rows = 8}), Contains("rows and cols"));
    CHECK_THROWS_WITH(written({5}, nn::relu{}, {.rows = 8, .cols = 8}), Contains("samples {5}"));
    const testing::temporary_folder folder;
    CHECK_THROWS_AS(io::save_onnx(folder / "none" / "net.onnx", nn::network<float>({5}, nn::relu{})), file_error);
}
