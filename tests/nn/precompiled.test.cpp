// The tests of this layer are linked with the library of precompiled networks.
#include "nn/training/support.hpp"
#include <diapir/nn.hpp>
#include <diapir/nn/precompiled.hpp>

using namespace diapir;

TEST_CASE("the precompiled library trains in both precisions") {
    const auto data = testing::squares(8, 1);
    const auto loss_after = [&]<class T>(nn::unet<T> net) {
        const nn::dataset<T> set{xt::cast<T>(data.x), xt::cast<T>(data.y)};
        return nn::fit(net, set, {}, {.epochs = 3}).column("loss").back();
    };
    const double single = loss_after(nn::unet<float>(testing::small, 1));
    CHECK(single == Approx(loss_after(nn::unet<float>(testing::small, 1))));
    CHECK(loss_after(nn::unet<double>(testing::small, 1)) == Approx(single).epsilon(0.1));
}
