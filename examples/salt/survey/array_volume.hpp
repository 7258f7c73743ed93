// Volumes that are no SEG-Y files: NumPy arrays, and images.
#pragma once

#include "volume.hpp"

namespace salt {

/// An .npy file of one section {samples, traces}, or a volume {inlines, crosslines, samples}, which stays in its file.
std::unique_ptr<volume_source> open_npy(const std::filesystem::path& path);

/// A gray PNG image {samples, traces}, its full intensity as 255 as in training. What is written is a PNG too, the
/// values 0 to 1 as gray; an image is read and written whole.
std::unique_ptr<volume_source> open_png(const std::filesystem::path& path);

}  // namespace salt
