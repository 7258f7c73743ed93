#include "array_volume.hpp"

#include "file_ending.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/gray.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/npy_rows.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace salt {

using namespace diapir;
using diapir::io::npy_rows;

namespace {

/// Turns {traces, samples} to {samples, traces}, or back.
void turn(const float* from, std::size_t rows, std::size_t cols, float* to) {
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c) to[c * rows + r] = from[r * cols + c];
}

/// Codes of 8 bits, rounded.
void to_codes(const float* values, std::size_t count, double code, signed char* to) {
    for (std::size_t i = 0; i < count; ++i) {
        const double v = static_cast<double>(values[i]) / code;
        to[i] = static_cast<signed char>(v == v ? std::lrint(std::clamp(v, -128.0, 127.0)) : 0);
    }
}

class npy_sink : public volume_sink {
public:
    npy_sink(const volume_extents& e, bool section, const std::filesystem::path& path, const sink_options& o)
        : extents_(e), section_(section), options_(o), out_(path), element_(o.eight_bits ? 1 : sizeof(float)) {
        require(programs::ending_of(path) == ".npy", path.string(),
                ": expected a name that ends in .npy, as the input's");
        const shape s = section ? shape{e.samples, e.xlines} : shape{e.ilines, e.xlines, e.samples};
        const std::string header = io::format_npy_header(
            {.dtype = o.eight_bits ? io::npy_dtype<signed char>() : io::npy_dtype<float>(), .shape = s});
        head_ = header.size();
        out_.write(0, header.data(), head_);
        const std::size_t size = head_ + s.size() * element_;
        if (out_.size() != size) out_.resize(size);
    }
    void write(const volume_block& b, const float* values) override {
        if (section_) {
            std::vector<float> turned(b.xlines * extents_.samples);
            turn(values, b.xlines, extents_.samples, turned.data());
            for (std::size_t s = 0; s < extents_.samples; ++s)
                put(s * extents_.xlines + b.first_xline, turned.data() + s * b.xlines, b.xlines);
            return;
        }
        for (std::size_t i = 0; i < b.ilines; ++i)
            put(((b.first_iline + i) * extents_.xlines + b.first_xline) * extents_.samples,
                values + i * b.xlines * extents_.samples, b.xlines * extents_.samples);
    }
    void commit() override { out_.commit(); }

private:
    void put(std::size_t at, const float* values, std::size_t count) {
        if (!options_.eight_bits)
            return out_.write(head_ + at * element_, reinterpret_cast<const char*>(values), count * element_);
        std::vector<signed char> codes(count);
        to_codes(values, count, options_.code, codes.data());
        out_.write(head_ + at, reinterpret_cast<const char*>(codes.data()), count);
    }

    volume_extents extents_;
    bool section_;
    sink_options options_;
    io::partial_file out_;
    std::size_t element_, head_ = 0;
};

/// Rows are inlines, or of a section its samples.
class npy_volume : public volume_source {
public:
    explicit npy_volume(const std::filesystem::path& path) : rows_(path), section_(rows_.shape().axes() == 2) {
        const shape& s = rows_.shape();
        require<file_error>((s.axes() == 2 || s.axes() == 3) && s.size() > 0, path.string(),
                            ": expected a section {samples, traces} or a volume {inlines, crosslines, samples}, got ",
                            s);
        extents_ = section_ ? volume_extents{1, s[1], s[0]} : volume_extents{s[0], s[1], s[2]};
    }
    volume_extents extents() const override { return extents_; }
    void read(const volume_block& b, float* to) const override {
        const std::size_t row = rows_.row_size(), part = b.xlines * extents_.samples;
        std::vector<float> all;
        if (section_) {
            std::vector<float> turned(row * extents_.samples);
            rows_.slice(0, extents_.samples, turned.data());
            all.resize(turned.size());
            turn(turned.data(), extents_.samples, row, all.data());
            std::copy_n(all.data() + b.first_xline * extents_.samples, part, to);
            return;
        }
        if (part == row) return rows_.slice(b.first_iline, b.first_iline + b.ilines, to);
        all.resize(row);
        for (std::size_t i = 0; i < b.ilines; ++i) {
            rows_.slice(b.first_iline + i, b.first_iline + i + 1, all.data());
            std::copy_n(all.data() + b.first_xline * extents_.samples, part, to + i * part);
        }
    }
    data::amplitude_statistics statistics(std::size_t most) const override { return statistics_of(*this, most); }
    std::unique_ptr<volume_sink> beside(const std::filesystem::path& path, const sink_options& o) const override {
        return std::make_unique<npy_sink>(extents_, section_, path, o);
    }

private:
    npy_rows<float> rows_;
    bool section_;
    volume_extents extents_;
};

