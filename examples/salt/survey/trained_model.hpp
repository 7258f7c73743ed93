// A trained network with all that it takes to apply it.
#pragma once

#include "preparation.hpp"
#include <diapir/core/array.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <cstddef>
#include <filesystem>
#include <vector>

namespace salt {

struct trained_model {
    diapir::nn::unet<float> net;
    preparation prepared;
    diapir::array<float> background;  ///< some training images {n, rows, cols, channels} as the network saw them
};

/// The number of training images that a model's file keeps, as references of explanations.
inline constexpr std::size_t kept_background = 16;

/// What a model's file has besides the network.
std::vector<diapir::io::npz_entry> members_for(const preparation& p, const diapir::array<float>& background);

/// Throws diapir::file_error where the file has no network, or not what it takes to apply it.
trained_model load_model(const std::filesystem::path& path);

}  // namespace salt
