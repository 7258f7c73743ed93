#include "catch.hpp"
#include <diapir/attributes/box.hpp>

#include <vector>

namespace attr = diapir::attributes;

TEST_CASE("boxes hold the samples and traces around a sample, in any rows of a section") {
    constexpr attr::extents e{13, 38};
    std::vector<double> x(e.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 29) - 11.5;
    for (const auto mode : {attr::edge::mirror, attr::edge::zero})
        for (const attr::box window : {attr::box{1, 1}, {3, 5}, {4, 2}, {31, 60}})
            for (const attr::row_range rows : {attr::row_range{0, 13}, {5, 9}}) {
                std::vector<double> result(rows.count() * e.traces);
                attr::detail::sum_boxes<2>(
                    e, window, mode, rows, result.data(),
                    [&](std::size_t row, double* const* to) {
                        for (std::size_t i = 0; i < e.traces; ++i) {
                            to[0][i] = x[row * e.traces + i];
                            to[1][i] = 1;
                        }
                    },
                    [](const auto* sums) { return sums[0] + sums[1]; });
                for (std::size_t row = rows.first; row < rows.last; ++row)
                    for (std::size_t trace = 0; trace < e.traces; ++trace) {
                        double sum = 0;
                        for (std::size_t i = 0; i < window.samples; ++i)
                            for (std::size_t j = 0; j < window.traces; ++j) {
                                const auto r = attr::edge_index(row + i, window.samples / 2, e.samples, mode);
                                const auto t = attr::edge_index(trace + j, window.traces / 2, e.traces, mode);
                                if (r >= 0 && t >= 0)
                                    sum += 1 + x[static_cast<std::size_t>(r) * e.traces + static_cast<std::size_t>(t)];
                            }
                        CAPTURE(window.samples, window.traces, row, trace);
                        REQUIRE(result[(row - rows.first) * e.traces + trace] == Approx(sum).margin(1e-9));
                    }
            }
}
