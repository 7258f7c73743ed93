// Folders in the layout of the TGS salt identification challenge: seismic images in images/ and salt masks in masks/,
// both PNG, paired by the stem of the file name.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/gray.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct tgs_options {
    bool masks = true;  ///< without them masks/ is not looked at, for images that are only to be predicted
    /// Makes masks 1 where the share of salt is above this one, from 0 up to 1, and 0 elsewhere, for masks with shades
    /// as JPEG leaves them.
    std::optional<double> mask_threshold = {};
};

template <class T>
struct tgs_data {
    array<T> images;  ///< {n, rows, cols, 1} in 0 ... 255, whatever the bit depth
    array<T> masks;   ///< {n, rows, cols, 1}, the share of salt in 0 ... 1; {0, rows, cols, 1} without masks
    std::vector<std::string> stems;  ///< the names of the files without extension, sorted; sample i is that of stems[i]
    /// The stems of the masks whose files have more than two different values: shades of salt, or traces of JPEG that
    /// ask for a mask_threshold.
    std::vector<std::string> shaded = {};
};

namespace detail {

/// Whether a folder's entry is something to read an image from: no folder, pipe or socket. A link to nothing is, so
/// that reading it says what is wrong.
inline bool is_readable(const std::filesystem::directory_entry& entry) {
    std::error_code failure;
    const std::filesystem::file_type type = entry.status(failure).type();
    return type == std::filesystem::file_type::regular || type == std::filesystem::file_type::not_found;
}

/// The PNG files of a folder by their stems. Other and hidden files are left out, and so are folders.
inline std::map<std::string, std::filesystem::path> png_files(const std::filesystem::path& folder) {
    std::error_code failure;
    std::map<std::string, std::filesystem::path> files;
    std::string other_file;  // for whoever has images of another format
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::filesystem::path& path = entry->path();
        std::string extension = path.extension().string();
        for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (path.filename().string().starts_with('.') || !is_readable(*entry)) continue;
        if (extension != ".png") {
            other_file = std::max(other_file, path.filename().string());
            continue;
        }
        const auto [other, added] = files.emplace(path.stem().string(), path);
        require<file_error>(added, path.string(), ": has the same stem as ", other->second.filename().string());
    }
    require<file_error>(!failure, folder.string(), ": expected a folder of PNG images: ", failure.message());
    require<file_error>(!files.empty(), folder.string(), ": expected PNG images, there are none",
                        other_file.empty() ? "" : ", but files such as ", other_file);
    return files;
}

/// Whether a gray image has more than two different samples.
inline bool has_shades(const image& gray) {
    const std::uint16_t* const first = gray.samples.data();
    const std::uint16_t* const end = first + gray.samples.size();
    const std::uint16_t* const second = std::find_if(first, end, [&](auto v) { return v != *first; });
    return std::any_of(second, end, [&](auto v) { return v != *first && v != *second; });
}

/// Writes the samples of a gray image to `to`, its full intensity as `full`.
template <class T>
void copy_scaled(const image& gray, T full, T* to) {
    const T maximum = static_cast<T>(gray.maximum());
    for (const std::uint16_t sample : gray.samples) *to++ = static_cast<T>(sample) * full / maximum;
}

/// Reads images that must all be as large as the first one.
class equal_sizes {
public:
    explicit equal_sizes(std::filesystem::path first) : first_(std::move(first)) {
        const image picture = read_png(first_);
        rows = picture.rows();
        cols = picture.cols();
    }
    image read(const std::filesystem::path& path) const {
        image picture = read_png(path);
        require<file_error>(picture.rows() == rows && picture.cols() == cols, path.string(), ": expected ", rows, " x ",
                            cols, " pixels as in ", first_.string(), ", got ", picture.rows(), " x ", picture.cols());
        return picture;
    }

    std::size_t rows = 0, cols = 0;

private:
    std::filesystem::path first_;
};

