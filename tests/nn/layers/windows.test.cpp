#include "catch.hpp"
#include <diapir/nn/layers/windows.hpp>

#include <initializer_list>

using namespace diapir;

TEST_CASE("windows have the positions that Keras counts") {
    using enum nn::border;
    for (std::size_t cells = 1; cells < 12; ++cells)
        for (std::size_t size = 1; size < 6; ++size)
            for (std::size_t stride = 1; stride < 5; ++stride) {
                const std::size_t every = (cells + stride - 1) / stride;
                CHECK(nn::detail::positions(cells, size, stride, same) == every);
                CHECK(nn::detail::positions(cells, size, stride, reflect) == every);
                if (size <= cells)
                    CHECK(nn::detail::positions(cells, size, stride, valid) == (cells - size) / stride + 1);
            }
}

TEST_CASE("a mirrored border is padded before an operation that sees what is valid") {
    CHECK(nn::detail::operation_border(nn::border::same) == padding::same);
    CHECK(nn::detail::operation_border(nn::border::valid) == padding::valid);
    CHECK(nn::detail::operation_border(nn::border::reflect) == padding::valid);
}

TEST_CASE("features are no image") {
    CHECK_NOTHROW(nn::detail::require_image("conv2d", {4, 4, 1}));
    for (const shape& s : {shape{4}, {4, 4}, {1, 4, 4, 1}})
        CHECK_THROWS_WITH(nn::detail::require_image("conv2d", s),
                          Catch::Contains("conv2d: expected an image {rows, cols, channels}, got {4") ||
                              Catch::Contains("got {1, 4, 4, 1}"));
}
