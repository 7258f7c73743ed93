#include "catch.hpp"
#include "larger.hpp"
#include <diapir/core/random.hpp>
#include <diapir/core/stencil.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace kernels = diapir::kernels;
using kernels::edge;
using kernels::lines;
using kernels::parity;

namespace {

constexpr edge edges[] = {edge::zero, edge::truncate, edge::nearest, edge::reflect, edge::mirror};

template <class T>
std::vector<T> noise(std::size_t count) {
    std::vector<T> x(count);
    diapir::random_stream random(7);
    for (T& v : x) v = static_cast<T>(random.normal());
    return x;
}

/// Calls f(place in the array, i, at) for every entry; at(step) is the entry `step` places further along the axis.
template <class T, class F>
void for_each_entry(const std::vector<T>& x, const lines& l, edge mode, const F& f) {
    for (std::size_t o = 0; o < l.outer; ++o)
        for (std::size_t i = 0; i < l.length; ++i)
            for (std::size_t k = 0; k < l.inner; ++k)
                f((o * l.length + i) * l.inner + k, i, [&](std::ptrdiff_t step) {
                    const std::ptrdiff_t source = kernels::edge_index(static_cast<std::ptrdiff_t>(i) + step,
                                                                      static_cast<std::ptrdiff_t>(l.length), mode);
                    return source < 0 ? T{0} : x[(o * l.length + static_cast<std::size_t>(source)) * l.inner + k];
                });
}

/// The largest difference of `got` from the plain sums over windows, relative to the plain sums of magnitudes.
template <class T>
double window_error(const std::vector<T>& x, const std::vector<T>& got, const lines& l, std::size_t window, edge mode) {
    double worst = 0;
    for_each_entry(x, l, mode, [&](std::size_t place, std::size_t, const auto& at) {
        double sum = 0, magnitude = 0;
        for (std::size_t k = 0; k < window; ++k) {
            const auto value =
                static_cast<double>(at(static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(window / 2)));
            sum += value;
            magnitude += std::abs(value);
        }
        if (magnitude == 0) REQUIRE(got[place] == 0);
        if (magnitude > 0)
            worst = diapir::testing::larger(worst, std::abs(static_cast<double>(got[place]) - sum) / magnitude);
    });
    return worst;
}

// The axis is the last one, in the middle, or the first; lines of a whole register, of fewer, of one, of one entry.
const lines shapes[] = {{21, 34, 1}, {1, 34, 21}, {3, 7, 19}, {16, 16, 1}, {1, 1, 5}, {5, 1, 1}, {1, 9, 1}, {2, 40, 3}};

}  // namespace

TEMPLATE_TEST_CASE("stencils weigh the neighbors along their axis only", "", float, double) {
    using T = TestType;
    const std::vector<T> half{5, 3, 2};
    const double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-13;
    for (const lines& l : shapes)
        for (const edge mode : edges) {
            CAPTURE(l.outer, l.length, l.inner, static_cast<int>(mode));
            const std::vector<T> x = noise<T>(l.outer * l.length * l.inner);
            std::vector<T> even(x.size()), odd(x.size());
            kernels::correlate<parity::even>(x.data(), l, half, mode, even.data());
            kernels::correlate<parity::odd>(x.data(), l, half, mode, odd.data());
            for_each_entry(x, l, mode, [&](std::size_t place, std::size_t, const auto& at) {
                REQUIRE(std::abs(even[place] - (5 * at(0) + 3 * (at(1) + at(-1)) + 2 * (at(2) + at(-2)))) <
                        tolerance * 20);
                REQUIRE(std::abs(odd[place] - (3 * (at(1) - at(-1)) + 2 * (at(2) - at(-2)))) < tolerance * 20);
            });
        }
}

