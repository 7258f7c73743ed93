#include "catch.hpp"
#include <diapir/core/array.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>
#include <vector>

using namespace diapir;

TEST_CASE("arrays, views and lazy expressions are array expressions, and other things are not") {
    using view = decltype(xt::view(std::declval<array<float>&>(), 0));
    using sum = decltype(std::declval<array<int>&>() + std::declval<array<int>&>());
    STATIC_REQUIRE(array_expression<array<float>>);
    STATIC_REQUIRE(array_expression<const array<float>&>);
    STATIC_REQUIRE(array_expression<view>);
    STATIC_REQUIRE(array_expression<sum>);
    STATIC_REQUIRE_FALSE(array_expression<std::vector<float>>);
    STATIC_REQUIRE_FALSE(array_expression<float>);
    STATIC_REQUIRE(array_expression<array<bool>>);
    STATIC_REQUIRE_FALSE(array_expression<array<std::complex<double>>>);
    STATIC_REQUIRE(std::is_same_v<element_t<const view&>, float>);
    STATIC_REQUIRE(std::is_same_v<real_t<view>, float>);
    STATIC_REQUIRE(std::is_same_v<real_t<sum>, double>);
    STATIC_REQUIRE(std::is_same_v<real_t<array<long double>>, double>);
}

TEST_CASE("arrays are made with a shape and a value") {
    const auto a = make_array<float>({2, 3}, 1.5f);
    CHECK(shape_of(a) == shape{2, 3});
    CHECK((a == array<float>{{1.5f, 1.5f, 1.5f}, {1.5f, 1.5f, 1.5f}}));
    CHECK(shape_of(make_array<float>({4, 0, 2})) == shape{4, 0, 2});
    CHECK(shape_of(make_array<float>({}, 2.f)) == shape{});
    CHECK(shape_of(xt::view(a, xt::all(), xt::range(1, 3))) == shape{2, 2});
}

TEST_CASE("a dense array is evaluated to itself, anything else to a copy") {
    const array<double> a{{1, 2}, {3, 4}};
    CHECK(&evaluated<double>(a) == &a);
    const auto& cast = evaluated<float>(a);
    STATIC_REQUIRE(std::is_same_v<decltype(cast), const array<float>&>);
    CHECK((cast == array<float>{{1, 2}, {3, 4}}));
    CHECK((evaluated<double>(xt::view(a, xt::all(), 1)) == array<double>{2, 4}));
    CHECK((evaluated<int>(a + 0.75) == array<int>{{1, 2}, {3, 4}}));
}

TEST_CASE("a slice is a run of the outermost axis") {
    const array<int> a{{1, 2}, {3, 4}, {5, 6}};
    CHECK((slice(a, 1, 3) == array<int>{{3, 4}, {5, 6}}));
    CHECK((slice(a, 0, 1) == array<int>{{1, 2}}));
    CHECK(shape_of(slice(a, 2, 2)) == shape{0, 2});
}

TEST_CASE("entries of the outermost axis are taken in any order and any number") {
    const array<int> a{{1, 2}, {3, 4}, {5, 6}};
    CHECK((take(a, std::vector<std::size_t>{2, 0, 2}) == array<int>{{5, 6}, {1, 2}, {5, 6}}));
    CHECK(shape_of(take(a, std::vector<std::size_t>{})) == shape{0, 2});
    CHECK_THROWS_WITH(take(a, std::vector<std::size_t>{0, 3}), "take: index 3 is outside an axis of 3 entries");
}

TEST_CASE("numbers are brought to where their squares are doubles only where they have to be") {
    for (const double within : {0.0, 1e-100, 1.0, 1e100, std::numeric_limits<double>::infinity()})
        CHECK(exponent_beyond_squares(within) == 0);
    for (const double beyond : {1e101, 1e308, 1e-101, 5e-324}) {
        const double scaled = std::ldexp(beyond, -exponent_beyond_squares(beyond));
        CHECK(scaled >= 0.5);
        CHECK(scaled < 1);
    }
}
