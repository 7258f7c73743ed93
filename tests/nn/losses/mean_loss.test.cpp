#include "nn/losses/support.hpp"
#include <diapir/nn/losses/mean_loss.hpp>

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
