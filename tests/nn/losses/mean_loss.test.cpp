#include "nn/losses/support.hpp"
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/categorical_crossentropy.hpp>
#include <diapir/nn/losses/huber.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/mean_squared_error.hpp>

using namespace diapir;

TEST_CASE("a mean counts samples and not empty lanes, whose gradient is zero") {
    auto z = tensor<float>::batch(9, 2, 3, 2), y = z.like(), slope = z.like();  // 16 lanes
    std::fill(z.begin(), z.end(), 100.f);
    std::fill(y.begin(), y.end(), 0.f);
    double expected = 0;
    nn::detail::for_each_pixel(z, [&](std::size_t at, std::size_t filled) {
        CHECK(filled == 9);
        for (std::size_t i = 0; i < filled; ++i) expected += z[at + i] = static_cast<float>(i);
    });
    const double mean = nn::detail::mean_loss(
        z, y, &slope, [](auto a, auto b) { return decltype(a)(a - b); }, [](auto a, auto) { return decltype(a)(2); });
    CHECK(nn::detail::element_count(z) == 108);
    CHECK(mean == Approx(expected / 108));
    for (std::size_t i = 0; i < slope.size(); ++i)
        CHECK(slope[i] == Approx(i % z.lanes() < 9 ? 2.0 / 108 : 0).epsilon(1e-6));
}

TEST_CASE("a weight of 0 takes a pixel out, however far its target is") {
    const auto z = testing::targets(1, 2, 1, {0.25, 0}), y = testing::targets(1, 2, 1, {0, 1e200}),
               w = testing::targets(1, 2, 1, {1, 0});
    auto slope = z.like();
    CHECK(nn::mean_squared_error{}(z, y, w, &slope) == 0.03125);
    CHECK(unpack(slope).data()[0] == 0.25);
    CHECK(unpack(slope).data()[1] == 0);
}

TEST_CASE("targets of another shape are refused in the name of the loss") {
    const auto z = tensor<float>::batch(3, 1, 2, 2);
    CHECK_THROWS_WITH(
        nn::detail::check_targets("mine", z, tensor<float>::batch(3, 1, 2, 1), nn::detail::target_values::finite),
        Catch::Contains("mine"));
    CHECK_THROWS_AS(
        nn::detail::check_targets("mine", z, tensor<float>(shape{1, 1, 2, 2, 3}), nn::detail::target_values::finite),
        argument_error);
}

TEST_CASE("a number stands in every lane of a register") {
    const auto four = simd::constant<simd::pack<float>>(4);
    float lanes[simd::width<float>];
    simd::store(lanes, four);
    for (const float lane : lanes) CHECK(lane == 4);
    CHECK(simd::constant<double>(0.1) == 0.1);
}

TEST_CASE("an option that the type of the predictions does not hold is refused in the name of the loss") {
    const auto z = tensor<float>::batch(2, 2, 1, 1);
    auto y = z.like();
    std::fill(y.begin(), y.end(), 0.5f);
    const auto said = [&](const auto& loss) {
        try {
            return std::to_string(loss(z, y, static_cast<tensor<float>*>(nullptr)));
        } catch (const argument_error& e) {
            return std::string(e.what());
        }
    };
    CHECK(said(nn::binary_crossentropy{.positive_weight = 1e40}) ==
          "binary_crossentropy: expected positive_weight that the predictions' type holds, got 1e+40");
    CHECK(said(nn::binary_focal_crossentropy{.gamma = 1e40}) ==
          "binary_focal_crossentropy: expected gamma that the predictions' type holds, got 1e+40");
    CHECK(said(nn::huber{.delta = 1e-50}) == "huber: expected delta that the predictions' type holds, got 1e-50");
    CHECK(said(nn::categorical_crossentropy{.class_weights = {1, 1e40}}) ==
          "categorical_crossentropy: expected class_weights that the predictions' type holds, got 1e+40");
}
