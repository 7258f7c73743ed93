// Networks of ONNX files: what we write comes back as the same network; what PyTorch 1.13 wrote computes what PyTorch
// computed (tests/data/onnx, see the README there); what is not supported is named.
#include "catch.hpp"
#include "io/onnx/build.hpp"
#include "io/onnx/cases.hpp"
#include "io/support.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/io/onnx/load_onnx.hpp>
#include <diapir/io/onnx/save_onnx.hpp>
#include <diapir/shap.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace diapir;
using Catch::Contains;

TEST_CASE("a network goes out as ONNX and comes back as itself") {
    for (const auto& c : testing::onnx_cases()) {
        const auto net = testing::network_of<double>(c);
        for (const bool first : {true, false}) {
            INFO(c.name << (first ? ", channels first" : ", channels last"));
            io::onnx_options options;
            options.format = first ? io::data_format::channels_first : io::data_format::channels_last;
            io::onnx_import_options sides;
            if (c.input.axes() == 3) sides = {.rows = c.input[0], .cols = c.input[1]};
            const auto again = io::parse_onnx<double>(io::format_onnx(net, options), c.name, sides);
            CHECK(again.input() == net.input());
            for (const shape& s : {c.input, c.other}) {
                if (s.axes() == 0) continue;
                INFO(s);
                const array<double> x = testing::normal_samples<double>(3, s), expected = net(x), found = again(x);
                CHECK(shape_of(found) == shape_of(expected));
                CHECK(testing::max_difference(found, expected) <= 1e-12 * (1 + testing::max_magnitude(expected)));
            }
        }
    }
}

