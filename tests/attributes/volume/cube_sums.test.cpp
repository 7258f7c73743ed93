#include "catch.hpp"
#include <diapir/attributes/volume/cube_sums.hpp>

#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;

TEST_CASE("cubes hold the samples around a sample, in any traces of a volume, with several results") {
    constexpr vol::extents e{5, 7, 19};
    std::vector<double> v(e.size());
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = static_cast<double>(k * k % 31) - 12.5;
    for (const auto mode : {attr::edge::mirror, attr::edge::zero, attr::edge::reflect})
        for (const vol::cube window : {vol::cube{1, 1, 1}, {3, 5, 7}, {2, 4, 6}, {11, 15, 45}})
            for (const vol::detail::trace_range part : {vol::detail::trace_range{{0, 5}, {0, 7}}, {{1, 4}, {0, 7}}}) {
                std::vector<double> sums(e.size(), -1.0), counts(e.size(), -1.0);
                double* to[] = {sums.data(), counts.data()};
                vol::detail::sum_cubes<2, 2>(
                    e, window, mode, part, to,
                    [&](std::size_t i, std::size_t x, double* const* quantities) {
                        for (std::size_t s = 0; s < e.samples; ++s) {
                            quantities[0][s] = v[(i * e.crosslines + x) * e.samples + s];
                            quantities[1][s] = 1;
                        }
                    },
                    [](const auto* sum, auto* results) {
                        results[0] = sum[0];
                        results[1] = sum[1];
                    });
                for (std::size_t i = 0; i < e.inlines; ++i)
                    for (std::size_t x = 0; x < e.crosslines; ++x)
                        for (std::size_t s = 0; s < e.samples; ++s) {
                            double sum = 0, count = 0;
                            for (std::size_t a = 0; a < window.inlines; ++a)
                                for (std::size_t b = 0; b < window.crosslines; ++b)
                                    for (std::size_t c = 0; c < window.samples; ++c) {
                                        const auto p = attr::edge_index(i + a, window.inlines / 2, e.inlines, mode),
                                                   q = attr::edge_index(x + b, window.crosslines / 2, e.crosslines,
                                                                        mode),
                                                   r = attr::edge_index(s + c, window.samples / 2, e.samples, mode);
                                        if (p < 0 || q < 0 || r < 0) continue;
                                        sum += v[(static_cast<std::size_t>(p) * e.crosslines +
                                                  static_cast<std::size_t>(q)) *
                                                     e.samples +
                                                 static_cast<std::size_t>(r)];
                                        ++count;
                                    }
                            if (i < part.inlines.first || i >= part.inlines.last) sum = count = -1;
                            const std::size_t at = (i * e.crosslines + x) * e.samples + s;
                            CAPTURE(window.inlines, window.crosslines, window.samples, i, x, s);
                            REQUIRE(sums[at] == Approx(sum).margin(1e-9));
                            REQUIRE(counts[at] == count);
                        }
            }
}
