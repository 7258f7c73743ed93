// The U-Nets of the original against TensorFlow.js and PyTorch, their tables and their shapes.
#include "catch.hpp"
#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include <diapir/nn/networks/summary.hpp>
#include <diapir/nn/networks/unet.hpp>

using namespace diapir;
using diapir::testing::max_difference;

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

TEST_CASE("any image size, number of channels, kernel and levels works; padding is cut off again") {
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