namespace {

/// {n, channels, rows, cols} as {n, rows, cols, channels}; others as they are.
array<double> channels_last(const array<double>& x) {
    if (x.dimension() != 4) return x;
    return xt::transpose(x, {0, 2, 3, 1});
}

const std::string folder = std::string(DIAPIR_TEST_DATA) + "/onnx/";

io::onnx_import_options sides_of(const array<double>& x) {
    io::onnx_import_options options;
    if (x.dimension() == 4) options = {.rows = x.shape()[1], .cols = x.shape()[2]};
    return options;
}

std::string refusal(const std::string& bytes, const io::onnx_import_options& options = {}) {
    try {
        io::parse_onnx<float>(bytes, "a.onnx", options);
    } catch (const file_error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("models of PyTorch compute here what they compute there") {
    const auto arrays = testing::reference("onnx/torch");
    std::size_t models = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".onnx") continue;
        const std::string name = entry.path().stem().string();
        INFO(name);
        ++models;
        const array<double> x = channels_last(arrays.get<double>(name + "_x"));
        const array<double> y = channels_last(arrays.get<double>(name + "_y"));
        const auto net = io::load_onnx<double>(entry.path(), sides_of(x));
        CHECK(shape_of(net(x)) == shape_of(y));
        CHECK(testing::max_difference(net(x), y) <= 1e-5 * (1 + testing::max_magnitude(y)));
        // And it goes out again.
        const auto again = io::parse_onnx<double>(io::format_onnx(net), name, sides_of(x));
        CHECK(testing::max_difference(again(x), net(x)) <= 1e-12 * (1 + testing::max_magnitude(y)));
        if (!arrays.contains(name + "_other_x")) continue;
        const array<double> x2 = channels_last(arrays.get<double>(name + "_other_x"));
        const array<double> y2 = channels_last(arrays.get<double>(name + "_other_y"));
        CHECK(testing::max_difference(again(x2), net(x2)) <= 1e-12 * (1 + testing::max_magnitude(y2)));
        CHECK(testing::max_difference(net(x2), y2) <= 1e-5 * (1 + testing::max_magnitude(y2)));
    }
    CHECK(models == 33);
}

TEST_CASE("an imported network is explained, deep too") {
    const auto arrays = testing::reference("onnx/torch");
    const array<double> x = channels_last(arrays.get<double>("unet_x"));
    const auto net = io::load_onnx<double>(folder + "unet.onnx", sides_of(x));
    const array<double> background = testing::normal_samples<double>(5, net.input(), 9);
    const auto deep = shap::deep(net, background, shap::players::channels())(x);
    const auto exact = shap::exact(net, background, shap::players::channels())(x);
    for (const auto* e : {&deep, &exact}) {
        const array<double> sum = xt::sum(e->values, {1});
        CHECK(testing::max_difference(array<double>(sum + e->base_values), net(x)) < 1e-9);
    }
}

TEST_CASE("a graph as tf2onnx writes it: channels last, moved for each convolution") {
    const auto layers = [](nn::value x) {
        const nn::value skip = x | nn::conv2d{.filters = 3, .activation = nn::activation::relu};
        const nn::value up = skip | nn::max_pool2d{} | nn::conv2d_transpose{.filters = 4, .kernel = 3};
        return nn::concatenate({up, skip}) | nn::dense{.units = 2} | nn::softmax{};
    };
    const auto net = testing::network_of<double>({"", {8, 6, 2}, layers, {}});
    const auto weights = [&](std::size_t i) {
        const auto& value = net.parameters()[i].value;
        return std::vector<float>(value.begin(), value.end());
    };
    using io::onnx::permuted;
    using wholes = std::vector<std::int64_t>;
    testing::built_model m({0, 0, 0, 2});
    auto& g = m.graph;
    const auto first = [&](const std::string& x) {
        return g.add("t", "Transpose", {x}, {{"perm", wholes{0, 3, 1, 2}}});
    };
    const auto last = [&](const std::string& x) {
        return g.add("t", "Transpose", {x}, {{"perm", wholes{0, 2, 3, 1}}});
    };
    const std::string conv =
        g.add("conv", "Conv",
              {first("x"), g.numbers("k", {3, 2, 3, 3}, permuted(weights(0), {3, 3, 2, 3}, {3, 2, 0, 1})),
               g.numbers("b", {3}, weights(1))},
              {{"kernel_shape", wholes{3, 3}}, {"pads", wholes{1, 1, 1, 1}}});
    const std::string skip = last(g.add("relu", "Relu", {conv}));
    const std::string pool =
        last(g.add("pool", "MaxPool", {first(skip)}, {{"kernel_shape", wholes{2, 2}}, {"strides", wholes{2, 2}}}));
    const std::string up =
        last(g.add("up", "ConvTranspose",
                   {first(pool), g.numbers("k", {3, 4, 3, 3}, permuted(weights(2), {3, 3, 4, 3}, {3, 2, 0, 1})),
                    g.numbers("b", {4}, weights(3))},
                   {{"strides", wholes{2, 2}}, {"pads", wholes{0, 0, 1, 1}}}));
    const std::string joined = g.add("joined", "Concat", {up, skip}, {{"axis", std::int64_t{-1}}});
    const std::string product = g.add("dense", "MatMul", {joined, g.numbers("k", {7, 2}, weights(4))});
    const std::string sum = g.add("bias", "Add", {product, g.numbers("b", {2}, weights(5))});
    const auto again =
        io::parse_onnx<double>(m.with_output(g.add("y", "Softmax", {sum}, {{"axis", std::int64_t{-1}}})), "tf.onnx");
    CHECK(again.input() == shape{64, 64, 2});
    for (const shape& s : {shape{8, 6, 2}, shape{10, 14, 2}}) {
        const array<double> x = testing::normal_samples<double>(2, s);
        CHECK(testing::max_difference(again(x), net(x)) < 1e-12);
    }
}

TEST_CASE("what is not supported is named with its node") {
    testing::built_model m({0, 2, 0, 0});
    auto& g = m.graph;
    using wholes = std::vector<std::int64_t>;
    const auto refused = [&](const char* op, const std::vector<std::string>& in,
                             const std::vector<io::onnx::attribute>& a = {}) {
        return refusal(m.with_output(g.add("bad", op, in, a)));
    };
    CHECK_THAT(refused("Hardmax", {"x"}), Contains("a.onnx: node 'bad' (Hardmax): the operator is not supported"));
    const std::string k = g.numbers("k", {3, 2, 3, 3}, std::vector<float>(54, 1)),
                      flat = g.numbers("f", {4}, {1, 2, 3, 4});
    CHECK(refused("Conv", {"x", k}) == "accepted");
    CHECK_THAT(refused("Conv", {"x", k}, {{"group", std::int64_t{2}}}),
               Contains("(Conv)") && Contains("2 groups, got {3, 2, 3, 3}"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"strides", wholes{1, 2}}}),
               Contains("same strides for rows and cols, got 1 and 2"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"strides", wholes{2, 2}}, {"dilations", wholes{2, 2}}}),
               Contains("strides or dilations of 1"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"strides", wholes{0, 0}}}), Contains("from 1 to 1000000, got 0"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"pads", wholes{-1, 0, 0, 0}}}), Contains("expected pads from 0"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"pads", wholes{1, 1}}}), Contains("expected 4 pads, got 2"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"kernel_shape", wholes{3, 2}}}), Contains("kernel_shape of its kernel"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"auto_pad", std::string("UP")}}), Contains("auto_pad") && Contains("'UP'"));
    CHECK_THAT(refused("Conv", {"x", k}, {{"pads", std::int64_t{1}}}), Contains("attribute pads of type"));
    CHECK_THAT(refused("Conv", {"x", flat}), Contains("two spatial axes, got {4}"));
    CHECK_THAT(refused("Conv", {"x"}), Contains("input number 1, there is none"));
    CHECK_THAT(refused("Conv", {"x", "x"}), Contains("'x' to be a constant"));
    CHECK_THAT(refused("Relu", {"later"}), Contains("comes before it, got 'later'"));
    for (const std::string taken : {"x", "y"}) {
        testing::built_model twice({0, 2, 0, 0});
        twice.graph.add("y", "Relu", {"x"});
        twice.graph.add("z", "Neg", {"x"});
        twice.model.mutable_graph()->mutable_node(1)->set_output(0, taken);
        CHECK_THAT(refusal(twice.with_output(taken)),
                   Contains("node 'z' (Neg): expected an output of a name of its own, got '" + taken + "'"));
    }
    CHECK_THAT(refused("Softmax", {"x"}), Contains("over the channels, got one over the axis 3"));
    CHECK_THAT(refused("Add", {"x", flat}), Contains("for each of 2 channels, got {4}"));
    CHECK_THAT(refused("Div", {flat, "x"}), Contains("each of 2 channels"));
    CHECK_THAT(refused("Transpose", {"x"}, {{"perm", wholes{0, 1, 3, 2}}}), Contains("moves the channels"));
    CHECK_THAT(refused("Gelu", {"x"}, {{"approximate", std::string("tanh")}}), Contains("no approximation"));
    CHECK_THAT(refused("MaxPool", {"x"}), Contains("expected a kernel_shape"));
    CHECK_THAT(refused("MaxPool", {"x"},
                       {{"kernel_shape", wholes{2, 2}}, {"pads", wholes{0, 0, 2, 0}}, {"strides", wholes{2, 2}}}),
               Contains("pads smaller than the window"));
    CHECK_THAT(refused("AveragePool", {"x"}, {{"kernel_shape", wholes{3, 3}}, {"pads", wholes{1, 0, 1, 0}}}),
               Contains("count_include_pad 1"));
    CHECK_THAT(refused("Resize", {"x", "", g.numbers("s", {4}, {1, 1, 2, 2})}, {{"mode", std::string("cubic")}}),
               Contains("'cubic'"));
    CHECK_THAT(
        refused("Resize", {"x", "", g.numbers("s", {4}, {1, 1, 2, 2})},
                {{"mode", std::string("nearest")}, {"coordinate_transformation_mode", std::string("align_corners")}}),
        Contains("'align_corners'"));
    CHECK_THAT(refused("Resize", {"x", "", g.numbers("s", {4}, {1, 1, 6e4f, 6e4f})},
                       {{"coordinate_transformation_mode", std::string("asymmetric")},
                        {"nearest_mode", std::string("floor")}}),
               Contains("numbers a sample"));
    CHECK_THAT(refused("Pad", {"x", g.integers("p", {0, 0, INT64_MIN, 0, 0, 0, 0, 0})}), Contains("at most 1000000"));
    CHECK_THAT(refused("Pad", {"x", g.integers("p", {0, 1, 0, 0, 0, 0, 0, 0})}), Contains("rows and cols only"));
    CHECK_THAT(refused("Pad", {"x", g.integers("p", {0, 0, 1, 1, 0, 0, 1, 1}), g.numbers("v", {}, {7})}),
               Contains("zeros, got 7"));
    CHECK_THAT(refused("Slice", {"x", g.integers("p", {0}), g.integers("q", {1}), g.integers("a", {0})}),
               Contains("slice of rows, cols or channels"));
    CHECK_THAT(refused("Slice", {"x", g.integers("p", {2}), g.integers("q", {9}), g.integers("a", {1})}),
               Contains("something in it"));
    CHECK_THAT(refused("Reshape", {"x", g.integers("p", {0, 2, 2, -1})}), Contains("flattens an image"));
    CHECK_THAT(refused("Gemm", {"x", g.numbers("w", {2, 2}, {1, 2, 3, 4})}), Contains("channels last"));
    CHECK_THAT(refused("ConvTranspose", {"x", g.numbers("w", {2, 1, 2, 2}, std::vector<float>(8, 1))},
                       {{"output_padding", wholes{1, 1}}, {"strides", wholes{2, 2}}}),
               Contains("output_padding of at most 0, got 1"));
}

