#include "catch.hpp"
#include <diapir/attributes/marfurt.hpp>

#include <cmath>
#include <vector>

namespace attr = diapir::attributes;

TEST_CASE("energies of the stack and of all traces are the plain sums, in any rows of a section") {
    constexpr attr::extents e{40, 21};
    std::vector<double> x(e.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i * i % 29) - 11.5;
    const auto at = [&](std::ptrdiff_t row, std::ptrdiff_t trace) {
        return x[static_cast<std::size_t>(row) * e.traces + static_cast<std::size_t>(trace)];
    };
    for (const attr::box window : {attr::box{1, 1}, {3, 5}, {4, 2}, {31, 30}})
        for (const attr::row_range rows : {attr::row_range{0, 40}, {17, 38}}) {
            std::vector<double> result(rows.count() * e.traces);
            attr::detail::marfurt<double>({x.data(), e, 0.5}, window, rows, result.data(),
                                          [](const auto& stack, const auto& all) { return stack - all; });
            for (std::size_t row = rows.first; row < rows.last; ++row)
                for (std::size_t trace = 0; trace < e.traces; ++trace) {
                    double stack = 0, all = 0;
                    for (std::size_t i = 0; i < window.samples; ++i) {
                        double sum = 0;
                        for (std::size_t j = 0; j < window.traces; ++j) {
                            const auto reflect = attr::edge::reflect;
                            const double value = at(attr::edge_index(row + i, window.samples / 2, e.samples, reflect),
                                                    attr::edge_index(trace + j, window.traces / 2, e.traces, reflect));
                            sum += value / 2;
                            all += value * value / 4;
                        }
                        stack += sum * sum;
                    }
                    CAPTURE(window.samples, window.traces, row, trace);
                    REQUIRE(result[(row - rows.first) * e.traces + trace] == Approx(stack - all).margin(1e-7));
                }
        }
}
