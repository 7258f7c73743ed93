#include "catch.hpp"
#include <diapir/attributes/volume/stacked_energy.hpp>
#include <diapir/core/random.hpp>

#include <vector>

namespace attr = diapir::attributes;
namespace vol = attr::volume;

TEST_CASE("the stack's energy and that of all traces are those of plain loops, in any part of a volume") {
    constexpr vol::extents e{5, 6, 9};
    std::vector<double> v(e.size());
    diapir::random_stream random(8);
    for (double& x : v) x = random.normal();
    for (const vol::cube window : {vol::cube{3, 3, 5}, {2, 4, 1}, {9, 1, 21}})
        for (const vol::detail::trace_range part : {vol::detail::trace_range{{0, 5}, {0, 6}}, {{2, 4}, {3, 6}}}) {
            std::vector<double> found(e.size(), -1.0);
            vol::detail::stacked_energy<double>({v.data(), e, 2}, window, part, found.data(),
                                                [](const auto& stack, const auto& all) { return stack - all; });
            const auto place = [](std::size_t i, std::size_t k, std::size_t w, std::size_t n) {
                return static_cast<std::size_t>(attr::edge_index(i + k, w / 2, n, attr::edge::reflect));
            };
            for (std::size_t i = 0; i < 5; ++i)
                for (std::size_t x = 0; x < 6; ++x)
                    for (std::size_t s = 0; s < 9; ++s) {
                        const bool inside = i >= part.inlines.first && i < part.inlines.last &&
                                            x >= part.crosslines.first && x < part.crosslines.last;
                        double expected = 0;
                        for (std::size_t c = 0; c < window.samples; ++c) {
                            double stack = 0, all = 0;
                            for (std::size_t a = 0; a < window.inlines; ++a)
                                for (std::size_t b = 0; b < window.crosslines; ++b) {
                                    const double amplitude =
                                        2 *
                                        v[(place(i, a, window.inlines, 5) * 6 + place(x, b, window.crosslines, 6)) * 9 +
                                          place(s, c, window.samples, 9)];
                                    stack += amplitude;
                                    all += amplitude * amplitude;
                                }
                            expected += stack * stack - all;
                        }
                        REQUIRE(found[(i * 6 + x) * 9 + s] ==
                                Approx(inside ? expected : -1.0).epsilon(1e-11).margin(1e-9));
                    }
        }
}
