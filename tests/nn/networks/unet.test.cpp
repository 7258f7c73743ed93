// The U-Nets of the original against TensorFlow.js and PyTorch, their tables and their shapes; with every option, the
// laws of layers.
#include "catch.hpp"
#include "nn/layers/check_layer.hpp"
#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include <diapir/nn/networks/summary.hpp>
#include <diapir/nn/networks/unet.hpp>

using namespace diapir;
using testing::check_chord;
using testing::check_gradients;
using testing::check_record;
using testing::max_difference;
using testing::random_samples;
using testing::randomize;

namespace {

template <class T>
void check_unet(const std::string& archive, const nn::unet_options& options, std::size_t parameter_count) {
    const auto reference = testing::reference(archive);
    nn::unet<T> net(options);
    CHECK(nn::parameter_count(net.parameters()) == parameter_count);
    testing::load_reference_weights(reference, "", net.parameters());
    const auto y = net(reference.template get<T>("x"));
    CHECK(max_difference(y, reference.template get<double>("y64")) < (std::is_same_v<T, float> ? 2e-5 : 1e-12));
    CHECK(max_difference(y, reference.template get<double>("y")) < 2e-5);
}

struct named_options {
    const char* name;
    nn::unet_options options;
};
std::vector<named_options> all_kinds() {
    nn::unet_options plain{.channels = 2, .filters = 2, .levels = 2, .bottleneck = 4, .kernel = 3, .dropout = 0.2};
    const auto with = [&](const auto& change) {
        nn::unet_options o = plain;
        change(o);
        return o;
    };
    using kind = nn::normalization;
    return {{"plain", plain},
            {"one level", with([](auto& o) { o.levels = 1, o.hypercolumn = true; })},
            {"residual", with([](auto& o) { o.residual = true; })},
            {"batch", with([](auto& o) { o.residual = true, o.normalization = kind::batch; })},
            {"layer", with([](auto& o) { o.residual = true, o.normalization = kind::layer; })},
            {"group",
             with([](auto& o) { o.residual = true, o.normalization = kind::group, o.filters = o.bottleneck = 8; })},
            {"gates", with([](auto& o) { o.squeeze_excitation = true; })},
            {"hypercolumn", with([](auto& o) { o.hypercolumn = true, o.levels = 3; })},
            {"supervision", with([](auto& o) { o.supervision = 0.5, o.levels = 3; })},
            {"round up", with([](auto& o) { o.round_up = true; })},
            {"classes", with([](auto& o) { o.outputs = 3; })},
            {"all", with([](auto& o) {
                 o.residual = o.squeeze_excitation = o.hypercolumn = o.round_up = true;
                 o.normalization = kind::batch, o.supervision = 0.5, o.outputs = 3, o.kernel = 2;
             })}};
}

}  // namespace

TEMPLATE_TEST_CASE("the two U-Nets of the original reproduce their references", "", float, double) {
    check_unet<TestType>("unet_simple", {}, 551585);
    check_unet<TestType>("unet_full", {.filters = 4, .levels = 4}, 375233);
}

TEST_CASE("the summary is the table that Keras prints") {
    const std::string table = nn::summary(nn::unet<float>({}, 1), 24, 24);
    for (const char* row : {"input_1 (InputLayer)", "conv2d_10 (Conv2D)", "max_pooling2d_1 (MaxPooling2D)",
                            "dropout_3 (Dropout)", "conv2d_transpose_1 (Conv2DTranspose)", "conv2d_transpose, conv2d_3",
                            "(None, 6, 6, 128)", "409,728", "Total params: 551,585"})
        CHECK_THAT(table, Catch::Contains(row));
}

TEST_CASE("any image size, number of channels, kernel and levels works, and padding is cut off again") {
    const nn::unet<float> net({.channels = 3, .filters = 2, .levels = 3, .bottleneck = 5, .kernel = 3, .outputs = 2},
                              7);
    const array<float> x = make_array<float>({2, 13, 18, 3}, 0.5f);
    const auto y = net(x);
    CHECK(shape_of(y) == shape{2, 13, 18, 2});
    array<float> padded = make_array<float>({2, 16, 24, 3}, 0.0f);
    xt::view(padded, xt::all(), xt::range(0, 13), xt::range(0, 18), xt::all()) = x;
    const array<float> expected = xt::view(net(padded), xt::all(), xt::range(0, 13), xt::range(0, 18), xt::all());
    CHECK(max_difference(y, expected) == 0);
}

TEST_CASE("a sample's prediction depends neither on its batch nor on the number of threads") {
    const nn::unet<float> net({}, 3);
    random_stream random(1);
    array<float> x = make_array<float>({70, 24, 24, 4});
    for (float& e : x) e = static_cast<float>(random.normal());
    const auto all = net(x);
    array<float> one;
    {
        const thread_limit single(1);
        one = net(x);
    }
    CHECK(max_difference(all, one) == 0);
    const thread_limit four(4);
    CHECK(max_difference(net(x), all) == 0);
    CHECK(max_difference(net(slice(x, 65, 70)), slice(all, 65, 70)) < 1e-6);
}

