// How axes fall into phases, taps and tiles, against the definition of windows.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/spectral/spectral_axis.hpp>

#include <set>
#include <tuple>
#include <vector>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::spectral_axis;

namespace {

using term = std::tuple<std::size_t, std::size_t, std::size_t>;  // cell of from, cell of to, cell of the kernel

/// What the phases and taps of an axis say meets.
std::set<term> terms(const spectral_axis& a) {
    std::set<term> all;
    for (std::size_t phase = 0; phase < a.phases(); ++phase)
        for (std::size_t q = 0; q < a.positions(); ++q)
            for (std::size_t u = 0; u < a.span; ++u) {
                const std::ptrdiff_t near = static_cast<std::ptrdiff_t>(q + u) + a.first;
                const std::size_t to = q * a.to_phases + (a.to_phases > 1 ? phase : 0);
                const std::size_t from =
                    static_cast<std::size_t>(near) * a.from_phases + (a.from_phases > 1 ? phase : 0);
                if (near >= 0 && from < a.from && to < a.to && a.cell(phase, u) < a.size)
                    all.insert({from, to, a.cell(phase, u)});
            }
    return all;
}

}  // namespace

TEST_CASE("the taps of all phases are the places that a window visits") {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t large : {1, 2, 5, 6, 9, 12})
            for (const std::size_t size : {1, 2, 3, 5, 6})
                for (const std::size_t stride : {1, 2, 3}) {
                    if (border == padding::valid && size > large) continue;
                    const naive_axis naive{large, size, stride, border};
                    std::set<term> forward, adjoint;
                    naive.for_each([&](std::size_t p, std::size_t k, std::size_t cell) {
                        forward.insert({cell, p, k});
                        adjoint.insert({p, cell, k});
                    });
                    INFO(large << " cells, window " << size << ", stride " << stride);
                    CHECK(terms(spectral_axis::forward(naive.axis())) == forward);
                    CHECK(terms(spectral_axis::adjoint(naive.axis())) == adjoint);
                }
}

TEST_CASE("the tiles of an axis cover its positions") {
    const auto axis = [](std::size_t length, std::size_t size) {
        return spectral_axis::forward(kernels::window_axis::over(length, size, 1, padding::same));
    };
    CHECK(axis(24, 5).per_tile(16) == 12);
    CHECK(axis(24, 5).tiles(16) == 2);
    CHECK(axis(12, 5).tiles(16) == 1);
    CHECK(axis(6, 5).per_tile(8) == 6);  // what lies beyond the tile is outside the image
    CHECK(axis(7, 5).per_tile(8) == 4);
    CHECK(axis(7, 5).tiles(8) == 2);
    CHECK(axis(30, 9).per_tile(8) == 0);
    CHECK(axis(30, 8).per_tile(8) == 1);
    CHECK(axis(3, 5).per_tile(16) == 3);
}

TEST_CASE("images of other sizes have the same taps, other windows have others") {
    const auto window = [](std::size_t length, std::size_t size, std::size_t stride) {
        return kernels::window_axis::over(length, size, stride, padding::same);
    };
    const spectral_axis a = spectral_axis::forward(window(24, 5, 1));
    CHECK(a.has_taps_of(a));
    CHECK(a.has_taps_of(spectral_axis::forward(window(31, 5, 1))));
    CHECK_FALSE(a.has_taps_of(spectral_axis::forward(window(24, 7, 1))));
    CHECK_FALSE(a.has_taps_of(spectral_axis::forward(window(24, 5, 2))));
    CHECK_FALSE(a.has_taps_of(spectral_axis::adjoint(window(24, 5, 1))));
}
