// Exact Shapley values of channels and what channels do together, of some images or of many.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace salt {

struct exact_values {
    diapir::shap::explanation<float> values;  ///< exact Shapley values {n, channels, rows, cols, 1}
    diapir::array<float> pairs;               ///< their interactions (SII) {n, channels, channels, rows, cols}
};

/// Of images {n, rows, cols, channels}: both from the same 2^channels coalitions.
exact_values exact_of(const diapir::nn::unet<float>& net, const diapir::shap::background<float>& background,
                      const diapir::array<float>& x, const std::vector<std::string>& channels,
                      diapir::progress_callback progress = {});

struct exact_set {
    diapir::shap::explanation<float> values;
    diapir::array<float> pairs;  ///< mean magnitudes of the interactions over the pixels {n, channels, channels}
};

/// The same of many images, a few at a time. Where `tell` is not null, says how far it is.
exact_set exact_of_set(const diapir::nn::unet<float>& net, const diapir::shap::background<float>& background,
                       const diapir::array<float>& x, const std::vector<std::string>& channels, std::ostream* tell);

/// At most so many images of masks {n, rows, cols, 1}, at even steps of how much of them is salt.
std::vector<std::size_t> images_of_every_coverage(const diapir::array<float>& y, std::size_t count);

}  // namespace salt
