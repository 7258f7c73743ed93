// Folders in the layout of the TGS salt identification challenge: seismic images in images/ and salt masks in masks/,
// both PNG, paired by the stem of the file name.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

namespace diapir::io {

struct tgs_options {
    bool masks = true;  ///< without them masks/ is not looked at, for images that are only to be predicted
};

template <class T>
struct tgs_data {
    array<T> images;  ///< {n, rows, cols, 1} in 0 ... 255, whatever the bit depth
    array<T> masks;   ///< {n, rows, cols, 1}, the share of salt in 0 ... 1; {0, rows, cols, 1} without masks
    std::vector<std::string> stems;  ///< the names of the files without extension, sorted; sample i is that of stems[i]
};

namespace detail {

/// The PNG files of a folder by their stems. Other and hidden files are left out.
inline std::map<std::string, std::filesystem::path> png_files(const std::filesystem::path& folder) {
    std::error_code failure;
    std::map<std::string, std::filesystem::path> files;
    const std::filesystem::directory_iterator entries(folder, failure);
    require<file_error>(!failure, folder.string(), ": expected a folder of PNG images: ", failure.message());
    for (const auto& entry : entries) {
        const std::filesystem::path& path = entry.path();
        std::string extension = path.extension().string();
        for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (extension != ".png" || path.filename().string().starts_with('.')) continue;
        const auto [other, added] = files.emplace(path.stem().string(), path);
        require<file_error>(added, path.string(), ": has the same stem as ", other->second.filename().string());
    }
    require<file_error>(!files.empty(), folder.string(), ": expected PNG images, there are none");
    return files;
}

/// Writes the first channel of an image to `to`, its full intensity as `full`.
template <class T>
void copy_first_channel(const image& picture, T full, T* to) {
    const std::uint16_t* from = picture.samples.data();
    const std::size_t pixels = picture.rows() * picture.cols(), channels = picture.channels();
    const T scale = full / static_cast<T>(picture.maximum());
    for (std::size_t i = 0; i < pixels; ++i) to[i] = static_cast<T>(from[i * channels]) * scale;
}

}  // namespace detail

/// Reads the images of a folder and, unless told otherwise, their masks. Throws file_error naming the file where a
/// folder is missing or empty, an image lacks its mask or a mask its image, sizes differ, or a file is no whole PNG
/// image.
template <class T = float>
tgs_data<T> read_tgs(const std::filesystem::path& folder, const tgs_options& options = {}) {
    const auto image_files = detail::png_files(folder / "images");
    const auto mask_files = options.masks ? detail::png_files(folder / "masks") : decltype(image_files){};
    std::vector<std::filesystem::path> paths;
    tgs_data<T> data;
    for (const auto& [stem, path] : image_files) {
        require<file_error>(!options.masks || mask_files.contains(stem), path.string(),
                            ": there is no mask of that name in ", (folder / "masks").string());
        data.stems.push_back(stem);
        paths.push_back(path);
    }
    for (const auto& [stem, path] : mask_files)
        require<file_error>(image_files.contains(stem), path.string(), ": there is no image of that name in ",
                            (folder / "images").string());

    const image first = read_png(paths[0]);
    const std::size_t count = paths.size(), rows = first.rows(), cols = first.cols(), pixels = rows * cols;
    data.images = make_array<T>({count, rows, cols, 1});
    data.masks = make_array<T>({mask_files.size(), rows, cols, 1});
    const auto read = [&](const std::filesystem::path& path, T full, T* to) {
        const image picture = read_png(path);
        require<file_error>(picture.rows() == rows && picture.cols() == cols, path.string(), ": expected ", rows, " x ",
                            cols, " pixels as in ", paths[0].string(), ", got ", picture.rows(), " x ", picture.cols());
        detail::copy_first_channel(picture, full, to);
    };
    parallel_for(count, [&](std::size_t i) {
        read(paths[i], T{255}, data.images.data() + i * pixels);
        if (options.masks) read(mask_files.at(data.stems[i]), T{1}, data.masks.data() + i * pixels);
    });
    return data;
}

namespace detail {

/// Writes folder/stem.png with every sample of the section {rows, cols}, multiplied by `scale` and rounded, in all
/// channels.
template <class T>
void write_tgs_png(const std::filesystem::path& folder, const std::string& stem, const array<T>& section, double scale,
                   unsigned bit_depth, std::size_t channels) {
    const std::filesystem::path path = folder / (stem + ".png");
    require(section.dimension() == 2, path.string(), ": expected an array {rows, cols}, got ", shape_of(section));
    image picture{make_array<std::uint16_t>({section.shape()[0], section.shape()[1], channels}), bit_depth};
    std::uint16_t* to = picture.samples.data();
    for (T value : section) {
        const double sample = std::round(static_cast<double>(value) * scale);
        require(sample >= 0 && sample <= picture.maximum(), path.string(), ": expected values from 0 to ",
                picture.maximum() / scale, ", got ", value);
        to = std::fill_n(to, channels, static_cast<std::uint16_t>(sample));
    }
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    require<file_error>(!failure, folder.string(), ": cannot be made: ", failure.message());
    write_png(path, picture);
}

}  // namespace detail

/// Writes folder/images/stem.png as the challenge has it, 8-bit RGB of equal channels, from a section {rows, cols} in
/// 0 ... 255, rounded. Throws argument_error for other values.
template <array_expression E>
void write_tgs_image(const std::filesystem::path& folder, const std::string& stem, const E& section) {
    detail::write_tgs_png(folder / "images", stem, evaluated<element_t<E>>(section), 1, 8, 3);
}

/// Writes folder/masks/stem.png as the challenge has it, from the share of salt {rows, cols} in 0 ... 1: 16-bit grey,
/// but 8-bit grey where there is no salt at all. Throws argument_error for other values.
template <array_expression E>
void write_tgs_mask(const std::filesystem::path& folder, const std::string& stem, const E& mask) {
    const array<element_t<E>>& coverage = evaluated<element_t<E>>(mask);
    const bool salt = std::any_of(coverage.begin(), coverage.end(), [](auto v) { return v != element_t<E>{0}; });
    detail::write_tgs_png(folder / "masks", stem, coverage, salt ? 65535 : 255, salt ? 16 : 8, 1);
}

}  // namespace diapir::io
