#include "nn/losses/support.hpp"
#include <diapir/nn/losses/huber.hpp>

using namespace diapir;

TEST_CASE("the loss of Huber is that of torch 1.13") {
    const auto z = testing::sines(6, 1, 1), y = testing::targets(6, 1, 1, {0, 1, -1, 0.5, 2, 1});
    testing::check_literals(nn::huber{.delta = 0.7}, z, y, 1.070307160501469,
                            {0.7 / 6, 0.7 / 6, 0.7 / 6, -0.7 / 6, -0.7 / 6, -0.7 / 6});
    testing::check_literals(nn::huber{}, z, y, 1.381752548214627,
                            {1.0 / 6, 0.13643247560856056, 1.0 / 6, -1.0 / 6, -1.0 / 6, -1.0 / 6});
}

TEST_CASE("the gradient of the loss of Huber agrees with central differences, also with weights") {
    testing::check_gradient(nn::huber{.delta = 0.7});
    testing::check_weighted(nn::huber{.delta = 0.7});
}

TEMPLATE_TEST_CASE("the loss of Huber is half a square near the target, and straight behind delta", "", float, double) {
    const nn::huber loss{.delta = 2};
    CHECK(testing::at_logit<TestType>(loss, 4, 3) == std::pair(0.5, 1.0));
    CHECK(testing::at_logit<TestType>(loss, 5, 3) == std::pair(2.0, 2.0));
    CHECK(testing::at_logit<TestType>(loss, -1e6, 0) == std::pair(2e6 - 2, -2.0));
}

TEST_CASE("a loss of Huber without a delta is refused") {
    const auto z = tensor<double>::batch(2, 1, 2, 2);
    CHECK_THROWS_WITH(nn::huber{.delta = 0}(z, z, static_cast<tensor<double>*>(nullptr)), Catch::Contains("delta"));
}
