#include "sink.hpp"

#include "file_ending.hpp"
#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace attributes_program {

using namespace diapir;
namespace fs = std::filesystem;

namespace {

template <class T>
class npy_sink final : public sink<T> {
public:
    npy_sink(const fs::path& path, const output& what)
        : path_(path),
          shape_(what.shape.then({what.labels.size()})),
          header_(io::format_npy_header({io::npy_dtype<T>(), false, shape_})),
          sections_(what.shape.axes() == 2 ? 1 : what.shape[0]) {
        const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
        require<file_error>(fs::is_directory(folder), path_.string(), ": cannot be written: there is no directory ",
                            folder.string());
    }

    std::vector<fs::path> files() const override { return {path_}; }
    bool begun() const override { return io::is_there(growing()); }
    bool has(std::size_t, std::size_t) const override { return true; }
    void begin() override {
        open();
        file_->write(0, header_.data(), header_.size());
        file_->resize(header_.size() + shape_.size() * sizeof(T));
    }
    void open() override {
        if (!file_) file_.emplace(path_);
    }
    void write(std::size_t first, const array<T>& values) override {
        const std::size_t at = header_.size() + first * (shape_.size() / sections_ * sizeof(T)),
                          bytes = values.size() * sizeof(T);
        file_->write(at, reinterpret_cast<const char*>(values.data()), bytes);
        file_->begin_flush(at, bytes);
    }
    void flush() override { io::sync_file(growing()); }
    void finish() override { file_->commit(); }
    void discard() override {
        if (file_) file_->discard();
    }
    std::string written() const override { return diapir::detail::concat(path_.string(), ' ', shape_); }

private:
    fs::path growing() const { return io::partial_file::name_beside(path_); }

    fs::path path_;
    diapir::shape shape_;
    std::string header_;
    std::size_t sections_;
    std::optional<io::partial_file> file_;
};

/// Column `channel` of a section {rows, cols, channels} as gray of 16 bits from its lowest to its highest value; what
/// is not finite is black.
template <class T>
io::image gray_of(const T* section, std::size_t rows, std::size_t cols, std::size_t channels, std::size_t channel) {
    T low = std::numeric_limits<T>::infinity(), high = -low;
    for (std::size_t i = 0; i < rows * cols; ++i)
        if (const T x = section[i * channels + channel]; std::isfinite(x)) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
    io::image picture{make_array<std::uint16_t>({rows, cols, 1}, std::uint16_t{0}), 16};
    // halves, so that the span of the largest numbers is finite
    const double span = static_cast<double>(high) / 2 - static_cast<double>(low) / 2;
    for (std::size_t i = 0; i < rows * cols; ++i)
        if (const T x = section[i * channels + channel]; std::isfinite(x) && span > 0)
            picture.samples.data()[i] = static_cast<std::uint16_t>(
                std::lround(65535 * ((static_cast<double>(x) / 2 - static_cast<double>(low) / 2) / span)));
    return picture;
}

template <class T>
class png_sink final : public sink<T> {
public:
    png_sink(fs::path path, output what) : path_(std::move(path)), what_(std::move(what)) {}

    std::vector<fs::path> files() const override { return names(0, sections()); }
    bool begun() const override { return true; }  // an image is there whole or not at all
    bool has(std::size_t first, std::size_t last) const override {
        const std::vector<fs::path> images = names(first, last);
        std::error_code ignored;
        return std::all_of(images.begin(), images.end(),
                           [&](const fs::path& image) { return fs::exists(image, ignored); });
    }
    void begin() override {}
    void open() override {}
    void flush() override {}
    void write(std::size_t first, const array<T>& values) override {
        const auto& s = values.shape();
        for (std::size_t i = 0; i < s[0]; ++i)
            for (std::size_t c = 0; c < s[3]; ++c)
                io::write_png(name(first + i, c), gray_of(values.data() + i * s[1] * s[2] * s[3], s[1], s[2], s[3], c));
    }
    /// Removes what runs that were killed have left of writing the images.
    void finish() override {
        std::set<fs::path> images;
        for (const fs::path& image : files()) images.insert(image.filename());
        std::error_code ignored;
        const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            const std::string name = entry.path().filename().string();
            const fs::path image = name.substr(0, name.rfind(".png.") + 4);
            if (images.contains(image) && io::is_leftover_of(entry.path(), image)) fs::remove(entry.path(), ignored);
        }
    }
    void discard() override {}
    std::string written() const override {
        const std::vector<fs::path> images = files();
        return std::to_string(images.size()) + (images.size() == 1 ? " image, " : " images, the last one ") +
               images.back().string();
    }

private:
    std::size_t sections() const { return what_.shape.axes() == 2 ? 1 : what_.shape[0]; }
    /// Those of sections `first` to `last` (exclusive).
    std::vector<fs::path> names(std::size_t first, std::size_t last) const {
        std::vector<fs::path> images;
        for (std::size_t section = first; section < last; ++section)
            for (std::size_t channel = 0; channel < what_.labels.size(); ++channel)
                images.push_back(name(section, channel));
        return images;
    }
    fs::path name(std::size_t section, std::size_t channel) const {
        std::string number = std::to_string(section);
        number.insert(0, number.size() < 5 ? 5 - number.size() : 0, '0');
        fs::path image = path_;
        image.replace_filename(path_.stem().string() + (what_.shape.axes() == 2 ? "" : '_' + number) + '_' +
                               file_name_of(what_.labels[channel]) + path_.extension().string());
        return image;
    }

    fs::path path_;
    output what_;
};

}  // namespace

std::string file_name_of(const std::string& label) {
    std::string name;
    for (char c : label) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (c != ')') name += plain ? c : '_';
    }
    return name;
}

template <class T>
std::unique_ptr<sink<T>> make_sink(const fs::path& path, const output& what) {
    if (programs::ending_of(path) == ".npy") return std::make_unique<npy_sink<T>>(path, what);
    require<file_error>(programs::ending_of(path) == ".png", path.string(),
                        ": expected a name that ends with .npy or .png");
    require<file_error>(!what.volume, path.string(), ": expected a name that ends with .npy for a volume");
    return std::make_unique<png_sink<T>>(path, what);
}

template std::unique_ptr<sink<float>> make_sink<float>(const fs::path&, const output&);
template std::unique_ptr<sink<double>> make_sink<double>(const fs::path&, const output&);

}  // namespace attributes_program
