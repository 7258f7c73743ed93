#include "nn/losses/support.hpp"
#include <diapir/nn/losses/mean_absolute_error.hpp>

using namespace diapir;

TEST_CASE("the mean absolute error is that of torch 1.13") {
    const auto z = testing::sines(6, 1, 1), y = testing::targets(6, 1, 1, {0, 1, -1, 0.5, 2, 1});
    testing::check_literals(nn::mean_absolute_error{}, z, y, 1.8790102292878128,
                            {1.0 / 6, 1.0 / 6, 1.0 / 6, -1.0 / 6, -1.0 / 6, -1.0 / 6});
}

TEST_CASE("the gradient of the mean absolute error agrees with central differences, also with weights") {
    testing::check_gradient(nn::mean_absolute_error{});
    testing::check_weighted(nn::mean_absolute_error{});
}

TEST_CASE("no error has no slope") {
    CHECK(testing::at_logit<float>(nn::mean_absolute_error{}, 3, 3) == std::pair(0.0, 0.0));
}
