#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/winograd/winograd_kernel.hpp>

#include <limits>

using namespace diapir;
using namespace diapir::kernels;

TEMPLATE_TEST_CASE("a kernel has its values at the points, tile by tile, with zeros for the channels that are missing",
                   "", float, double) {
    using T = TestType;
    constexpr std::size_t points = kernels::detail::winograd_points, size = kernels::detail::winograd_size;
    for (const std::size_t in : {1, 3, 5})
        for (const std::size_t out : {std::size_t{1}, tile_channels, tile_channels + 3}) {
            tensor<T> w(shape{size, size, in, out});
            random_stream random(1, in);
            for (T& e : w) e = static_cast<T>(random.normal());
            const auto view = kernel_view<T>::of(w);
            const auto packed = kernels::detail::winograd_kernel(view);
            const T* value = packed.get();
            std::size_t wrong = 0;
            for (std::size_t first = 0; first < out; first += tile_channels)
                for (std::size_t p = 0; p < points; ++p)
                    for (std::size_t q = 0; q < points; ++q)
                        for (std::size_t i = 0; i < in; ++i)
                            for (std::size_t o = first; o < first + tile_channels; ++o) {
                                double expected = 0;
                                for (std::size_t r = 0; r < size && o < out; ++r)
                                    for (std::size_t c = 0; c < size; ++c)
                                        expected += kernels::detail::kernel_factor(p, r) *
                                                    kernels::detail::kernel_factor(q, c) *
                                                    static_cast<double>(w.data()[view.at(r, c, i, o)]);
                                const double tolerance = 40 * static_cast<double>(std::numeric_limits<T>::epsilon());
                                wrong += !(std::abs(static_cast<double>(*value++) - expected) <= tolerance);
                            }
            CHECK(wrong == 0);
        }
}
