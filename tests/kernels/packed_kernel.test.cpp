#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/packed_kernel.hpp>

using namespace diapir;
using kernels::kernel_view;

namespace {

double value(const kernel_view<double>& w, std::size_t o, std::size_t i, std::size_t row, std::size_t col) {
    return w.data[w.at(row, col, i, o)];
}

}  // namespace

TEST_CASE("a kernel is seen by output and input channel, and its adjoint the other way round") {
    const auto w = testing::normal_tensor<double>(1, {3, 2, 4, 5});
    const auto view = kernel_view<double>::of(w), swapped = view.adjoint();
    CHECK(view.out == 5);
    CHECK(view.in == 4);
    CHECK(view.rows == 3);
    CHECK(view.cols == 2);
    CHECK(swapped.out == 4);
    CHECK(swapped.in == 5);
    CHECK(swapped.rows == 3);
    CHECK(swapped.cols == 2);
    CHECK(value(view, 4, 2, 1, 1) == w[((1 * 2 + 1) * 4 + 2) * 5 + 4]);
    CHECK(value(swapped, 2, 4, 1, 0) == value(view, 4, 2, 1, 1));
    CHECK(value(swapped, 2, 4, 0, 1) == value(view, 4, 2, 2, 0));
}

TEST_CASE("tiles cover the channels in order, each half as wide as the one before or as wide") {
    for (std::size_t channels = 0; channels <= 20; ++channels) {
        std::size_t next = 0, widest = kernels::tile_channels;
        kernels::for_each_tile(channels, [&](auto width, std::size_t first) {
            CHECK(first == next);
            CHECK(width <= widest);
            next += width;
            widest = width;
        });
        CHECK(next == channels);
    }
}

TEST_CASE("a packed kernel holds one tile after the other, its channels innermost") {
    for (std::size_t out = 1; out <= 19; ++out) {
        const auto w = testing::normal_tensor<double>(1, {3, 2, 4, out});
        for (const auto& view : {kernel_view<double>::of(w), kernel_view<double>::of(w).adjoint()}) {
            const auto packed = kernels::pack_kernel(view);
            const double* at = packed.get();
            std::size_t wrong = 0;
            for (std::size_t begin = 0; begin < view.out; begin += kernels::tile_channels)
                kernels::for_each_tile(
                    std::min(kernels::tile_channels, view.out - begin), [&](auto width, std::size_t first) {
                        for (std::size_t i = 0; i < view.in; ++i)
                            for (std::size_t row = 0; row < 3; ++row)
                                for (std::size_t col = 0; col < 2; ++col)
                                    for (std::size_t o = 0; o < width; ++o)
                                        wrong += *at++ != value(view, begin + first + o, i, row, col);
                    });
            CHECK(wrong == 0);
        }
    }
}