TEST_CASE("initial weights depend on the seed alone and keep Glorot's limit") {
    const nn::unet<float> a({}, 5), b({}, 5), c({}, 6);
    const auto &wa = a.parameters()[2].value, &wb = b.parameters()[2].value, &wc = c.parameters()[2].value;
    CHECK(std::equal(wa.begin(), wa.end(), wb.begin()));
    CHECK_FALSE(std::equal(wa.begin(), wa.end(), wc.begin()));
    const double limit = std::sqrt(6.0 / (25 * 16));
    double mean_square = 0;
    for (float e : wa) {
        REQUIRE(std::abs(e) <= limit);
        mean_square += e * e / static_cast<double>(wa.size());
    }
    CHECK(mean_square == Approx(limit * limit / 3).epsilon(0.1));
    for (float e : a.parameters()[1].value) CHECK(e == 0);
}

TEST_CASE("options that make no network are refused") {
    CHECK_THROWS_AS(nn::unet<float>({.filters = 0}), argument_error);
    CHECK_THROWS_AS(nn::unet<float>({.dropout = 1}), argument_error);
    CHECK_THROWS_AS(nn::unet<float>()(make_array<float>({1, 24, 24, 3}, 0.f)), argument_error);
}

TEST_CASE("U-Nets with every option give images of the size that they are given") {
    for (const auto& [name, o] : all_kinds())
        for (const shape& image : {shape{8, 8}, {101, 37}, {1, 1}, {5, 12}}) {
            INFO(name << " " << image);
            const nn::unet<float> net(o, 3);
            CHECK(shape_of(net(random_samples<float>(2, {image[0], image[1], 2}))) ==
                  shape{2, image[0], image[1], o.outputs});
            CHECK(net.graph().output_activation() ==
                  (o.outputs > 1 ? nn::activation::softmax : nn::activation::sigmoid));
            CHECK(net.layers(image[0], image[1]).back().output == shape{image[0], image[1], o.outputs});
        }
}

TEST_CASE("U-Nets with every option keep the laws of layers") {
    for (const auto& [name, o] : all_kinds())
        for (const shape& input : {shape{8, 8, 2}, {5, 7, 2}}) {
            INFO(name << " " << input);
            nn::unet<double> net(o, 3);
            randomize(net.parameters());
            const auto x = random_samples(3, input);
            check_gradients(net, x, false, 1e-6);
            check_gradients(net, x, true, 1e-6);
            check_record(net, x);
            check_chord(net, 3, input);
            const auto all = net(random_samples(20, input));
            CHECK(max_difference(net(slice(random_samples(20, input), 4, 5)), slice(all, 4, 5)) < 1e-12);
        }
}

TEST_CASE("levels are trained beside the output by equal shares of the supervision") {
    nn::unet_options o{.channels = 2, .filters = 2, .levels = 4, .bottleneck = 4, .kernel = 3, .supervision = 0.6};
    const nn::unet<double> net(o);
    REQUIRE(net.graph().auxiliaries().size() == 3);
    for (const auto& a : net.graph().auxiliaries()) {
        CHECK(a.weight == Approx(0.2));
        CHECK(net.graph().nodes()[a.node].output == net.output());
    }
    o.supervision = 0;
    CHECK(nn::unet<double>(o).graph().auxiliaries().empty());
}

TEST_CASE("images that round up are not padded") {
    const nn::unet_options o{.channels = 1, .filters = 2, .levels = 2, .bottleneck = 4, .kernel = 3, .round_up = true};
    CHECK(o.granularity() == 1);
    CHECK(nn::unet_options{.levels = 3}.granularity() == 8);
    const auto layers = nn::unet<float>(o).layers(101, 37);
    std::vector<shape> pooled;
    for (const auto& l : layers) {
        CHECK(l.type != "ZeroPadding2D");
        if (l.type == "MaxPooling2D") pooled.push_back(l.output);
    }
    CHECK(pooled == std::vector<shape>{{51, 19, 2}, {26, 10, 4}});
}

TEST_CASE("what a U-Net is made of is told without making it") {
    for (const auto& [name, o] : all_kinds()) {
        INFO(name);
        const auto listed = nn::unet<float>::layers_of(o), made = nn::unet<float>(o).layers();
        CHECK(nn::summary(listed) == nn::summary(made));
    }
}

TEST_CASE("options that make no U-Net are refused") {
    const auto message = [](const nn::unet_options& o) -> std::string {
        try {
            const nn::unet<float> net(o);
        } catch (const argument_error& e) {
            return e.what();
        }
        return "accepted";
    };
    const std::string at_least = "unet: channels, filters, levels, kernel and outputs must be at least 1";
    for (const nn::unet_options& o :
         {nn::unet_options{.channels = 0}, {.filters = 0}, {.levels = 0}, {.kernel = 0}, {.outputs = 0}})
        CHECK_THAT(message(o), Catch::Contains(at_least));
    CHECK(message({.levels = 16}) == "unet: expected fewer than 16 levels, got 16");
    CHECK(message({.dropout = -0.1}) == "unet: dropout must be in [0, 1), got -0.1");
    CHECK(message({.levels = 1, .supervision = 0.5}) == "unet: supervision expects at least 2 levels, got 1");
    CHECK(message({.supervision = -1}) == "unet: supervision must be at least 0, got -1");
    CHECK_THAT(message({.normalization = nn::normalization::batch}), Catch::Contains("unet: expected residual blocks"));
    CHECK_THAT(message({.filters = 4, .residual = true, .normalization = nn::normalization::group}),
               Catch::Contains("network: group_normalization"));
}
