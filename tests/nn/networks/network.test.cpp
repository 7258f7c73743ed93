// Networks of layers: what they take, what they give, and what they refuse.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/sequential.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/shap/deep/deep.hpp>

#include <algorithm>

using namespace diapir;
using testing::check_layer;
using testing::max_difference;
using testing::max_magnitude;
using testing::random_samples;
using testing::randomized;

namespace {

nn::value classifier(const nn::value& x) {
    const nn::value y = x | nn::conv2d{.filters = 4, .activation = nn::activation::relu} | nn::batch_normalization{} |
                        nn::max_pool2d{} | nn::dropout{0.3} | nn::conv2d{.filters = 3, .stride = 2};
    return nn::concatenate({y | nn::global_average_pool2d{}, y | nn::global_max_pool2d{}}) |
           nn::dense{.units = 3, .activation = nn::activation::softmax};
}
nn::value perceptron(const nn::value& x) {
    return x | nn::dense{.units = 6, .activation = nn::activation::gelu} | nn::dense{.units = 2};
}
nn::value segmenter(const nn::value& x) {
    return x | nn::conv2d{.filters = 3, .activation = nn::activation::elu} | nn::conv2d{.filters = 1} | nn::sigmoid{};
}

}  // namespace

TEST_CASE("whole networks keep the laws of layers") {
    check_layer({7, 6, 2}, classifier, {4, 9, 2});
    check_layer({5}, perceptron);
    check_layer({5, 6, 2}, segmenter, {1, 3, 2});
}

TEST_CASE("samples of features have two axes, and so have predictions of whole images") {
    const nn::network<float> features({5}, perceptron), images({8, 8, 2}, classifier), pixels({8, 8, 2}, segmenter);
    CHECK(features.input() == shape{5});
    CHECK(features.output() == shape{2});
    CHECK(shape_of(features(random_samples<float>(7, {5}))) == shape{7, 2});
    CHECK(images.output() == shape{3});
    CHECK(shape_of(images(random_samples<float>(7, {8, 8, 2}))) == shape{7, 3});
    CHECK(shape_of(images(random_samples<float>(7, {20, 3, 2}))) == shape{7, 3});
    CHECK(pixels.output() == shape{8, 8, 1});
    CHECK(shape_of(pixels(random_samples<float>(7, {20, 3, 2}))) == shape{7, 20, 3, 1});
    // any expression, of any type
    const auto x = random_samples<float>(7, {5});
    CHECK(max_difference(features(xt::cast<double>(x) * 1.0), features(x)) == 0);
}

TEST_CASE("samples of other shapes are refused") {
    const nn::network<float> features({5}, perceptron), images({8, 8, 2}, classifier);
    for (const shape& s : {shape{7, 4}, {7, 1, 1, 5}, {7}, {}})
        CHECK_THROWS_WITH(features(make_array<float>(s, 0.f)),
                          Catch::Contains("network: expected samples {n, 5}, got "));
    for (const shape& s : {shape{7, 8, 8, 3}, {7, 2}, {8, 8, 2}, {7, 0, 8, 2}, {7, 8, 0, 2}, {7, 8, 8, 0}})
        CHECK_THROWS_WITH(images(make_array<float>(s, 0.f)),
                          Catch::Contains("network: expected images {n, rows, cols, 2}, got "));
    CHECK_THROWS_WITH(images(pack(make_array<float>({7, 8, 8, 3}, 0.f))),
                      Catch::Contains("network: expected a batch of 2 channels, got "));
    CHECK_THROWS_WITH(images(tensor<float>({2, 2})), Catch::Contains("network: expected a batch of 2 channels"));
}

TEST_CASE("images of other sides with as many pixels do not meet the weights of other pixels") {
    const nn::network<double> flat({4, 6, 1}, nn::sequential{nn::conv2d{.filters = 1}, nn::flatten{}, nn::dropout{0.1},
                                                             nn::dense{1}, nn::sigmoid{}});
    CHECK_NOTHROW(flat(random_samples(1, {4, 6, 1})));
    for (const shape& s : {shape{6, 4, 1}, {3, 8, 1}, {24, 1, 1}}) {
        CHECK_THROWS_WITH(flat(random_samples(1, s)),
                          Catch::Contains("network: flatten: expected an image {4, 6, 1}, whose pixels have weights"));
        CHECK_THROWS_WITH(flat.logits(pack(random_samples(1, s))), Catch::Contains("network: flatten: "));
    }
    const nn::network<double> free({4, 6, 1}, nn::sequential{nn::flatten{}, nn::tanh{}});
    CHECK(shape_of(free(random_samples(1, {6, 4, 1}))) == shape{1, 24});
}

