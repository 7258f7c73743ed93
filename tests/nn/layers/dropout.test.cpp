#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/sequential.hpp>

#include <cmath>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::recorded_network;
using testing::refusal;

namespace {

/// What a network makes of ones in training: 0 where they are dropped.
template <class L>
array<double> of_ones(std::size_t samples, const shape& input, const L& l) {
    return recorded_network(nn::network<double>(input, l), make_array<double>(shape{samples}.then(input), 1.0), true)
        .logits();
}

}  // namespace

TEST_CASE("dropout drops elements in training and scales the others, so that the mean stays") {
    for (const double rate : {0.2, 0.5, 0.9}) {
        const auto y = of_ones(20, {20, 25, 4}, nn::dropout{rate});
        double kept = 0;
        for (const double e : y) {
            REQUIRE((e == 0 || std::abs(e - 1 / (1 - rate)) < 1e-15));
            kept += e != 0;
        }
        const double count = static_cast<double>(y.size());
        CHECK(std::abs(kept / count - (1 - rate)) < 4 * std::sqrt(rate * (1 - rate) / count));
    }
    CHECK(max_difference(of_ones(3, {4, 4, 2}, nn::dropout{0}), make_array<double>({3, 4, 4, 2}, 1.0)) == 0);
}

TEST_CASE("spatial dropout drops whole channels of a sample") {
    const auto y = of_ones(40, {5, 4, 25}, nn::spatial_dropout{0.4});
    double kept = 0;
    for (std::size_t n = 0; n < 40; ++n)
        for (std::size_t c = 0; c < 25; ++c) {
            const double first = y(n, 0, 0, c);
            REQUIRE((first == 0 || std::abs(first - 1 / 0.6) < 1e-15));
            for (std::size_t pixel = 1; pixel < 20; ++pixel) REQUIRE(y(n, pixel / 4, pixel % 4, c) == first);
            kept += first != 0;
        }
    CHECK(std::abs(kept / 1000 - 0.6) < 4 * std::sqrt(0.24 / 1000));
}

TEST_CASE("every dropout layer of a network drops others, in every step") {
    const shape input{8, 8, 4};
    const auto one = of_ones(4, input, nn::dropout{0.5});
    const auto two = of_ones(4, input, nn::sequential{nn::dropout{0.5}, nn::dropout{0.5}});
    double both = 0;
    for (const double e : two) both += e != 0;
    CHECK(both / 1024 == Approx(0.25).margin(0.06));  // and not a half, of one mask twice
    const nn::network<double> net(input, nn::dropout{0.5});
    const auto x = pack(make_array<double>({4, 8, 8, 4}, 1.0));
    const auto step = [&](const random_key& key) {
        nn::training_pass<double> pass{key};
        tape<point<double>> t;
        const nn::graph_plan plan(net.graph(), true);
        auto values = nn::run_graph<nn::tangents<double>>(net.graph(), plan, t.input(point<double>(x)), {}, &pass);
        return unpack(values[1]->value());
    };
    CHECK(max_difference(step({3, 5}), one) == 0);  // what recorded_network takes
    CHECK(max_difference(step({3, 6}), one) > 0);
    CHECK(max_difference(step({4, 5}), one) > 0);
}

TEST_CASE("dropout does nothing after training, and keeps the laws of layers") {
    for (const double rate : {0.0, 0.3}) {
        check_layer({4, 5, 2}, nn::dropout{rate}, {2, 3, 2});
        check_layer({4, 5, 2}, nn::spatial_dropout{rate});
        check_layer({6}, nn::dropout{rate});
    }
    const auto x = random_samples(20, {4, 5, 2});
    CHECK(max_difference(nn::network<double>({4, 5, 2}, nn::dropout{0.5})(x), x) == 0);
    CHECK(max_difference(nn::network<double>({4, 5, 2}, nn::spatial_dropout{0.5})(x), x) == 0);
}

TEST_CASE("dropout layers are listed as Keras lists them, and refuse other rates") {
    CHECK(listed({2, 2, 1}, nn::sequential{nn::dropout{0.1}, nn::spatial_dropout{0.1}, nn::dropout{0.1}}) ==
          "input_1 InputLayer {2, 2, 1}\n"
          "dropout Dropout {2, 2, 1} <- input_1\n"
          "spatial_dropout2d SpatialDropout2D {2, 2, 1} <- dropout\n"
          "dropout_1 Dropout {2, 2, 1} <- spatial_dropout2d\n");
    for (const double rate : {-0.1, 1.0, std::nan("")}) {
        CHECK_THAT(refusal({2, 2, 1}, nn::dropout{rate}),
                   Catch::Contains("network: dropout: dropout: the rate must be in [0, 1), got "));
        CHECK_THAT(refusal({2, 2, 1}, nn::spatial_dropout{rate}),
                   Catch::Contains("network: spatial_dropout2d: spatial_dropout: the rate must be in [0, 1), got "));
    }
}
