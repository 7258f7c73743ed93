#include "catch.hpp"
#include <diapir/attributes/volume/sheared_traces.hpp>
#include <diapir/core/array.hpp>

#include <cmath>
#include <vector>

namespace vol = diapir::attributes::volume;
using diapir::attributes::edge;
using diapir::attributes::edge_index;

TEST_CASE("trial dips lie in a circle, the gentlest first") {
    const auto dips = vol::detail::trial_dips(1, 0.5);
    CHECK(dips.size() == 13);  // of a lattice of 25 in the square
    CHECK(dips[0].along_inlines == 0);
    CHECK(dips[0].along_crosslines == 0);
    for (std::size_t k = 1; k < dips.size(); ++k) {
        const double before = std::hypot(dips[k - 1].along_inlines, dips[k - 1].along_crosslines),
                     now = std::hypot(dips[k].along_inlines, dips[k].along_crosslines);
        CHECK(before <= now);
        CHECK(now <= 1);
    }
    CHECK(vol::detail::trial_dips(0, 1).size() == 1);
}

TEST_CASE("windows are as large as they are along the steepest dip") {
    // 5 x 3 traces, whose farthest lies 2 + 1 away: 15 (samples + 2 * 3000) amplitudes of at most 2^20.
    constexpr std::size_t most = (1 << 20) / 15 - 6000;
    for (const vol::cube window : {vol::cube{5, 3, most}, {3, 5, most}}) {
        CHECK_NOTHROW(vol::detail::require_valid_dips(window, 1000, 10, "some"));
        const vol::cube higher{window.inlines, window.crosslines, most + 1};
        CHECK_THROWS_AS(vol::detail::require_valid_dips(higher, 1000, 10, "some"), diapir::argument_error);
    }
}

TEST_CASE("traces of a window are read along a dip, on lines between samples, reflected beyond the volume") {
    const std::size_t inlines = 4, crosslines = 3, samples = 9;
    auto volume = diapir::make_array<double>({inlines, crosslines, samples});
    for (std::size_t i = 0; i < volume.size(); ++i) volume.data()[i] = static_cast<double>(i * i % 101);
    const vol::cube window{3, 4, 5};
    vol::detail::sheared_traces<double> around({volume.data(), {inlines, crosslines, samples}, 2}, window, 1.5);
    REQUIRE(around.size() == samples + 4);
    std::vector<double> found(around.size());
    const auto at = [](long i, std::size_t length) {
        return static_cast<std::size_t>(edge_index(i, static_cast<std::ptrdiff_t>(length), edge::reflect));
    };
    for (const vol::detail::trial_dip& dip : vol::detail::trial_dips(1.5, 0.25)) {
        around.read(3, 1);
        for (long i = 0; i < 3; ++i)
            for (long x = 0; x < 4; ++x) {
                const auto trace = static_cast<std::size_t>(4 * i + x);
                const double shift =
                    dip.along_crosslines * static_cast<double>(i - 1) + dip.along_inlines * static_cast<double>(x - 2);
                CHECK(around.shift(trace, dip) == shift);
                around.take(trace, shift, found.data());
                for (long k = 0; k < static_cast<long>(found.size()); ++k) {
                    const double depth = static_cast<double>(k - 2) + shift, whole = std::floor(depth);
                    const double upper = volume(at(3 + i - 1, inlines), at(1 + x - 2, crosslines),
                                                at(static_cast<long>(whole), samples)),
                                 lower = volume(at(3 + i - 1, inlines), at(1 + x - 2, crosslines),
                                                at(static_cast<long>(whole) + 1, samples));
                    REQUIRE(found[static_cast<std::size_t>(k)] ==
                            Approx(2 * (upper + (depth - whole) * (lower - upper))));
                }
            }
    }
}