TEST_CASE("few bytes make no network of many numbers") {
    const std::string too_many = "numbers of weights and constants in all";
    testing::built_model channels({0, 65536, 8, 8});
    auto& c = channels.graph;
    const std::string some =
        c.add("y", "Slice", {"x", c.integers("p", {0}), c.integers("q", {65535}), c.integers("a", {1})});
    CHECK_THAT(refusal(channels.with_output(some)), Contains("a.onnx: node 'y' (Slice)") && Contains(too_many));
    testing::built_model groups({0, 16384, 8, 8});
    auto& g = groups.graph;
    const std::string kernel = g.numbers("k", {16384, 1, 1, 3}, std::vector<float>(49152, 1)),
                      apart = g.add("y", "Conv", {"x", kernel}, {{"group", std::int64_t{16384}}});
    CHECK_THAT(refusal(groups.with_output(apart)), Contains("a.onnx: node 'y' (Conv)") && Contains(too_many));
    testing::built_model constants({0, 1, 8, 8});
    auto& n = constants.graph;
    std::string made = n.add("c", "ConstantOfShape", {n.integers("all", {1 << 22})});
    for (int i = 0; i < 20; ++i) made = n.add("c", "Neg", {made});
    CHECK_THAT(refusal(constants.with_output(n.add("y", "Mul", {"x", made}))), Contains(too_many));
    testing::built_model sides({0, 1, 0, 0});
    auto& s = sides.graph;
    std::string twice = s.add("s", "Shape", {"x"});
    for (int i = 0; i < 20; ++i) twice = s.add("t", "Concat", {twice, twice}, {{"axis", std::int64_t{0}}});
    CHECK_THAT(refusal(sides.with_output(s.add("y", "Mul", {"x", twice}))),
               Contains("at most 65536 numbers that depend on the sides of images, got 131072"));
}

