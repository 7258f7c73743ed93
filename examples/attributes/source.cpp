#include "source.hpp"

#include "file_ending.hpp"
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/gray.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/npy_rows.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace attributes_program {

using namespace diapir;
using programs::ending_of;
namespace fs = std::filesystem;

namespace {

template <class T>
class npy_source final : public source<T> {
public:
    npy_source(const fs::path& path, bool volume) : path_(path), rows_(path), shape_(rows_.shape()) {
        if (shape_.axes() == 4 && shape_[3] == 1) shape_ = {shape_[0], shape_[1], shape_[2]};
        require<file_error>(
            shape_.axes() == 3 || (shape_.axes() == 2 && !volume), path.string(), ": expected ",
            volume ? "a volume {inlines, crosslines, samples}" : "sections {samples, traces} or {n, samples, traces}",
            ", got ", rows_.shape());
        require<file_error>(shape_.size() > 0, path.string(), ": expected amplitudes, got none: ", rows_.shape());
    }

    std::vector<fs::path> files() const override { return {path_}; }
    diapir::shape extents() const override { return single() ? diapir::shape{1}.then(shape_) : shape_; }
    diapir::shape shape() const override { return shape_; }
    array<T> read(std::size_t first, std::size_t last) const override {
        array<T> amplitudes = make_array<T>(diapir::shape{last - first}.then(extents().drop(1)));
        const std::size_t rows = single() ? shape_[0] : 1;
        rows_.slice(first * rows, last * rows, amplitudes.data());
        return amplitudes;
    }

private:
    bool single() const { return shape_.axes() == 2; }

    fs::path path_;
    io::npy_rows<T> rows_;
    diapir::shape shape_;
};

template <class T>
class png_source final : public source<T> {
public:
    png_source(std::vector<fs::path> files, bool single) : files_(std::move(files)), single_(single) {
        const io::image first = io::read_png(files_[0]);
        rows_ = first.rows();
        cols_ = first.cols();
    }

    std::vector<fs::path> files() const override { return files_; }
    diapir::shape extents() const override { return {files_.size(), rows_, cols_}; }
    diapir::shape shape() const override { return extents().drop(single_ ? 1 : 0); }
    array<T> read(std::size_t first, std::size_t last) const override {
        array<T> amplitudes = make_array<T>({last - first, rows_, cols_});
        parallel_for(last - first, [&](std::size_t i) {
            const fs::path& path = files_[first + i];
            const io::image picture = io::gray_image(io::read_png(path), path.string());
            require<file_error>(picture.rows() == rows_ && picture.cols() == cols_, path.string(), ": expected ", rows_,
                                " x ", cols_, " pixels as in ", files_[0].string(), ", got ", picture.rows(), " x ",
                                picture.cols());
            const T maximum = static_cast<T>(picture.maximum());
            std::transform(picture.samples.begin(), picture.samples.end(), amplitudes.data() + i * rows_ * cols_,
                           [&](std::uint16_t sample) { return static_cast<T>(sample) * T{255} / maximum; });
        });
        return amplitudes;
    }

private:
    std::vector<fs::path> files_;
    bool single_;
    std::size_t rows_ = 0, cols_ = 0;
};

/// The PNG files of a folder by their names.
std::vector<fs::path> png_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure))
        if (ending_of(entry->path()) == ".png" && entry->path().filename().string()[0] != '.')
            files.push_back(entry->path());
    require<file_error>(!failure, folder.string(), ": cannot be read: ", failure.message());
    require<file_error>(!files.empty(), folder.string(), ": expected PNG files, got none");
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

bool needs_double(const fs::path& path) {
    if (ending_of(path) != ".npy") return false;
    const std::string dtype = io::read_npy_header(path).dtype,
                      size = dtype.substr(std::min<std::size_t>(2, dtype.size()));
    return size == "8" || (size == "4" && dtype[1] != 'f');
}

template <class T>
std::unique_ptr<source<T>> open_source(const fs::path& path, bool volume, const section_options& lines) {
    std::error_code ignored;
    const bool folder = fs::is_directory(path, ignored);
    const std::string ending = ending_of(path);
    require<file_error>(folder || io::is_there(path), path.string(), ": there is no such file");
    if (ending == ".npy" && !folder) return std::make_unique<npy_source<T>>(path, volume);
    if constexpr (std::is_same_v<T, float>)
        if (programs::is_segy(path) && !folder) return open_segy(path, volume, lines);
    require<file_error>(folder || ending == ".png", path.string(),
                        ": expected a .sgy, .npy or .png file, or a folder of .png files");
    require<file_error>(!volume, path.string(), ": expected a .sgy or .npy file with a volume, got images");
    return std::make_unique<png_source<T>>(folder ? png_files(path) : std::vector<fs::path>{path}, !folder);
}

template std::unique_ptr<source<float>> open_source<float>(const fs::path&, bool, const section_options&);
template std::unique_ptr<source<double>> open_source<double>(const fs::path&, bool, const section_options&);

}  // namespace attributes_program
