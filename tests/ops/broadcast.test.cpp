#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/elementwise.hpp>

#include <array>
#include <utility>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;

namespace {

/// Extents {channels, rows, cols} of two batches of which one repeats over the other, or both do.
constexpr std::array<std::pair<std::array<std::size_t, 3>, std::array<std::size_t, 3>>, 7> pairs{{
    {{3, 4, 5}, {3, 1, 1}},
    {{3, 4, 5}, {1, 4, 5}},
    {{3, 4, 5}, {1, 1, 1}},
    {{3, 4, 5}, {3, 4, 1}},
    {{3, 4, 5}, {3, 1, 5}},
    {{1, 4, 5}, {3, 1, 1}},
    {{3, 1, 1}, {3, 4, 5}},
}};

template <class T>
tensor<T> batch_of(std::uint64_t seed, const std::array<std::size_t, 3>& extents, std::size_t samples) {
    return laws::random_like(tensor<T>::batch(samples, extents[0], extents[1], extents[2]), seed);
}

/// The element of an array {n, rows, cols, channels} that stands at a place where it repeats.
template <class A>
auto repeated_at(const A& a, std::size_t n, std::size_t r, std::size_t c, std::size_t channel) {
    const auto s = shape_of(a);
    return a(n, s[1] == 1 ? 0 : r, s[2] == 1 ? 0 : c, s[3] == 1 ? 0 : channel);
}

}  // namespace

TEMPLATE_TEST_CASE("batches repeat over larger ones in sums, differences and products", "", float, double) {
    using T = TestType;
    for (const auto& [left, right] : pairs)
        for (const std::size_t samples : {1, 3, 17, 40}) {
            const auto x = batch_of<T>(1, left, samples), y = batch_of<T>(2, right, samples);
            const auto a = unpack(x), b = unpack(y), total = unpack(x + y), rest = unpack(x - y),
                       product = unpack(x * y);
            REQUIRE(shape_of(total) == shape{samples, 4, 5, 3});
            for (std::size_t n = 0; n < samples; ++n)
                for (std::size_t r = 0; r < 4; ++r)
                    for (std::size_t c = 0; c < 5; ++c)
                        for (std::size_t k = 0; k < 3; ++k) {
                            const T p = repeated_at(a, n, r, c, k), q = repeated_at(b, n, r, c, k);
                            REQUIRE(total(n, r, c, k) == p + q);
                            REQUIRE(rest(n, r, c, k) == p - q);
                            REQUIRE(product(n, r, c, k) == p * q);
                        }
        }
}

TEST_CASE("arithmetic of batches that repeat obeys the laws in either argument") {
    for (const auto& [left, right] : pairs)
        for (const std::size_t samples : {3, 40}) {
            const auto x = batch_of<double>(1, left, samples), y = batch_of<double>(2, right, samples);
            check_laws([&](const auto& v) { return v + y; }, x);
            check_laws([&](const auto& v) { return x + v; }, y);
            check_laws([&](const auto& v) { return x - v; }, y);
            check_laws([&](const auto& v) { return v * y; }, x);
            check_laws([&](const auto& v) { return x * v; }, y);
        }
}

TEST_CASE("a gate and what it acts on may follow from one variable") {
    const auto x = random_batch(1, 3, 1, 1, 40), image = random_batch(2, 3, 4, 5, 40);
    const auto f = [&](const auto& v) { return sigmoid(v) * (image + v) - v; };
    check_laws(f, x);
    testing::check_stacked(f, x);
}

TEST_CASE("batches that repeat obey the laws in float") {
    const auto x = random_batch(1, 3, 4, 5, 40);
    const auto gate = batch_of<float>(2, {3, 1, 1}, 40), per_pixel = batch_of<float>(3, {1, 4, 5}, 40);
    testing::check_laws_in_float([&](const auto& v) { return v * gate + v * per_pixel; }, x);
    testing::check_laws_in_float([&](const auto& v) { return v * per_pixel; }, random_batch(1, 3, 1, 1, 40));
}

TEST_CASE("batches that repeat push and pull stacked tangents") {
    const auto x = random_batch(1, 3, 4, 5, 40), gate = random_batch(2, 3, 1, 1, 40);
    testing::check_stacked([&](const auto& v) { return v * gate; }, x);
    testing::check_stacked([&](const auto& v) { return v + gate; }, x);
    testing::check_stacked([&](const auto& v) { return x * v; }, gate);
    testing::check_stacked([&](const auto& v) { return x - v; }, gate);
}

TEST_CASE("extents that are neither equal nor 1 do not fit") {
    const auto x = random_batch(1, 3, 4, 5), gate = random_batch(2, 2, 1, 1);
    CHECK_THROWS_WITH(x * gate, Catch::Contains("multiply") && Catch::Contains("16 x {3, 4, 5}") &&
                                    Catch::Contains("16 x {2, 1, 1}"));
    CHECK_THROWS_AS(x + random_batch(1, 3, 2, 5), argument_error);
    CHECK_THROWS_AS(x + random_batch(1, 3, 4, 3), argument_error);
    CHECK_THROWS_AS(x * random_batch(1, 3, 1, 1, 17), argument_error);
    CHECK_THROWS_AS(x * testing::random_tensor(1, {3}), argument_error);
}
