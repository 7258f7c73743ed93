// Batch normalization: in training and after it, against torch 1.13 and by its definition.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/batch_normalization.hpp>
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

/// 2 sin(1.7 i + phase) + 0.1 (i mod 5), as the script that ran torch has it.
array<double> wave(const shape& s, double phase) {
    array<double> x = make_array<double>(s);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = 2 * std::sin(1.7 * static_cast<double>(i) + phase) + 0.1 * static_cast<double>(i % 5);
    return x;
}

nn::network<double> normalizing(const nn::batch_normalization& l, const shape& input = {2, 3, 2}) {
    nn::network<double> net(input, l);
    auto& p = net.parameters();
    for (std::size_t c = 0; c < input.back(); ++c) {
        p[0].value[c] = c % 2 ? -0.5 : 1.5;
        p[1].value[c] = c % 2 ? 2.0 : 0.25;
    }
    return net;
}
/// A step in training, after which the network has its new running means.
recorded_network trained(nn::network<double>& net, const array<double>& x) {
    return recorded_network(net, x, true);
}
void store(nn::network<double>& net, recorded_network& step) {
    CHECK(step.pass.kept.size() == 2);
    for (auto& memory : step.pass.kept) net.parameters()[memory.parameter].value = std::move(memory.value);
}
std::vector<double> first_sample(const array<double>& a) {
    const array<double> s = slice(a, 0, 1);
    return {s.begin(), s.end()};
}

}  // namespace

TEST_CASE("three steps of a batch normalization are those of torch 1.13") {
    // BatchNorm2d(2, eps = 1e-3, momentum = 0.1), whose momentum is the share that is new
    auto net = normalizing({.momentum = 0.9});
    for (const double step : {0.0, 1.0, 2.0}) {
        auto recorded = trained(net, wave({3, 2, 3, 2}, step));
        if (step == 2) {
            CHECK(max_difference(
                      first_sample(recorded.logits()),
                      std::vector{2.01370133535811, 2.34748356342116, -1.52203351114274, 1.46738702552995,
                                  1.73572515545116, 2.60647217436545, -0.70733731214661, 1.34235623832508,
                                  0.557572465386873, 2.55470722244362, 0.316480448772928, 1.38177180665311}) < 1e-13);
            const auto g = recorded.gradients(wave({3, 2, 3, 2}, 10));
            CHECK(max_difference(
                      first_sample(unpack(*g[0])),
                      std::vector{-0.767013554527231, 0.515137079968754, 1.14963248554391, -0.410890558346511,
                                  -1.18038348773074, 0.275150773329443, 1.8353585241675, -0.0671787169347146,
                                  -1.93408669430425, -0.183910348759258, 2.02106844285927, 0.291513637777879}) < 1e-13);
            CHECK(max_difference(*g[1], std::vector{-8.04555206307926, 0.0707851498837427}) < 1e-13);
            CHECK(max_difference(*g[2], std::vector{2.2303943870748, 3.04981787572199}) < 1e-13);
            CHECK_FALSE(g[3]);
            CHECK_FALSE(g[4]);
        }
        store(net, recorded);
    }
    CHECK(max_difference(net.parameters()[2].value, std::vector{0.0694311560739778, 0.0471010027014816}) < 1e-14);
    CHECK(max_difference(net.parameters()[3].value, std::vector{1.31390690089968, 1.31157102128045}) < 1e-14);
    CHECK(max_difference(first_sample(net(wave({3, 2, 3, 2}, 7))),
                         std::vector{1.87799598185508, 1.39824227887989, -1.7449754165814, 2.28210268058671,
                                     3.15133249462578, 1.8403412892557, -2.31811947073331, 1.88925987268171,
                                     3.12572241292069, 2.11130130195408, -2.21001292889462, 1.50791304755249}) < 1e-13);
}

TEST_CASE("batch normalization keeps the laws of layers") {
    check_layer({4, 5, 3}, nn::batch_normalization{}, {2, 2, 3});
    check_layer({6}, nn::batch_normalization{.epsilon = 0.1});
}

