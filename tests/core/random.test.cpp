#include "catch.hpp"
#include <diapir/core/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using diapir::philox;
using diapir::random_stream;

TEST_CASE("philox gives the known answers of Random123") {
    using words = std::array<std::uint32_t, 4>;
    CHECK(philox({0, 0, 0, 0}, {0, 0}) == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
          words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream gives the same words in order and by index") {
    random_stream in_order(7, 3);
    const random_stream by_index(7, 3);
    for (std::uint64_t i = 0; i < 10; ++i) CHECK(in_order() == by_index.at(i));
    CHECK(random_stream(7, 4).at(0) != by_index.at(0));
    CHECK(random_stream(8, 3).at(0) != by_index.at(0));
}

TEST_CASE("blocks of a stream are its words, also where the counter exceeds 32 bits") {
    const random_stream random(0x123456789abcdefull, 0xfedcba987654321ull);
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{0xfffffffau}})
        for (const std::size_t count : {0, 1, 15, 16, 17, 40}) {
            std::vector<std::uint32_t> words(4 * count + 1, 7);
            random.blocks(first, count, words.data());
            for (std::size_t i = 0; i < 4 * count; ++i) REQUIRE(words[i] == random.at(4 * first + i));
            CHECK(words.back() == 7);
        }
}

TEST_CASE("uniform and normal numbers are made of the words of a stream in order") {
    random_stream numbers(3), words(3), range(3);
    const auto next = [&] {
        const std::uint64_t high = words(), low = words();
        return static_cast<double>((high << 32 | low) >> 11) / 0x1p53;
    };
    const double first = next();
    CHECK(numbers.uniform() == first);
    CHECK(range.uniform(-2, 1) == Approx(-2 + 3 * first));
    const double u = next(), v = next();
    CHECK(numbers.normal() == Approx(std::sqrt(-2 * std::log(1 - u)) * std::cos(2 * std::numbers::pi * v)));
}

TEST_CASE("uniform numbers are below their upper end, and finite") {
    random_stream numbers(5, 1);
    const double largest = std::numeric_limits<double>::max(), above = std::nextafter(1.0, 2.0);
    int low = 0, negative = 0;
    for (int i = 0; i < 1000; ++i) {
        low += numbers.uniform(1, above) == 1;  // never the upper end, to which half of them are nearer
        const double huge = numbers.uniform(-largest, largest);
        REQUIRE(std::isfinite(huge));
        negative += huge < 0;
    }
    CHECK(low == 1000);
    CHECK(std::abs(negative - 500) < 80);
    CHECK(numbers.uniform(3, 3) == 3);
}

TEST_CASE("uniform and normal numbers have their moments") {
    random_stream random(42);
    const int count = 20000;
    double uniform = 0, normal = 0, square = 0;
    for (int i = 0; i < count; ++i) {
        const double u = random.uniform();
        REQUIRE((u >= 0 && u < 1));
        uniform += u / count;
        const double z = random.normal();
        normal += z / count;
        square += z * z / count;
    }
    CHECK(uniform == Approx(0.5).margin(0.01));
    CHECK(normal == Approx(0).margin(0.03));
    CHECK(square == Approx(1).margin(0.05));
}

TEST_CASE("a permutation holds every index once and every place is equally likely") {
    random_stream random(1);
    std::array<int, 5> first{};
    for (int i = 0; i < 5000; ++i) {
        auto order = random.permutation(5);
        ++first[order[0]];
        std::sort(order.begin(), order.end());
        for (std::size_t k = 0; k < 5; ++k) REQUIRE(order[k] == k);
    }
    for (int count : first) CHECK(count == Approx(1000).margin(120));
}

TEST_CASE("ends that are not finite or not in order, and permutations of too many, are refused") {
    random_stream random(5);
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    for (const auto& [low, high] : {std::pair(nan, 1.0), {0.0, nan}, {0.0, infinite}, {-infinite, 0.0}, {1.0, 0.0}})
        CHECK_THROWS_WITH(random.uniform(low, high),
                          Catch::Contains("random_stream: uniform: expected two finite numbers in order, got "));
    CHECK_THROWS_WITH(random.permutation(std::numeric_limits<std::size_t>::max()),
                      "random_stream: permutation: expected at most 4294967296 numbers, got 18446744073709551615");
    CHECK(random() == random_stream(5).at(0));  // nothing was drawn
}
