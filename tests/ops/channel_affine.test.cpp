#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/ops/channel_affine.hpp>

using namespace diapir;
using testing::check_laws;
using testing::random_batch;
using testing::random_tensor;

TEMPLATE_TEST_CASE("each channel has its scale and shift", "", float, double) {
    using T = TestType;
    const auto scale = laws::random_like(tensor<T>(shape{3}), 2), shift = laws::random_like(tensor<T>(shape{3}), 3);
    for (const std::size_t samples : {1, 21, 40}) {
        const auto x = laws::random_like(tensor<T>::batch(samples, 3, 4, 5), 1);
        const auto images = unpack(x), y = unpack(channel_affine(x, scale, shift));
        for (std::size_t i = 0; i < y.size(); ++i)
            REQUIRE(y.data()[i] == Approx(images.data()[i] * scale[i % 3] + shift[i % 3]).margin(1e-6));
    }
}

TEST_CASE("channel_affine obeys the laws in image, scale and shift") {
    const auto scale = random_tensor(2, {3}), shift = random_tensor(3, {3});
    for (const std::size_t samples : {3, 40}) {
        const auto x = random_batch(1, 3, 4, 5, samples);
        check_laws([&](const auto& v) { return channel_affine(v, scale, shift); }, x);
        check_laws([&](const auto& v) { return channel_affine(x, v, shift); }, scale);
        check_laws([&](const auto& v) { return channel_affine(x, scale, v); }, shift);
        check_laws([&](const auto& v) { return channel_affine(channel_affine(x, v, shift), v, v); }, scale);
    }
    const auto large = random_batch(1, 3, 20, 21, 40);  // more than is summed at a time
    check_laws([&](const auto& v) { return channel_affine(large, v, shift); }, scale);
    testing::check_stacked([&](const auto& v) { return channel_affine(v, scale, shift); },
                           random_batch(1, 3, 4, 5, 40));
}

TEST_CASE("channel_affine in float") {
    tensor<float> shift(shape{3}, 0.5f), x = laws::random_like(tensor<float>::batch(40, 3, 4, 5), 1);
    testing::check_laws_in_float([&](const auto& v) { return channel_affine(v, shift, shift); },
                                 random_batch(1, 3, 4, 5, 40));
    testing::check_laws_in_float([&](const auto& v) { return channel_affine(x, v, shift); }, random_tensor(2, {3}));
}

TEST_CASE("stacked cotangents are not summed into one scale") {
    const auto x = random_batch(1, 3, 4, 5);
    const auto map =
        linearize([&](const auto& v) { return channel_affine(x, v, v); }, point<double>(random_tensor(2, {3})));
    CHECK_THROWS_AS(map.pull(testing::stack(x, x)), argument_error);
}

TEST_CASE("channel_affine names itself and the shapes that do not fit") {
    const auto x = random_batch(1, 3, 4, 5);
    CHECK_THROWS_WITH(channel_affine(x, random_tensor(1, {3}), random_tensor(1, {2})),
                      Catch::Contains("channel_affine") && Catch::Contains("{3}") && Catch::Contains("{2}"));
    CHECK_THROWS_AS(channel_affine(random_tensor(1, {3}), random_tensor(1, {3}), random_tensor(1, {3})),
                    argument_error);
}
