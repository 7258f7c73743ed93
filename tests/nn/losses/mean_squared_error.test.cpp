#include "nn/losses/support.hpp"
#include <diapir/nn/losses/mean_squared_error.hpp>

using namespace diapir;

TEST_CASE("the mean squared error is that of torch 1.13") {
    const auto z = testing::sines(6, 1, 1), y = testing::targets(6, 1, 1, {0, 1, -1, 0.5, 2, 1});
    testing::check_literals(nn::mean_squared_error{}, z, y, 4.4967711759132225,
                            {0.5609806565385976, 0.2728649512171211, 0.42741333870657816, -0.6712016635386188,
                             -1.3059495164420922, -0.5196103321326172});
}

TEST_CASE("the gradient of the mean squared error agrees with central differences, also with weights") {
    testing::check_gradient(nn::mean_squared_error{});
    testing::check_weighted(nn::mean_squared_error{});
}
