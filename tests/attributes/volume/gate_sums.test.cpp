#include "catch.hpp"
#include <diapir/attributes/volume/gate_sums.hpp>

#include <vector>

using diapir::attributes::volume::detail::gate_sums;

TEMPLATE_TEST_CASE("every line has the sums of its gates, whatever number of lines there is", "", float, double) {
    using T = TestType;
    for (const std::size_t samples : {1, 7, 40})
        for (const std::size_t gate : {1, 4, 9, 60}) {
            gate_sums<T, 2> gates(samples, gate);
            const std::size_t length = samples + gate - 1;
            const auto entry = [](std::size_t line, std::size_t k) { return T((3 * line + k * k) % 17); };
            for (const std::size_t lines : {1, 3, 21}) {
                std::size_t taken = 0;
                gates.run(
                    lines,
                    [&](std::size_t line, T* const* quantities) {
                        for (std::size_t k = 0; k < length; ++k) {
                            quantities[0][k] = entry(line, k);
                            quantities[1][k] = T(k);
                        }
                    },
                    [](const auto* sums) { return sums[0] + sums[1]; },
                    [&](std::size_t line, const T* sums) {
                        REQUIRE(line == taken++);
                        for (std::size_t s = 0; s < samples; ++s) {
                            T expected = 0;
                            for (std::size_t k = s; k < s + gate; ++k) expected += entry(line, k) + T(k);
                            REQUIRE(sums[s] == expected);
                        }
                    });
                CHECK(taken == lines);
            }
        }
}
