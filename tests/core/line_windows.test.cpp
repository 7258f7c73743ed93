#include "catch.hpp"
#include <diapir/core/line_windows.hpp>

#include <vector>

namespace kernels = diapir::kernels;
using kernels::edge;

TEST_CASE("two quantities of some lines are made from one array, summed, and made into two results") {
    using V = diapir::simd::pack<double>;
    constexpr std::size_t lanes = diapir::simd::width<double>;
    for (const std::size_t length : {1, 7, 16, 37})
        for (const std::size_t window : {1, 4, 5, 50})
            for (const std::size_t count : {std::size_t{1}, (lanes + 1) / 2, lanes}) {
                CAPTURE(length, window, count);
                std::vector<double> x(count * length), sums(x.size()), places(x.size());
                for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 17) - 3.25;
                std::vector<const double*> in;
                std::vector<double*> out;
                for (std::size_t line = 0; line < count; ++line) in.push_back(&x[line * length]);
                for (std::size_t line = 0; line < count; ++line) out.push_back(&sums[line * length]);
                for (std::size_t line = 0; line < count; ++line) out.push_back(&places[line * length]);
                kernels::line_windows<double, 2> windows(length, window, edge::mirror);
                windows.run<1, 2>(
                    in.data(), out.data(), count,
                    [](const V* read, V* summed) {
                        summed[0] = *read;
                        summed[1] = *read * *read;
                    },
                    [](std::size_t i, const V* of_window, V* result) {
                        result[0] = of_window[0] + of_window[1];
                        result[1] = V(static_cast<double>(i));
                    });
                for (std::size_t line = 0; line < count; ++line)
                    for (std::size_t i = 0; i < length; ++i) {
                        double expected = 0;
                        for (std::size_t k = 0; k < window; ++k) {
                            const std::ptrdiff_t at = kernels::edge_index(i + k, window / 2, length, edge::mirror);
                            const double value = x[line * length + static_cast<std::size_t>(at)];
                            expected += value + value * value;
                        }
                        REQUIRE(sums[line * length + i] == Approx(expected).margin(1e-9));
                        REQUIRE(places[line * length + i] == static_cast<double>(i));
                    }
            }
}
