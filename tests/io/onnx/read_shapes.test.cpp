// See operations.hpp.
#include "catch.hpp"
#include "io/onnx/operations.hpp"
#include <diapir/io/onnx/read_shapes.hpp>

#include <cstddef>
#include <string>
#include <vector>

using namespace diapir;

namespace {

/// x times its means over the image, whose pixel goes and comes by nodes of those axes, one a node.
std::string gated(std::int64_t channels, const std::vector<std::int64_t>& squeezed,
                  const std::vector<std::int64_t>& unsqueezed) {
    testing::built_model m({2, channels, 7, 6});
    std::string at = m.graph.add("g", "GlobalAveragePool", {"x"});
    for (const std::int64_t axis : squeezed) at = m.graph.add("s", "Squeeze", {at, m.graph.integers("a", {axis})});
    at = m.graph.add("r", "Neg", {at});
    for (const std::int64_t axis : unsqueezed) at = m.graph.add("u", "Unsqueeze", {at, m.graph.integers("a", {axis})});
    return m.with_output(m.graph.add("y", "Mul", {at, "x"}));
}

}  // namespace

TEST_CASE("reshaping of other programs means what it means to ONNX Runtime") {
    testing::check_operations(testing::shape_operations());
}

TEST_CASE("the axes of a pixel go and come one by one") {
    using axes = std::vector<std::int64_t>;
    for (const std::size_t channels : {1, 3}) {
        const array<double> x = testing::normal_samples<double>(2, {7, 6, channels}, 3);
        array<double> expected = x;
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t c = 0; c < channels; ++c) {
                double mean = 0;
                for (std::size_t p = 0; p < 42; ++p) mean += x.data()[(i * 42 + p) * channels + c] / 42;
                for (std::size_t p = 0; p < 42; ++p) expected.data()[(i * 42 + p) * channels + c] *= -mean;
            }
        for (const axes& squeezed : {axes{}, {-1}, {2}, {-1, -1}, {2, 2}, {3, 2}, {-2, -1}}) {
            for (axes unsqueezed : {axes{2, 3}, {-1, -1}, {2, 2}, {3, 3}, {-1, 2}}) {
                unsqueezed.erase(unsqueezed.begin() + static_cast<std::ptrdiff_t>(squeezed.size()), unsqueezed.end());
                if (unsqueezed == axes{3, 3}) continue;  // there are three axes only
                const auto net =
                    io::parse_onnx<double>(gated(static_cast<std::int64_t>(channels), squeezed, unsqueezed), "m");
                CHECK(testing::max_difference(array<double>(net(x)), expected) < 1e-12);
            }
        }
    }
    for (const axes& wrong : {axes{1, 3}, {0, 2}, {3, 3}, {1, 2, 3}})
        CHECK_THROWS_AS(io::parse_onnx<double>(gated(3, {2, 2}, wrong), "m"), file_error);
    for (const axes& wrong : {axes{1}, {0}, {2, 1}, {2, 2, 1}, {4}})
        CHECK_THROWS_AS(io::parse_onnx<double>(gated(3, wrong, {}), "m"), file_error);
    CHECK_THROWS_WITH(io::parse_onnx<double>(gated(3, {2, 2}, {1, 3}), "m"),
                      Catch::Contains("(Unsqueeze): expected the axes of rows and cols"));
}
