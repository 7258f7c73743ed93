// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_elementwise.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

using namespace diapir;

TEST_CASE("activations, sums and products of other programs compute what ONNX Runtime computes") {
    testing::check_operations(testing::elementwise_operations());
}

TEST_CASE("Clip is exact, however large its bounds are") {
    const float largest = std::numeric_limits<float>::max();
    testing::operation_list o({2, 2, 7, 6});
    std::vector<std::pair<float, float>> bounds{{-1e9f, 1e9f},       {0, 1e9f},        {-1e9f, 0.5f},
                                                {-largest, 0.1f},    {-0.1f, largest}, {0, largest},
                                                {-largest, largest}, {-1e-3f, 1e-3f},  {1, largest}};
    for (const auto& [least, most] : bounds) {
        o.add("clip", "Clip", {}, {{{}, {least}}, {{}, {most}}});
        o.add("clip_old", "Clip", {{"min", least}, {"max", most}}, {}, 10);
    }
    for (std::size_t i = 0; i < o.all.size(); ++i) {
        const auto [least, most] = bounds[i / 2];
        INFO(least << " to " << most);
        const array<float> x = xt::transpose(array<float>(o.all[i].samples()), {0, 2, 3, 1});
        const auto net = io::parse_onnx<float>(o.all[i].bytes, "clip");
        const array<float> y = net(x);
        for (std::size_t k = 0; k < x.size(); ++k) CHECK(y.data()[k] == std::clamp(x.data()[k], least, most));
    }
}

TEST_CASE("a hard sigmoid keeps small numbers") {
    testing::operation_list o({2, 2, 7, 6});
    o.add("hard_sigmoid", "HardSigmoid", {{"alpha", 1e-9f}, {"beta", 0.0f}});
    const array<float> x = xt::transpose(array<float>(o.all[0].samples()), {0, 2, 3, 1});
    const array<float> y = io::parse_onnx<float>(o.all[0].bytes, "hard_sigmoid")(x);
    for (std::size_t k = 0; k < x.size(); ++k)
        CHECK(y.data()[k] == Approx(std::max(0.0, 1e-9 * x.data()[k])).epsilon(1e-6));
}