/// Throws file_error where an image lacks its mask or a mask its image.
inline void check_pairs(const std::filesystem::path& folder, const std::map<std::string, std::filesystem::path>& images,
                        const std::map<std::string, std::filesystem::path>& masks) {
    for (const auto& [stem, path] : images)
        require<file_error>(masks.contains(stem), path.string(), ": there is no mask of that name in ",
                            (folder / "masks").string());
    for (const auto& [stem, path] : masks)
        require<file_error>(images.contains(stem), path.string(), ": there is no image of that name in ",
                            (folder / "images").string());
}

}  // namespace detail

/// Reads the images of a folder and, unless told otherwise, their masks. Colors and transparency are refused, see
/// gray_image, but a mask may be black and one color, see gray_mask. Throws file_error naming the file where a folder
/// is missing or empty, an image lacks its mask or a mask its image, sizes differ, or a file is no whole PNG image, and
/// argument_error for a threshold that is not from 0 up to 1.
template <class T = float>
tgs_data<T> read_tgs(const std::filesystem::path& folder, const tgs_options& options = {}) {
    const double threshold = options.mask_threshold.value_or(0);
    require(threshold >= 0 && threshold < 1, "read_tgs: expected a mask_threshold from 0 up to 1, got ", threshold);
    const auto image_files = detail::png_files(folder / "images");
    const auto mask_files = options.masks ? detail::png_files(folder / "masks") : decltype(image_files){};
    if (options.masks) detail::check_pairs(folder, image_files, mask_files);
    std::vector<std::filesystem::path> paths;
    tgs_data<T> data;
    for (const auto& [stem, path] : image_files) {
        data.stems.push_back(stem);
        paths.push_back(path);
    }
    const detail::equal_sizes files(paths[0]);
    const std::size_t count = paths.size(), pixels = files.rows * files.cols;
    data.images = make_array<T>({count, files.rows, files.cols, 1});
    data.masks = make_array<T>({mask_files.size(), files.rows, files.cols, 1});
    std::vector<char> shaded(count, 0);
    parallel_for(count, [&](std::size_t i) {
        detail::copy_scaled(gray_image(files.read(paths[i]), paths[i].string()), T{255},
                            data.images.data() + i * pixels);
        if (!options.masks) return;
        const std::filesystem::path& path = mask_files.at(data.stems[i]);
        const image mask = gray_mask(files.read(path), path.string());
        T* to = data.masks.data() + i * pixels;
        shaded[i] = detail::has_shades(mask) ? 1 : 0;
        if (!options.mask_threshold) return detail::copy_scaled(mask, T{1}, to);
        std::transform(mask.samples.begin(), mask.samples.end(), to,
                       [&, maximum = static_cast<double>(mask.maximum())](std::uint16_t sample) {
                           return static_cast<T>(static_cast<double>(sample) / maximum > threshold ? 1 : 0);
                       });
    });
    for (std::size_t i = 0; i < count; ++i)
        if (shaded[i]) data.shaded.push_back(data.stems[i]);
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
    make_folder(folder);
    write_png(path, picture);
}

}  // namespace detail

/// Writes folder/images/stem.png as the challenge has it, 8-bit RGB of equal channels, from a section {rows, cols} in
/// 0 ... 255, rounded. Throws argument_error for other values.
template <array_expression E>
void write_tgs_image(const std::filesystem::path& folder, const std::string& stem, const E& section) {
    detail::write_tgs_png(folder / "images", stem, evaluated<element_t<E>>(section), 1, 8, 3);
}

/// Writes folder/masks/stem.png as the challenge has it, from the share of salt {rows, cols} in 0 ... 1: 16-bit gray,
/// but 8-bit gray where there is no salt at all. Throws argument_error for other values.
template <array_expression E>
void write_tgs_mask(const std::filesystem::path& folder, const std::string& stem, const E& mask) {
    const array<element_t<E>>& coverage = evaluated<element_t<E>>(mask);
    const bool salt = std::any_of(coverage.begin(), coverage.end(), [](auto v) { return v != element_t<E>{0}; });
    detail::write_tgs_png(folder / "masks", stem, coverage, salt ? 65535 : 255, salt ? 16 : 8, 1);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
