#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/pixel_map.hpp>

#include <array>

using namespace diapir;
using ops::taken_axis;
using testing::random_batch;

namespace {

constexpr std::array<std::ptrdiff_t, 7> rows{2, -1, -1, 0, 1, 2, 2}, cols{-1, 3, 0, 1, 1, -1, 0};

taken_axis axis(const std::array<std::ptrdiff_t, 7>& cells, std::size_t from) {
    return {from, 7, [&](std::size_t p) { return cells[p]; }};
}

}  // namespace

TEST_CASE("consecutive cells of an axis are one run, as are zeros") {
    const auto a = axis(rows, 3);
    REQUIRE(a.runs().size() == 4);
    CHECK(a.runs()[1].from == taken_axis::zero);
    CHECK(a.runs()[1].count == 2);
    CHECK(a.runs()[2].to == 3);
    CHECK(a.runs()[2].from == 0);
    CHECK(a.runs()[2].count == 3);
    CHECK(a.from() == 3);
    CHECK(a.size() == 7);
}

TEST_CASE("a map of pixels takes each from its row and column, and its adjoint adds them up there") {
    const ops::pixel_map<double> map(axis(rows, 3), axis(cols, 4));
    for (const std::size_t samples : {3, 40}) {
        const auto x = random_batch(1, 2, 3, 4, samples);
        const auto y = map.push(x);
        const auto images = unpack(x), taken = unpack(y);
        for (std::size_t n = 0; n < samples; ++n)
            for (std::size_t r = 0; r < 7; ++r)
                for (std::size_t c = 0; c < 7; ++c)
                    for (std::size_t k = 0; k < 2; ++k)
                        REQUIRE(taken(n, r, c, k) == (rows[r] < 0 || cols[c] < 0
                                                          ? 0
                                                          : images(n, static_cast<std::size_t>(rows[r]),
                                                                   static_cast<std::size_t>(cols[c]), k)));
        const auto w = laws::random_like(y, 2);
        CHECK(laws::inner(w, y) == Approx(laws::inner(map.pull(w), x)));
    }
}
