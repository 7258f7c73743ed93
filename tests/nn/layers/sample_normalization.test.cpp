// Group and layer normalization, against torch 1.13 and by their definition.
#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/sample_normalization.hpp>
#include <diapir/nn/layers/sequential.hpp>

#include <cmath>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::refusal;

namespace {

/// 2 sin(1.7 i + 1) + 0.1 (i mod 5) {2, 2, 2, 4}, as the script that ran torch has it.
array<double> wave() {
    array<double> x = make_array<double>({2, 2, 2, 4});
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = 2 * std::sin(1.7 * static_cast<double>(i) + 1) + 0.1 * static_cast<double>(i % 5);
    return x;
}
/// What a layer with gamma 1.5 -0.5 1 2 and beta 0.25 2 0 -1 makes of the second sample.
template <class L>
array<double> second_sample(const L& l) {
    nn::network<double> net({2, 2, 4}, l);
    std::size_t i = 0;
    for (const double gamma : {1.5, -0.5, 1.0, 2.0}) net.parameters()[0].value[i++] = gamma;
    i = 0;
    for (const double beta : {0.25, 2.0, 0.0, -1.0}) net.parameters()[1].value[i++] = beta;
    return slice(net(wave()), 1, 2);
}

}  // namespace

TEST_CASE("normalizations within samples are those of torch 1.13") {
    CHECK(max_difference(second_sample(nn::group_normalization{.groups = 2}),  // GroupNorm(2, 4)
                         std::vector{2.42698430450017, 2.54270983432178, -0.703017975729806, 1.35394675739225,
                                     0.37163703657244, 2.40938897735177, 0.243214140882576, -0.146386673208047,
                                     -0.337495172126859, 2.00364421679529, 0.802439359748275, -2.45663379870945,
                                     -1.18104164169178, 1.13761848061581, 0.798579908097606, -5.03335715147206}) <
          1e-13);
    CHECK(max_difference(second_sample(nn::layer_normalization{}),  // LayerNorm(4, eps = 1e-3)
                         std::vector{0.140609615601532, 2.73656848933578, 0.212889997978884, 1.66634780724996,
                                     -0.840273439780026, 2.61904563067892, 0.926167597930741, 1.07754524656089,
                                     -1.32030463875449, 2.40338854288661, 1.44294884362522, -0.178603997364692,
                                     -1.71898129563634, 1.85057021882099, 1.42109253184677, -1.81459579422781}) <
          1e-13);
}

TEST_CASE("normalizations within samples keep the laws of layers") {
    check_layer({3, 4, 6}, nn::group_normalization{.groups = 3}, {2, 2, 6});
    check_layer({3, 4, 8}, nn::group_normalization{});
    check_layer({3, 4, 2}, nn::group_normalization{.groups = 1, .epsilon = 0.1});
    check_layer({6}, nn::group_normalization{.groups = 2});
    check_layer({3, 4, 5}, nn::layer_normalization{}, {1, 7, 5});
    check_layer({6}, nn::layer_normalization{.epsilon = 0.1});
}

TEST_CASE("normalizations within samples do not look at other samples") {
    for (const auto& net : {nn::network<double>({2, 2, 4}, nn::group_normalization{.groups = 2}),
                            nn::network<double>({2, 2, 4}, nn::layer_normalization{})})
        CHECK(net.graph().treats_samples_alike());
}

TEST_CASE("normalizations within samples are listed under their names") {
    CHECK(listed({2, 2, 4}, nn::sequential{nn::group_normalization{.groups = 2}, nn::layer_normalization{}}) ==
          "input_1 InputLayer {2, 2, 4}\n"
          "group_normalization GroupNormalization {2, 2, 4} gamma{4} beta{4} <- input_1\n"
          "layer_normalization LayerNormalization {2, 2, 4} gamma{4} beta{4} <- group_normalization\n");
}

TEST_CASE("groups that do not divide the channels, and an epsilon that is not above 0, are refused") {
    CHECK(refusal({2, 2, 4}, nn::group_normalization{.groups = 3}) ==
          "network: group_normalization: group_normalization: expected channels that 3 groups divide, got {2, 2, 4}");
    CHECK_THAT(refusal({2, 2, 4}, nn::group_normalization{.groups = 0}), Catch::Contains("group_normalization"));
    for (const double epsilon : {-1e-3, 0.0, std::nan("")}) {
        CHECK_THAT(refusal({2, 2, 4}, nn::group_normalization{.groups = 2, .epsilon = epsilon}),
                   Catch::Contains("network: group_normalization: group_normalization: expected an epsilon"));
        CHECK_THAT(refusal({2, 2, 4}, nn::layer_normalization{.epsilon = epsilon}),
                   Catch::Contains("network: layer_normalization: layer_normalization: expected an epsilon"));
    }
}