TEST_CASE("a variable of other sides is refused where an array is") {
    const nn::network<double> net({8, 8, 1}, [](const nn::value& x) {
        return (x | nn::max_pool2d{}) + (x | nn::conv2d{.filters = 1, .stride = 2});
    });
    const auto x = random_samples(1, {3, 3, 1});
    std::string refusal;
    try {
        net(x);
    } catch (const argument_error& e) {
        refusal = e.what();
    }
    CHECK_THAT(refusal, Catch::Contains("network: add: "));
    tape<point<double>> t;
    CHECK_THROWS_WITH(net.logits(t.input(point<double>(pack(x)))), refusal);
}

TEST_CASE("no samples give no predictions, in their shape") {
    const nn::network<float> features({5}, perceptron), images({8, 8, 2}, classifier), pixels({8, 8, 2}, segmenter);
    CHECK(shape_of(features(make_array<float>({0, 5}))) == shape{0, 2});
    CHECK(shape_of(images(make_array<float>({0, 8, 8, 2}))) == shape{0, 3});
    CHECK(shape_of(pixels(make_array<float>({0, 8, 8, 2}))) == shape{0, 8, 8, 1});
    CHECK(shape_of(pixels(make_array<float>({0, 13, 5, 2}))) == shape{0, 13, 5, 1});
    CHECK(shape_of(pixels(make_array<float>({0, 0, 0, 2}))) == shape{0, 8, 8, 1});
    CHECK_THROWS_AS(pixels(make_array<float>({0, 8, 8, 3})), argument_error);
}

TEST_CASE("initial parameters are a function of the seed, and have names as Keras has them") {
    const nn::network<float> a({8, 8, 2}, classifier, 5), b({8, 8, 2}, classifier, 5), c({8, 8, 2}, classifier, 6);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < a.parameters().size(); ++i) {
        names.push_back(a.parameters()[i].name);
        CHECK(max_difference(a.parameters()[i].value, b.parameters()[i].value) == 0);
    }
    CHECK(max_difference(a.parameters()[0].value, c.parameters()[0].value) > 0);
    CHECK(names == std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "batch_normalization/gamma",
                                            "batch_normalization/beta", "batch_normalization/moving_mean",
                                            "batch_normalization/moving_variance", "conv2d_1/kernel", "conv2d_1/bias",
                                            "dense/kernel", "dense/bias"});
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(a.parameters()[i].trainable == (i != 4 && i != 5));
}

TEST_CASE("copies share layers, not parameters") {
    nn::network<double> net({5}, perceptron);
    const auto x = random_samples(3, {5});
    const auto before = net(x);
    nn::network<double> copy = net;
    CHECK(&copy.graph() == &net.graph());
    for (double& e : copy.parameters()[0].value) e += 1;
    CHECK(max_difference(net(x), before) == 0);
    CHECK(max_difference(copy(x), before) > 1e-3);
    net = copy;
    CHECK(max_difference(net(x), copy(x)) == 0);
}

TEST_CASE("values of elsewhere make no network, and a network without parameters is not trained") {
    const auto other = std::make_shared<nn::graph>(shape{5});
    CHECK_THROWS_WITH(nn::network<float>({5}, [&](const nn::value&) { return nn::value(other, 0); }),
                      "network: expected a value made of the input, got one of another network");
    const nn::network<double> net({5}, nn::tanh{});
    nn::training_pass<double> pass{{1, 1}};
    CHECK_THROWS_WITH(net.record(pack(random_samples(2, {5})), {}, pass),
                      "network: expected parameters to train, there are none");
}

TEST_CASE("a network knows how much its layers hold") {
    const nn::network<float> net({8, 8, 2}, segmenter);
    CHECK(net.activation_bytes(8, 8) == 64 * (2 + 3 + 1 + 1) * sizeof(float));
    CHECK(net.activation_bytes(5, 3) == 15 * (2 + 3 + 1 + 1) * sizeof(float));
    CHECK(nn::network<double>({5}, perceptron).activation_bytes(1, 1) == (5 + 6 + 2) * sizeof(double));
}

TEST_CASE("DeepSHAP's values of a network add up to its predictions") {
    const auto check = [](const auto& written, const shape& input) {
        const auto net = randomized<double>(input, written);
        const auto background = random_samples(6, input, 2), x = random_samples(3, input, 3);
        const auto e = shap::deep(net, background)(x);
        const array<double> expected = net(x), base = net(background);
        const std::size_t outputs = expected.size() / 3, inputs = input.size();
        REQUIRE(e.values.size() == 3 * inputs * outputs);
        for (std::size_t n = 0; n < 3; ++n)
            for (std::size_t o = 0; o < outputs; ++o) {
                double sum = 0;
                for (std::size_t b = 0; b < 6; ++b) sum += base.data()[b * outputs + o] / 6;
                for (std::size_t i = 0; i < inputs; ++i) sum += e.values.data()[(n * inputs + i) * outputs + o];
                CHECK(sum == Approx(expected.data()[n * outputs + o]).margin(1e-10));
            }
    };
    check(classifier, {6, 5, 2});
    check(perceptron, {5});
    check(segmenter, {3, 4, 2});
}