TEST_CASE("an antisymmetric stencil of a constant is exactly zero") {
    const std::vector<float> x(40, 0.1f), half{0, 0.3f, 0.7f};
    std::vector<float> out(40, 1.0f);
    kernels::correlate<parity::odd>(x.data(), {1, 40, 1}, half, edge::reflect, out.data());
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

TEMPLATE_TEST_CASE("window sums are the plain ones for any axis, window and edge", "", float, double) {
    using T = TestType;
    for (const lines& l : shapes)
        for (const edge mode : edges)
            for (const std::size_t window : {1, 2, 3, 5, 8, 31, 100}) {
                CAPTURE(l.outer, l.length, l.inner, static_cast<int>(mode), window);
                const std::vector<T> x = noise<T>(l.outer * l.length * l.inner);
                std::vector<T> sums(x.size());
                kernels::window_sum(x.data(), l, window, mode, sums.data());
                REQUIRE(window_error(x, sums, l, window, mode) <
                        double(window + 1) * std::numeric_limits<T>::epsilon());
            }
}

TEMPLATE_TEST_CASE("nothing cancels in window sums, however far amplitudes lie apart", "", float, double) {
    using T = TestType;
    const T huge = std::is_same_v<T, float> ? T(1e30f) : T(1e250);
    for (const lines& l : {lines{1, 200, 17}, lines{17, 200, 1}}) {
        std::vector<T> x = noise<T>(l.outer * l.length * l.inner);
        for (std::size_t i = 0; i < x.size(); i += 331) x[i] *= huge;  // a few among the many
        for (std::size_t i = 0; i < x.size(); ++i)
            if (i / l.inner % l.length >= 100 && i / l.inner % l.length < 150) x[i] = 0;
        for (const std::size_t window : {3, 9, 31}) {
            std::vector<T> sums(x.size());
            kernels::window_sum(x.data(), l, window, edge::reflect, sums.data());
            CHECK(window_error(x, sums, l, window, edge::reflect) <
                  double(window + 1) * std::numeric_limits<T>::epsilon());
        }
    }
}

TEST_CASE("a missing or infinite entry is seen by the windows that hold it and by no other") {
    for (const lines& l : {lines{1, 90, 17}, lines{17, 90, 1}})
        for (const double odd_one : {std::nan(""), HUGE_VAL})
            for (const std::size_t window : {1, 4, 9, 31}) {
                std::vector<double> x = noise<double>(l.outer * l.length * l.inner), sums(x.size());
                x[x.size() / 2] = odd_one;
                kernels::window_sum(x.data(), l, window, edge::mirror, sums.data());
                std::size_t seen = 0;
                for (double sum : sums) seen += !std::isfinite(sum);
                CHECK(seen == window);
            }
}

TEST_CASE("a truncated mean of a constant is that constant, also for a window longer than the axis") {
    const std::vector<double> x(12, 3.0);
    std::vector<double> out(12);
    for (const lines l : {lines{1, 12, 1}, lines{3, 4, 1}, lines{1, 3, 4}}) {
        kernels::window_mean(x.data(), l, 9, edge::truncate, out.data());
        for (double value : out) CHECK(value == Approx(3));
    }
}

TEST_CASE("large arrays give the same bits for any number of threads") {
    const std::vector<float> x = noise<float>(300 * 500), half{0.5f, 0.3f, 0.1f};
    for (const lines& l : {lines{1, 300, 500}, lines{300, 500, 1}, lines{2, 300, 250}, lines{1, 150000, 1}}) {
        std::vector<float> alone(x.size()), shared(x.size());
        const auto compare = [&](const auto& f) {
            {
                const diapir::thread_limit one(1);
                f(alone);
            }
            for (const std::size_t count : {2, 3, 7}) {
                const diapir::thread_limit several(count);
                f(shared);
                CHECK(alone == shared);
            }
        };
        for (const std::size_t window : {3, 16, 31})
            compare([&](auto& out) { kernels::window_sum(x.data(), l, window, edge::reflect, out.data()); });
        compare([&](auto& out) { kernels::correlate<parity::even>(x.data(), l, half, edge::mirror, out.data()); });
        compare([&](auto& out) { kernels::correlate<parity::odd>(x.data(), l, half, edge::zero, out.data()); });
    }
}