TEST_CASE("files that are no models of one image are refused") {
    CHECK_THAT(refusal("not a model"), Contains("a.onnx: expected an ONNX model"));
    CHECK_THAT(refusal(""), Contains("with a graph"));
    testing::built_model m({0, 2, 0, 0});
    const std::string y = m.graph.add("y", "Relu", {"x"});
    CHECK(refusal(m.with_output(y)) == "accepted");
    CHECK_THAT(refusal(m.with_output("x")), Contains("accepted"));
    CHECK_THAT(refusal(m.with_output("none")), Contains("'none' to be made of the input"));
    m.model.mutable_graph()->add_output()->set_name("x");
    CHECK_THAT(refusal(io::onnx::format_model(m.model)), Contains("one output, got 2 ('none', 'x')"));
    CHECK(refusal(io::onnx::format_model(m.model), {.output = "y"}) == "accepted");
    m.add_input("z", {1, 2, 3, 4});
    CHECK_THAT(refusal(m.with_output(y)), Contains("expected one input, got 'x' and 'z'"));
    for (const std::vector<std::int64_t>& extents : {std::vector<std::int64_t>{0, 0, 8, 8}, {0, 70000, 8, 8}, {0, 0}})
        CHECK_THAT(refusal(testing::built_model(extents).with_output("x")), Contains("extent from 1 to 65536"));
    CHECK_THAT(refusal(testing::built_model({0, 2, 3}).with_output("x")), Contains("two or four axes, got 3"));
    CHECK_THAT(refusal(testing::built_model({0, 2}, 6).with_output("x")), Contains("opset from 7 to 30, got 6"));
}