TEST_CASE("a batch is normalized with its own moments, whatever lanes it leaves empty") {
    for (const std::size_t samples : {1, 2, 5, 16, 33, 40})
        for (const shape& image : {shape{3, 4, 2}, {1, 1, 2}}) {
            INFO(samples << " samples of " << image);
            const auto net = normalizing({}, image);
            const auto x = random_samples(samples, image);
            auto recorded = recorded_network(net, x, true);
            const double count = static_cast<double>(samples * image[0] * image[1]);
            array<double> expected = x;
            for (std::size_t c = 0; c < 2; ++c) {
                double mean = 0, variance = 0;
                for (std::size_t i = c; i < x.size(); i += 2) mean += x.data()[i] / count;
                for (std::size_t i = c; i < x.size(); i += 2) variance += std::pow(x.data()[i] - mean, 2) / count;
                for (std::size_t i = c; i < x.size(); i += 2)
                    expected.data()[i] =
                        (c ? -0.5 : 1.5) * (x.data()[i] - mean) / std::sqrt(variance + 1e-3) + (c ? 2.0 : 0.25);
                const auto& kept = recorded.pass.kept;
                REQUIRE(kept.size() == 2);
                CHECK(kept[0].parameter == 2);
                CHECK(kept[0].value[c] == Approx(0.01 * mean));
                CHECK(kept[1].parameter == 3);
                CHECK(kept[1].value[c] == Approx(0.99 + 0.01 * variance * (count > 1 ? count / (count - 1) : 1)));
            }
            CHECK(max_difference(recorded.logits(), expected) < 1e-12);
        }
}

TEST_CASE("running means keep the share that the layer, or whoever makes the step, says") {
    const auto x = random_samples(4, {2, 3, 2});
    const auto mean_after = [&](double own, std::optional<double> asked, double before = 3) {
        auto net = normalizing({.momentum = own});
        nn::training_pass<double> pass{{1, 1}};
        pass.momentum = asked;
        net.parameters()[2].value[0] = before;
        tape<point<double>> t;
        std::vector<variable<point<double>>> weights;
        for (const auto& p : net.parameters()) weights.push_back(t.input(point<double>(refer_to(p.value))));
        const auto batch = pack(x);
        net.record(batch, weights, pass);
        return pass.kept[0].value[0];
    };
    const double mean = mean_after(0, {});
    CHECK(mean_after(0.75, {}) == Approx(0.75 * 3 + 0.25 * mean));
    CHECK(mean_after(0.75, 0.5) == Approx(1.5 + 0.5 * mean));
    CHECK(mean_after(0.75, 0.0) == mean);
    CHECK(mean_after(0.75, 0.0, std::numeric_limits<double>::quiet_NaN()) == mean);
    CHECK(mean_after(0.75, 0.0, std::numeric_limits<double>::infinity()) == mean);
}

TEST_CASE("a normalization is listed as Keras lists it, and its running means are not trained") {
    CHECK(listed({4, 4, 3}, nn::sequential{nn::batch_normalization{}, nn::batch_normalization{}}) ==
          "input_1 InputLayer {4, 4, 3}\n"
          "batch_normalization BatchNormalization {4, 4, 3} gamma{3} beta{3} moving_mean{3}! moving_variance{3}! <- "
          "input_1\n"
          "batch_normalization_1 BatchNormalization {4, 4, 3} gamma{3} beta{3} moving_mean{3}! moving_variance{3}! <- "
          "batch_normalization\n");
    const nn::network<float> net({4, 4, 3}, nn::batch_normalization{});
    for (const std::size_t ones : {0, 3})
        for (const float e : net.parameters()[ones].value) CHECK(e == 1);
    for (const std::size_t zeros : {1, 2})
        for (const float e : net.parameters()[zeros].value) CHECK(e == 0);
    CHECK_FALSE(net.graph().treats_samples_alike());
}

TEST_CASE("a momentum or epsilon that cannot be is refused") {
    for (const double momentum : {-0.1, 1.0, std::nan("")})
        CHECK_THAT(refusal({2, 2, 1}, nn::batch_normalization{.momentum = momentum}),
                   Catch::Contains("network: batch_normalization: batch_normalization: momentum must be in [0, 1)"));
    for (const double epsilon : {-1e-3, 0.0, std::nan("")})
        CHECK_THAT(refusal({2, 2, 1}, nn::batch_normalization{.epsilon = epsilon}),
                   Catch::Contains("network: batch_normalization: batch_normalization: expected an epsilon above 0"));
}
