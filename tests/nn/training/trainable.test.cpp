#include "catch.hpp"
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/trainable.hpp>

using namespace diapir;

TEST_CASE("the concept tells networks that can be trained from those that cannot") {
    struct predicts_only {
        using value_type = float;
        tensor<float> logits(const tensor<float>& x) const { return x; }
    };
    CHECK((nn::trainable<nn::unet<float>> && nn::trainable<nn::unet<double>>));
    CHECK_FALSE(nn::trainable<const nn::unet<float>>);
    CHECK_FALSE(nn::trainable<predicts_only>);
}