TEST_CASE("a network that was read for some sides says so when it gets others") {
    testing::built_model m({0, 1, 0, 0});
    auto& g = m.graph;
    const std::string shape_of_x = g.add("s", "Shape", {"x"});
    const std::string half =
        g.add("h", "Div",
              {g.add("hw", "Slice", {shape_of_x, g.integers("a", {2}), g.integers("b", {4})}), g.integers("two", {2})});
    const std::string y = g.add("y", "Slice", {"x", g.integers("zero", {0, 0}), half, g.integers("axes", {2, 3})});
    const auto net = io::parse_onnx<double>(m.with_output(y), "a.onnx", {.rows = 8, .cols = 6});
    CHECK(net.output() == shape{4, 3, 1});
    CHECK_NOTHROW(net(testing::normal_samples<double>(1, {8, 6, 1})));
    CHECK_THROWS_WITH(net(testing::normal_samples<double>(1, {8, 8, 1})),
                      Contains("expected 8 x 6 pixels here, got 8 x 8"));
}

TEST_CASE("sizes that are those of another value are taken for other images where pixels are ours then too") {
    const auto resized = [](const char* positions, const char* nearest) {
        testing::built_model m({0, 1, 0, 0});
        auto& g = m.graph;
        const std::string small =
            g.add("p", "MaxPool", {"x"},
                  {{"kernel_shape", std::vector<std::int64_t>{2, 2}}, {"strides", std::vector<std::int64_t>{2, 2}}});
        const std::string y =
            g.add("y", "Resize", {small, "", "", g.add("s", "Shape", {"x"})},
                  {{"coordinate_transformation_mode", std::string(positions)}, {"nearest_mode", std::string(nearest)}});
        return io::parse_onnx<double>(m.with_output(y), "a.onnx", {.rows = 8, .cols = 6});
    };
    const array<double> even = testing::normal_samples<double>(1, {10, 4, 1}),
                        odd = testing::normal_samples<double>(1, {9, 5, 1});
    CHECK(shape_of(resized("half_pixel", "round_prefer_ceil")(odd)) == shape{1, 9, 5, 1});
    for (const auto& net : {resized("asymmetric", "floor"), resized("half_pixel", "round_prefer_floor")}) {
        CHECK(shape_of(net(even)) == shape{1, 10, 4, 1});
        CHECK_THROWS_WITH(net(odd), Contains("multiples of {4, 2, 1}, got {9, 5, 1}"));
    }
    CHECK_THROWS_WITH(resized("asymmetric", "round_prefer_floor")(even), Contains("expected 8 x 6 pixels here"));
}

