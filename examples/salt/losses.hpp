// The losses that --loss names.
#pragma once

#include <diapir/nn.hpp>

#include <string>

namespace salt {

inline diapir::nn::any_loss loss_named(const std::string& name) {
    using namespace diapir::nn;
    if (name == "focal") return binary_focal_crossentropy{.gamma = 2};
    if (name == "bce") return binary_crossentropy{};
    if (name == "dice") return dice_loss{};
    if (name == "bce+dice") return 0.5 * binary_crossentropy{} + 0.5 * dice_loss{};
    if (name == "lovasz") return lovasz_hinge{};
    diapir::require(name == "bce+lovasz", "--loss: expected focal, bce, dice, bce+dice, lovasz or bce+lovasz, got ",
                    name);
    return 0.5 * binary_crossentropy{} + 0.5 * lovasz_hinge{};
}

}  // namespace salt
