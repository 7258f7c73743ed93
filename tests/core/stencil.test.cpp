#include "catch.hpp"
#include <diapir/core/stencil.hpp>

#include <string>
#include <vector>

namespace kernels = diapir::kernels;
using kernels::edge;

namespace {

std::string continued(edge mode, std::ptrdiff_t from, std::ptrdiff_t to) {
    const std::string entries = "abcd";
    std::string text;
    for (std::ptrdiff_t i = from; i < to; ++i) {
        const std::ptrdiff_t source = kernels::edge_index(i, 4, mode);
        text += source < 0 ? '0' : entries[static_cast<std::size_t>(source)];
    }
    return text;
}

std::vector<double> numbers(std::size_t count) {
    std::vector<double> x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i * i % 17) - 3.25;
    return x;
}

}  // namespace

TEST_CASE("an axis is continued beyond its ends as SciPy does") {
    CHECK(continued(edge::zero, -3, 7) == "000abcd000");
    CHECK(continued(edge::truncate, -3, 7) == "000abcd000");
    CHECK(continued(edge::nearest, -3, 7) == "aaaabcdddd");
    CHECK(continued(edge::reflect, -6, 10) == "cddcbaabcddcbaab");
    CHECK(continued(edge::mirror, -6, 10) == "abcdcbabcdcbabcd");
    CHECK(kernels::edge_index(-5, 1, edge::mirror) == 0);
    CHECK(kernels::edge_index(5, 1, edge::reflect) == 0);
}

TEST_CASE("stencils weigh the neighbors along their axis only") {
    const std::size_t outer = 2, length = 7, inner = 19;
    const std::vector<double> x = numbers(outer * length * inner), half{5, 3, 2};
    std::vector<double> even(x.size()), odd(x.size());
    kernels::correlate_symmetric(x.data(), {outer, length, inner}, half, edge::mirror, even.data());
    kernels::correlate_antisymmetric(x.data(), {outer, length, inner}, half, edge::mirror, odd.data());
    for (std::size_t o = 0; o < outer; ++o)
        for (std::size_t i = 0; i < length; ++i)
            for (std::size_t k = 0; k < inner; ++k) {
                const auto at = [&](std::ptrdiff_t step) {
                    const std::ptrdiff_t source =
                        kernels::edge_index(static_cast<std::ptrdiff_t>(i) + step, length, edge::mirror);
                    return x[(o * length + static_cast<std::size_t>(source)) * inner + k];
                };
                const std::size_t here = (o * length + i) * inner + k;
                REQUIRE(even[here] == Approx(5 * at(0) + 3 * (at(1) + at(-1)) + 2 * (at(2) + at(-2))));
                REQUIRE(odd[here] == Approx(3 * (at(1) - at(-1)) + 2 * (at(2) - at(-2))).margin(1e-12));
            }
}

TEST_CASE("an antisymmetric stencil of a constant is exactly zero") {
    const std::vector<float> x(40, 0.1f), half{0, 0.3f, 0.7f};
    std::vector<float> out(40, 1.0f);
    kernels::correlate_antisymmetric(x.data(), {1, 40, 1}, half, edge::reflect, out.data());
    for (float value : out) CHECK(value == 0);
}

TEST_CASE("windows of even length reach further back than ahead") {
    const std::vector<double> x{1, 2, 4, 8, 16};
    std::vector<double> out(5);
    kernels::window_sum(x.data(), {1, 5, 1}, 4, edge::zero, out.data());
    CHECK(out == std::vector<double>{3, 7, 15, 30, 28});
    kernels::window_mean(x.data(), {1, 5, 1}, 4, edge::zero, out.data());
    CHECK(out == std::vector<double>{0.75, 1.75, 3.75, 7.5, 7});
    kernels::window_mean(x.data(), {1, 5, 1}, 4, edge::truncate, out.data());
    CHECK(out == std::vector<double>{1.5, 7.0 / 3, 3.75, 7.5, 28.0 / 3});
}

TEST_CASE("a truncated mean of a constant is that constant, also for a window longer than the axis") {
    const std::vector<double> x(12, 3.0);
    std::vector<double> out(12);
    for (const kernels::lines l : {kernels::lines{1, 12, 1}, kernels::lines{3, 4, 1}, kernels::lines{1, 3, 4}}) {
        kernels::window_mean(x.data(), l, 9, edge::truncate, out.data());
        for (double value : out) CHECK(value == Approx(3));
    }
}

TEST_CASE("a long axis, worked on in runs and by threads, gives what a short one does") {
    const std::size_t length = 50000;
    const std::vector<double> x = numbers(length);
    std::vector<double> out(length);
    kernels::window_sum(x.data(), {1, length, 1}, 3, edge::zero, out.data());
    for (std::size_t i = 1; i + 1 < length; ++i) REQUIRE(out[i] == x[i - 1] + x[i] + x[i + 1]);
}