namespace {

/// A model of one channel and any sides, and some of what files compute from these.
struct any_sides : testing::built_model {
    any_sides() : built_model({0, 1, 0, 0}) {}
    std::string sides_of(const std::string& value) { return graph.add("s", "Shape", {value}); }
    std::string floats(const std::string& numbers) {
        return graph.add("f", "Cast", {numbers}, {{"to", std::int64_t{1}}});
    }
    std::string rows() {
        return graph.add("r", "Slice", {sides_of("x"), graph.integers("a", {2}), graph.integers("b", {3})});
    }
    std::string pooled() {
        const std::vector<std::int64_t> two{2, 2};
        return graph.add("p", "MaxPool", {"x"}, {{"kernel_shape", two}, {"strides", two}});
    }
    nn::network<double> read(const std::string& output, std::size_t rows, std::size_t cols) {
        return io::parse_onnx<double>(with_output(output), "a.onnx", {.rows = rows, .cols = cols});
    }
};

}  // namespace

TEST_CASE("numbers that are made of sides are not taken for constants") {
    const auto refused = [](const char* operation, bool third) {
        any_sides m;
        const std::string number = m.floats(m.rows());
        const std::vector<std::string> in =
            third ? std::vector<std::string>{"x", "", number} : std::vector<std::string>{"x", number};
        return refusal(m.with_output(m.graph.add("y", operation, in)));
    };
    for (const char* operation : {"Mul", "Add", "PRelu"})
        CHECK_THAT(refused(operation, false), Contains("made of the sides of images"));
    CHECK_THAT(refused("Clip", true), Contains("made of the sides of images"));
    any_sides filled;
    const std::string extents = filled.sides_of(filled.graph.add("c", "ConstantOfShape", {filled.rows()}));
    CHECK_THAT(refusal(filled.with_output(filled.graph.add(
                   "y", "Slice", {"x", filled.graph.integers("z", {0}), extents, filled.graph.integers("d", {2})}))),
               Contains("made of the sides of images"));
}

TEST_CASE("scales that are made of sides hold for the images that a file was read for") {
    any_sides m;
    const std::string small = m.pooled(),
                      scales = m.graph.add("q", "Div", {m.floats(m.sides_of("x")), m.floats(m.sides_of(small))});
    const auto net = m.read(m.graph.add("y", "Resize", {small, "", scales}, {{"mode", std::string("linear")}}), 4, 4);
    CHECK(shape_of(net(testing::normal_samples<double>(1, {4, 4, 1}))) == shape{1, 4, 4, 1});
    CHECK_THROWS_WITH(net(testing::normal_samples<double>(1, {5, 5, 1})),
                      Contains("expected 4 x 4 pixels here, got 5 x 5"));
}

TEST_CASE("pixels that are not ours are taken where an image stays as it is, and only there") {
    for (const char* mode : {"linear", "nearest"}) {
        any_sides m;
        const std::vector<std::int64_t> one{1, 1}, two{2, 2};
        const std::string some = m.graph.add("p", "MaxPool", {"x"}, {{"kernel_shape", one}, {"strides", two}});
        const auto net = m.read(m.graph.add("y", "Resize", {some, "", "", m.sides_of("x")},
                                            {{"mode", std::string(mode)},
                                             {"coordinate_transformation_mode", std::string("asymmetric")},
                                             {"nearest_mode", std::string("ceil")}}),
                                1, 1);
        CHECK(shape_of(net(testing::normal_samples<double>(1, {1, 1, 1}))) == shape{1, 1, 1, 1});
        CHECK_THROWS_WITH(net(testing::normal_samples<double>(1, {4, 4, 1})),
                          Contains("expected 1 x 1 pixels here, got"));
    }
}

