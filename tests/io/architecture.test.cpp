#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/architecture.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/networks/network.hpp>

using namespace diapir;
using nn::activation;

namespace {

nn::network<float> made(const shape& input, activation inside = activation::relu) {
    return {input, [inside](nn::value x) {
                const nn::value y = x | nn::conv2d{.filters = 2, .activation = inside};
                return (x + y) | nn::sigmoid{};
            }};
}

std::string refusal(const nn::network<float>& net, const io::json& in_file) {
    return testing::message_of<file_error>([&] { io::require_architecture(net.graph(), in_file, "net.npz"); });
}

}  // namespace

TEST_CASE("an architecture lists layers with their shapes, inputs and parameters") {
    const auto net = made({6, 4, 2});
    const io::json a = io::architecture(net.graph(), {6, 4, 2});
    REQUIRE(a["layers"].size() == 4);
    CHECK(a["layers"][1] == io::parse_json(R"({"name": "conv2d", "type": "Conv2D", "output": [6, 4, 2],
        "activation": "ReLU", "inputs": ["input_1"], "parameters": [{"name": "kernel", "shape": [3, 3, 2, 2]},
        {"name": "bias", "shape": [2]}]})",
                                           "test"));
    CHECK(a["layers"][2]["inputs"] == io::json{"input_1", "conv2d"});
    CHECK(a["output"] == "add");
    CHECK(a["output_activation"] == "Sigmoid");
}

TEST_CASE("networks of one architecture may be of images of other sides, where their layers are") {
    const auto net = made({6, 4, 2}), larger = made({8, 8, 2});
    CHECK_NOTHROW(io::require_architecture(net.graph(), io::architecture(larger.graph(), {8, 8, 2}), "net.npz"));
    const auto flat = [](const shape& s) {
        return nn::network<float>(s, nn::sequential{nn::flatten{}, nn::dense{.units = 3}});
    };
    for (const shape& other : {shape{8, 8, 2}, {4, 6, 2}}) {  // of other weights, or of as many for other pixels
        const auto message = refusal(flat({6, 4, 2}), io::architecture(flat(other).graph(), other));
        CHECK(testing::mentions(message, "net.npz", "samples {6, 4, 2}", "flatten: expected an image {6, 4, 2}"));
    }
}

TEST_CASE("what differs is named") {
    const auto net = made({6, 4, 2});
    const io::json right = io::architecture(net.graph(), {6, 4, 2});
    CHECK(testing::mentions(refusal(made({6, 4, 2}, activation::gelu), right), "layer number 1", "with GELU",
                            "with ReLU"));
    CHECK(
        testing::mentions(refusal(nn::network<float>({5}, nn::dense{.units = 2}), right), "samples {5}", "{6, 4, 2}"));
    const nn::network<float> longer({6, 4, 2}, [](nn::value x) {
        const nn::value y = x | nn::conv2d{.filters = 2, .activation = activation::relu};
        return (x + y) | nn::conv2d{.filters = 2} | nn::sigmoid{};
    });
    CHECK(testing::mentions(refusal(longer, right), "layer number 3", "expected conv2d_1", "got sigmoid"));
    CHECK(testing::mentions(refusal(net, io::architecture(longer.graph(), {6, 4, 2})), "expected sigmoid",
                            "got conv2d_1"));
    io::json end = right;
    end["output_activation"] = "Softmax";
    CHECK(testing::mentions(refusal(net, end), "output_activation 'Sigmoid', got 'Softmax'"));
    io::json broken = right;
    broken["layers"][1].erase("type");
    CHECK(testing::mentions(refusal(net, broken), "net.npz"));
    broken = right;
    broken["input"] = -3;
    CHECK(testing::mentions(refusal(net, broken), "net.npz: input"));
}