class png_sink : public volume_sink {
public:
    png_sink(const volume_extents& e, const std::filesystem::path& path, const sink_options& o)
        : extents_(e), path_(path), options_(o), values_(e.xlines * e.samples) {
        require(programs::ending_of(path) == ".png", path.string(),
                ": expected a name that ends in .png, as the input's");
    }
    void write(const volume_block& b, const float* values) override {
        std::copy_n(values, b.xlines * extents_.samples, values_.data() + b.first_xline * extents_.samples);
    }
    /// 16 bits, or 8: 0 is black and 1 is white; values with a sign are gray at 0.
    void commit() override {
        const bool has_sign = std::any_of(values_.begin(), values_.end(), [](float v) { return v < 0; });
        const double full = options_.eight_bits ? 255 : 65535;
        io::image picture{make_array<std::uint16_t>({extents_.samples, extents_.xlines, 1}),
                          options_.eight_bits ? 8u : 16u};
        std::vector<float> turned(values_.size());
        turn(values_.data(), extents_.xlines, extents_.samples, turned.data());
        for (std::size_t i = 0; i < turned.size(); ++i) {
            const double v = static_cast<double>(turned[i]), share = has_sign ? (v + 1) / 2 : v;
            picture.samples.data()[i] = static_cast<std::uint16_t>(std::lrint(std::clamp(share, 0.0, 1.0) * full));
        }
        io::write_png(path_, picture);
    }

private:
    volume_extents extents_;
    std::filesystem::path path_;
    sink_options options_;
    std::vector<float> values_;
};

class png_volume : public volume_source {
public:
    explicit png_volume(const std::filesystem::path& path) {
        const io::image gray = io::gray_image(io::read_png(path), path.string());
        extents_ = {1, gray.cols(), gray.rows()};
        values_.resize(gray.samples.size());
        std::vector<float> amplitudes(values_.size());
        const float maximum = static_cast<float>(gray.maximum());
        std::transform(gray.samples.begin(), gray.samples.end(), amplitudes.begin(),
                       [&](std::uint16_t v) { return static_cast<float>(v) * 255 / maximum; });
        turn(amplitudes.data(), extents_.samples, extents_.xlines, values_.data());
    }
    volume_extents extents() const override { return extents_; }
    void read(const volume_block& b, float* to) const override {
        std::copy_n(values_.data() + b.first_xline * extents_.samples, b.xlines * extents_.samples, to);
    }
    data::amplitude_statistics statistics(std::size_t most) const override { return statistics_of(*this, most); }
    std::unique_ptr<volume_sink> beside(const std::filesystem::path& path, const sink_options& o) const override {
        return std::make_unique<png_sink>(extents_, path, o);
    }

private:
    volume_extents extents_;
    std::vector<float> values_;  // {traces, samples}
};

}  // namespace

std::unique_ptr<volume_source> open_npy(const std::filesystem::path& path) {
    return std::make_unique<npy_volume>(path);
}

std::unique_ptr<volume_source> open_png(const std::filesystem::path& path) {
    return std::make_unique<png_volume>(path);
}

}  // namespace salt
