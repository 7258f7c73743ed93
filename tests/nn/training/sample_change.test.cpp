#include "catch.hpp"
#include <diapir/nn/training/sample_change.hpp>

#include <array>
#include <memory>

using namespace diapir;

TEST_CASE("by default there is no change") {
    CHECK_FALSE(nn::sample_change());
    const nn::sample_change none;
    CHECK_FALSE(nn::sample_change(none));
}

TEST_CASE("a change is made in float and in double, with the random numbers that it is given") {
    const nn::sample_change add = [](auto image, auto target, random_stream& random) {
        for (std::size_t i = 0; i < image.size(); ++i)
            image.data[i] += static_cast<std::remove_reference_t<decltype(*image.data)>>(random.below(100));
        target.data[0] = -1;
    };
    REQUIRE(add);
    std::array<float, 4> x{1, 2, 3, 4};
    std::array<double, 4> x2{1, 2, 3, 4};
    float y = 0;
    double y2 = 0;
    random_stream a(1, 2), b(1, 2), c(1, 2);
    add({x.data(), 2, 2, 1}, {&y, 1, 1, 1}, a);
    add({x2.data(), 2, 2, 1}, {&y2, 1, 1, 1}, b);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(x2[i] == static_cast<double>(i + 1 + c.below(100)));
        CHECK(static_cast<double>(x[i]) == x2[i]);
    }
    CHECK(y == -1);
    CHECK(y2 == -1);
}

TEST_CASE("copies of a change are the same change") {
    const auto calls = std::make_shared<int>(0);
    const nn::sample_change counting = [calls](auto, auto, random_stream&) { ++*calls; };
    const nn::sample_change copy = counting;
    float x = 0;
    random_stream random(1);
    counting({&x, 1, 1, 1}, {&x, 1, 1, 1}, random);
    copy({&x, 1, 1, 1}, {&x, 1, 1, 1}, random);
    CHECK(*calls == 2);
}
