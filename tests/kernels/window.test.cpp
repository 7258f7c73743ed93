#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/window.hpp>

#include <set>
#include <tuple>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::window_axis;

namespace {

/// What meets on an axis: position on the small axis, cell of the window, cell of the large axis.
using meeting_set = std::set<std::tuple<std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t>>;

template <class F>
void for_each_axis(const F& f) {
    for (const auto border : {padding::same, padding::valid})
        for (std::size_t large = 1; large <= 9; ++large)
            for (std::size_t size = 1; size <= 6; ++size)
                for (std::size_t stride = 1; stride <= 4; ++stride)
                    if (border == padding::same || size <= large) f(naive_axis{large, size, stride, border});
}

}  // namespace

TEST_CASE("a window takes as many positions as in TensorFlow, and pads as much before the first cell") {
    for_each_axis([](const naive_axis& naive) {
        const auto axis = naive.axis();
        INFO(naive.large << " cells, window " << naive.size << ", stride " << naive.stride);
        CHECK(axis.large == naive.large);
        CHECK(axis.small == naive.small());
        CHECK(static_cast<std::ptrdiff_t>(axis.before) == naive.before());
    });
    CHECK(window_axis::over(24, 2, 2, padding::same).small == 12);
    CHECK(window_axis::over(5, 4, 1, padding::same).before == 1);  // three cells of padding, two of them behind
}

TEST_CASE("an axis counts the cells that all positions meet") {
    for_each_axis([](const naive_axis& naive) {
        std::size_t expected = 0;
        naive.for_each([&](auto...) { ++expected; });
        INFO(naive.large << " cells, window " << naive.size << ", stride " << naive.stride);
        CHECK(naive.axis().tap_count() == expected);
    });
}

/// The window's cell that is k places from its end.
std::ptrdiff_t from_end(const window_axis& axis, std::ptrdiff_t k) {
    return static_cast<std::ptrdiff_t>(axis.size) - 1 - k;
}

TEST_CASE("taps name all that meets, seen from either axis, one run for every position") {
    for_each_axis([](const naive_axis& naive) {
        meeting_set expected, forward, adjoint;
        naive.for_each([&](auto p, auto k, auto cell) { expected.emplace(p, k, cell); });
        const auto axis = naive.axis();
        const auto to_small = axis.forward(), to_large = axis.adjoint();
        REQUIRE(to_small.runs.size() == axis.small);
        REQUIRE(to_large.runs.size() == axis.large);
        for (std::size_t p = 0; p < axis.small; ++p) {
            const auto& run = to_small.runs[p];
            for (std::ptrdiff_t i = 0; i < run.count; ++i)
                forward.emplace(p, run.window + i * to_small.window_step, run.first + i);
        }
        for (std::size_t cell = 0; cell < axis.large; ++cell) {
            const auto& run = to_large.runs[cell];
            for (std::ptrdiff_t i = 0; i < run.count; ++i)
                adjoint.emplace(run.first + i, from_end(axis, run.window + i * to_large.window_step), cell);
        }
        INFO(naive.large << " cells, window " << naive.size << ", stride " << naive.stride);
        CHECK(forward == expected);
        CHECK(adjoint == expected);
    });
}

TEST_CASE("phases name the same, were there no borders") {
    for_each_axis([](const naive_axis& naive) {
        meeting_set expected, forward, adjoint;
        naive.for_each([&](auto p, auto k, auto cell) { expected.emplace(p, k, cell); });
        const auto axis = naive.axis();
        const auto meets = [](const kernels::taps& t, std::size_t positions, std::size_t cells, const auto& add) {
            for (std::size_t at = 0; at < positions; ++at) {
                const auto& run = t.phases[at % t.phases.size()];
                for (std::ptrdiff_t i = 0; i < run.count; ++i) {
                    const auto cell = run.first + static_cast<std::ptrdiff_t>(at / t.phases.size()) * t.phase_step + i;
                    if (cell >= 0 && cell < static_cast<std::ptrdiff_t>(cells))
                        add(static_cast<std::ptrdiff_t>(at), run.window + i * t.window_step, cell);
                }
            }
        };
        INFO(naive.large << " cells, window " << naive.size << ", stride " << naive.stride);
        const auto to_small = axis.forward(), to_large = axis.adjoint();
        meets(to_small, axis.small, axis.large, [&](auto p, auto k, auto cell) { forward.emplace(p, k, cell); });
        CHECK(forward == expected);
        CHECK(to_small.phases.size() == 1);
        REQUIRE(to_large.phases.size() == std::min(naive.stride, naive.large));
        meets(to_large, axis.large, axis.small,
              [&](auto cell, auto k, auto p) { adjoint.emplace(p, from_end(axis, k), cell); });
        CHECK(adjoint == expected);
    });
}

TEST_CASE("the larger axis under a window is that of Keras' transposed convolution") {
    for (std::size_t small = 1; small <= 5; ++small)
        for (std::size_t size = 1; size <= 5; ++size)
            for (std::size_t stride = 1; stride <= 3; ++stride) {
                const auto same = window_axis::under(small, size, stride, padding::same);
                const auto valid = window_axis::under(small, size, stride, padding::valid);
                INFO(small << " cells, window " << size << ", stride " << stride);
                CHECK(same.large == small * stride);
                CHECK(valid.large == small * stride + (size > stride ? size - stride : 0));
                CHECK(same.small == small);
                CHECK(valid.small == small);
            }
}

TEST_CASE("a window that is empty, does not move or does not fit is refused") {
    CHECK_THROWS_AS(window_axis::over(5, 0, 1, padding::same), argument_error);
    CHECK_THROWS_AS(window_axis::over(5, 3, 0, padding::same), argument_error);
    CHECK_THROWS_WITH(window_axis::over(5, 6, 1, padding::valid), Catch::Contains("6") && Catch::Contains("5"));
    CHECK_THROWS_WITH(window_axis::over(5, 6, 1, padding::valid, {"conv2d", "rows"}),
                      "conv2d: a valid window of 6 rows does not fit 5");
    CHECK_NOTHROW(window_axis::over(5, 6, 1, padding::same));
    CHECK_THROWS_AS(window_axis::over(0, 1, 1, padding::same), argument_error);
    CHECK_THROWS_AS(window_axis::under(0, 2, 1, padding::valid), argument_error);
    for (const padding border : {padding::same, padding::valid})
        CHECK_THROWS_WITH(window_axis::under((std::size_t{1} << 60) + 1, 16, 16, border),
                          "window: expected an extent of at most 288230376151711744, got 1152921504606846977 times 16");
}

TEST_CASE("an axis shorter than the stride has a phase for each of its cells") {
    const auto far = window_axis::over(8, 3, 1 << 20, padding::same).adjoint();
    REQUIRE(far.phases.size() == 8);
    for (std::size_t cell = 0; cell < 8; ++cell) CHECK(far.phases[cell].count == (cell < 3 ? 1 : 0));
}