TEST_CASE("resizing in ways that are not ours is refused") {
    const auto resized = [](std::vector<std::int64_t> sizes, std::vector<io::onnx::attribute> a, std::int64_t opset) {
        testing::built_model m({0, 1, 4, 4}, opset);
        a.push_back({"mode", std::string("linear")});
        const std::string to = m.graph.integers("sizes", sizes);
        return refusal(m.with_output(m.graph.add("y", "Resize", {"x", "", "", to}, a)));
    };
    const io::onnx::attribute pytorch{"coordinate_transformation_mode", std::string("pytorch_half_pixel")};
    CHECK(resized({1, 1, 2, 2}, {pytorch}, 13) == "accepted");
    CHECK_THAT(resized({1, 1, 1, 1}, {pytorch}, 13), Contains("more than one row and column"));
    CHECK_THAT(resized({1, 1, 8, 8}, {{"keep_aspect_ratio_policy", std::string("not_larger")}}, 18),
               Contains("keep_aspect_ratio_policy stretch"));
    CHECK(resized({1, 1, 8, 8}, {{"axes", std::vector<std::int64_t>{0, 1, 2, 3}}}, 18) == "accepted");
    CHECK_THAT(resized({1, 1, 8, 8}, {{"axes", std::vector<std::int64_t>{0, 1, 3, 2}}}, 18),
               Contains("the axes 0, 1, 2 and 3"));
}

TEST_CASE("a shape with the sides of now holds for these") {
    const auto reshaped = [](bool own, bool swapped) {
        any_sides m;
        const std::string sides = m.sides_of("x");
        const std::string turned = m.graph.add("g", "Gather", {sides, m.graph.integers("i", {0, 1, 3, 2})});
        const std::string to = own ? (swapped ? turned : sides) : m.graph.integers("to", {-1, 1, 4, 4});
        return m.read(m.graph.add("y", "Reshape", {"x", to}), 4, 4);
    };
    const array<double> same = testing::normal_samples<double>(1, {4, 4, 1}),
                        other = testing::normal_samples<double>(1, {2, 8, 1});
    CHECK((reshaped(true, false)(other) == other));
    CHECK((reshaped(false, false)(same) == same));
    CHECK_THROWS_WITH(reshaped(false, false)(other), Contains("expected 4 x 4 pixels here, got 2 x 8"));
    CHECK((reshaped(true, true)(same) == same));
    CHECK_THROWS_WITH(reshaped(true, true)(other), Contains("expected 4 x 4 pixels here, got 2 x 8"));
}

TEST_CASE("means of windows that reach beyond the image are those of its pixels where nothing is padded") {
    const std::vector<std::int64_t> two{2, 2};
    for (const std::int64_t counts : {0, 1}) {
        testing::built_model m({0, 1, 3, 3});
        const std::string y = m.graph.add(
            "y", "AveragePool", {"x"},
            {{"kernel_shape", two}, {"strides", two}, {"ceil_mode", std::int64_t{1}}, {"count_include_pad", counts}});
        array<double> x = make_array<double>({1, 3, 3, 1});
        for (std::size_t i = 0; i < 9; ++i) x.data()[i] = static_cast<double>(i);
        const array<double> means = io::parse_onnx<double>(m.with_output(y), "a.onnx")(x);
        CHECK(std::vector<double>(means.begin(), means.end()) == std::vector<double>{2, 3.5, 6.5, 8});
    }
}

TEST_CASE("damaged files end in an error of the library or in a network") {
    const std::string whole = io::read_file(folder + "unet_odd.onnx");
    random_stream random(3, 1);
    std::size_t refused = 0;
    for (int i = 0; i < 1500; ++i) {
        std::string bytes = whole;
        const auto place = [&] {
            return static_cast<std::size_t>(random.uniform(0, static_cast<double>(bytes.size())));
        };
        if (i % 5 == 0) bytes.resize(place());
        for (int k = 0; k <= i % 4 && !bytes.empty(); ++k) bytes[place()] = static_cast<char>(random.uniform(0, 256));
        try {
            io::parse_onnx<float>(bytes, "a.onnx", {.rows = 13, .cols = 10});
        } catch (const file_error& e) {
            ++refused;
            CHECK_THAT(e.what(), Contains("a.onnx"));
        }
    }
    CHECK(refused > 300);
}
