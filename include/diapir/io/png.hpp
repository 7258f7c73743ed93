// Images in the PNG format. This is the seam to libpng, whose longjmp never leaves this header: it only crosses frames
// of C, so that no destructor is skipped.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

#include <png.h>

#include <algorithm>
#include <array>
#include <bit>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// An image as its file stores it: unscaled samples {rows, cols, channels} in 0 ... maximum(). One channel is gray, two
/// are gray and alpha, three are red, green and blue, four have alpha too.
struct image {
    array<std::uint16_t> samples;
    unsigned bit_depth = 8;

    /// Throw argument_error where the samples have other than three axes.
    std::size_t rows() const { return extent(0); }
    std::size_t cols() const { return extent(1); }
    std::size_t channels() const { return extent(2); }
    std::size_t extent(std::size_t axis) const {
        require(samples.dimension() == 3, "image: expected samples {rows, cols, channels}, got ", shape_of(samples));
        return samples.shape()[axis];
    }
    /// The sample of full intensity, 255 for 8 bits. Throws argument_error for other than 1, 2, 4, 8 or 16 bits.
    unsigned maximum() const {
        require(std::has_single_bit(bit_depth) && bit_depth <= 16, "image: expected 1, 2, 4, 8 or 16 bits, got ",
                bit_depth);
        return (1u << bit_depth) - 1;
    }
};

namespace detail {

/// What the callbacks of libpng work on: bytes to read or a string to write to, and the message of the first failure.
struct png_stream {
    std::string_view input;
    std::string* output = nullptr;
    char message[160] = "";
};

[[noreturn]] inline void png_fail(png_structp png, png_const_charp message) {
    auto& stream = *static_cast<png_stream*>(png_get_error_ptr(png));
    std::snprintf(stream.message, sizeof stream.message, "%s", message);
    png_longjmp(png, 1);
}

inline void png_ignore(png_structp, png_const_charp) {}

inline void png_take(png_structp png, png_bytep to, std::size_t count) {
    std::string_view& input = static_cast<png_stream*>(png_get_io_ptr(png))->input;
    if (count > input.size()) png_error(png, "the file ends too early");
    input.copy(reinterpret_cast<char*>(to), count);
    input.remove_prefix(count);
}

inline void png_put(png_structp png, png_bytep from, std::size_t count) {
    bool done = true;
    try {
        static_cast<png_stream*>(png_get_io_ptr(png))->output->append(reinterpret_cast<char*>(from), count);
    } catch (...) {
        done = false;
    }
    if (!done) png_error(png, "out of memory");
}

/// The two structs of libpng for reading or writing one image.
class png_session {
public:
    png_session(png_stream& stream, bool reading)
        : reading_(reading),
          png((reading ? png_create_read_struct : png_create_write_struct)(PNG_LIBPNG_VER_STRING, &stream, png_fail,
                                                                           png_ignore)),
          info(png ? png_create_info_struct(png) : nullptr) {}
    ~png_session() {
        if (reading_) {
            png_destroy_read_struct(&png, &info, nullptr);
        } else {
            png_destroy_write_struct(&png, &info);
        }
    }
    png_session(const png_session&) = delete;
    png_session& operator=(const png_session&) = delete;

    /// Runs calls of libpng; false when one of them failed. No object with a destructor may live in `calls`.
    template <class Calls>
    [[gnu::noinline]] bool run(const Calls& calls) {
        if (!info || setjmp(png_jmpbuf(png))) return false;
        calls();
        return true;
    }

private:
    bool reading_;

public:
    png_structp png;
    png_infop info;
};

/// The addresses of the rows in a buffer of rows.
inline std::vector<png_bytep> png_rows(std::vector<unsigned char>& buffer, std::size_t rows) {
    std::vector<png_bytep> addresses(rows);
    for (std::size_t row = 0; row < rows; ++row) addresses[row] = buffer.data() + row * (buffer.size() / rows);
    return addresses;
}

/// The samples of an image with a palette, {rows, cols, 3}, or 4 with alpha, from the numbers of their colors. libpng
/// itself takes numbers that no color has for black.
inline array<std::uint16_t> png_colors(const png_session& session, const std::vector<unsigned char>& numbers,
                                       const shape& pixels, const std::string& origin) {
    png_colorp colors = nullptr;
    png_bytep alphas = nullptr;
    int count = 0, transparent = 0;
    png_get_PLTE(session.png, session.info, &colors, &count);
    const bool with_alpha = png_get_tRNS(session.png, session.info, &alphas, &transparent, nullptr) != 0;
    auto samples = make_array<std::uint16_t>(pixels.then({with_alpha ? 4u : 3u}));
    std::uint16_t* to = samples.data();
    for (const unsigned char number : numbers) {
        require<file_error>(number < count, origin, ": expected samples below the ", count,
                            " colors of the palette, got ", int{number});
        for (const png_byte part : {colors[number].red, colors[number].green, colors[number].blue}) *to++ = part;
        if (with_alpha) *to++ = number < transparent ? alphas[number] : 255;
    }
    return samples;
}

}  // namespace detail

/// The image that the bytes of a PNG file hold: 1 to 16 bits, interlaced or not. A palette becomes RGB of 8 bits.
/// Colors that the file declares transparent (chunk tRNS) become a channel of alpha, and samples of fewer than 8 bits
/// then become such of 8. `origin` names the bytes in messages. Throws file_error for other and damaged files.
inline image decode_png(std::string_view bytes, const std::string& origin) {
    require<file_error>(bytes.starts_with("\x89PNG\r\n\x1a\n"), origin, ": expected a PNG image, got another format");
    detail::png_stream stream{bytes};
    detail::png_session session(stream, true);
    const png_structp png = session.png;
    const png_infop info = session.info;
    const auto check = [&](bool done) {
        require<file_error>(done, origin, ": expected a whole PNG image: ", stream.message);
    };
    check(session.run([&] {
        png_set_read_fn(png, &stream, detail::png_take);
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        // texts and profiles, which may be large where the image is not, are passed over
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
        png_read_info(png, info);
        png_set_packing(png);
        if (png_get_color_type(png, info) != PNG_COLOR_TYPE_PALETTE && png_get_valid(png, info, PNG_INFO_tRNS))
            png_set_tRNS_to_alpha(png);
        png_set_interlace_handling(png);
    }));
    // libpng reports the depth of packed samples as 8 once they are unpacked
    const unsigned stored_depth = png_get_bit_depth(png, info);
    const bool numbered = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE,
               widened = numbered || png_get_valid(png, info, PNG_INFO_tRNS);
    const unsigned bit_depth = widened ? std::max(8u, stored_depth) : stored_depth;
    const std::size_t rows = png_get_image_height(png, info), stored = png_get_rowbytes(png, info);
    // no byte of a deflated stream stands for more than 1032 bytes
    require<file_error>(rows * stored / 1033 <= bytes.size(), origin, ": expected a whole PNG image: ", rows,
                        " rows of ", stored, " bytes cannot come from ", bytes.size(), " bytes");
    check(session.run([&] { png_read_update_info(png, info); }));
    std::vector<unsigned char> buffer(rows * png_get_rowbytes(png, info));
    std::vector<png_bytep> addresses = detail::png_rows(buffer, rows);
    check(session.run([&] {
        png_read_image(png, addresses.data());
        png_read_end(png, nullptr);
    }));
    const std::size_t cols = png_get_image_width(png, info);
    if (numbered) return {detail::png_colors(session, buffer, {rows, cols}, origin), bit_depth};
    image out{make_array<std::uint16_t>({rows, cols, png_get_channels(png, info)}), bit_depth};
    std::uint16_t* to = out.samples.data();
    if (bit_depth == 16) {
        for (std::size_t i = 0; i < buffer.size(); i += 2)
            *to++ = static_cast<std::uint16_t>(buffer[i] << 8 | buffer[i + 1]);
    } else {
        std::copy(buffer.begin(), buffer.end(), to);
    }
    return out;
}

/// Red, green and blue of the colors that the samples of an image are numbers of.
using palette = std::vector<std::array<std::uint8_t, 3>>;

/// The bytes of a PNG file: 8 or 16 bits of any number of channels, or 1, 2 or 4 bits of gray. With a palette of up to
/// 256 colors: one channel of 8 bits, packed as small as it gets. Throws argument_error for other images, and for
/// samples above the maximum or without a color.
inline std::string encode_png(const image& picture, const palette& colors = {}) {
    const std::array<int, 5> types = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                      PNG_COLOR_TYPE_RGB_ALPHA};
    const unsigned depth = picture.bit_depth;
    require(picture.samples.dimension() == 3 && picture.samples.size() > 0 && picture.channels() <= 4,
            "encode_png: expected samples {rows, cols, 1 to 4 channels}, got ", shape_of(picture.samples));
    require(depth == 8 || depth == 16 || (depth < 8 && std::has_single_bit(depth) && picture.channels() == 1),
            "encode_png: expected 8 or 16 bits, or 1, 2 or 4 bits of gray, got ", depth, " bits of ",
            picture.channels(), " channels");
    require(colors.empty() || (depth == 8 && picture.channels() == 1 && colors.size() <= 256),
            "encode_png: expected 8 bits of one channel and up to 256 colors, got ", depth, " bits of ",
            picture.channels(), " channels and ", colors.size(), " colors");
    const std::size_t row_bytes = picture.cols() * picture.channels() * (depth == 16 ? 2 : 1);
    std::vector<unsigned char> buffer(picture.rows() * row_bytes);
    auto to = buffer.begin();
    for (std::uint16_t sample : picture.samples) {
        require(sample <= picture.maximum(), "encode_png: expected samples of ", depth, " bits, got ", sample);
        require(colors.empty() || sample < colors.size(), "encode_png: expected samples below the ", colors.size(),
                " colors, got ", sample);
        if (depth == 16) *to++ = static_cast<unsigned char>(sample >> 8);
        *to++ = static_cast<unsigned char>(sample & 255);
    }
    std::vector<png_bytep> addresses = detail::png_rows(buffer, picture.rows());
    std::vector<png_color> table;
    for (const auto& [red, green, blue] : colors) table.push_back({red, green, blue});
    std::string bytes;
    detail::png_stream stream;
    stream.output = &bytes;
    detail::png_session session(stream, false);
    const png_structp png = session.png;
    const png_infop info = session.info;
    const bool done = session.run([&] {
        png_set_write_fn(png, &stream, detail::png_put, nullptr);
        png_set_IHDR(png, info, static_cast<png_uint_32>(picture.cols()), static_cast<png_uint_32>(picture.rows()),
                     static_cast<int>(depth), table.empty() ? types[picture.channels()] : PNG_COLOR_TYPE_PALETTE,
                     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        if (!table.empty()) {
            png_set_PLTE(png, info, table.data(), static_cast<int>(table.size()));
            png_set_compression_level(png, 9);
            png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
        }
        png_write_info(png, info);
        png_set_packing(png);
        png_write_image(png, addresses.data());
        png_write_end(png, nullptr);
    });
    require(done, "encode_png: cannot encode an image ", shape_of(picture.samples), ": ", stream.message);
    return bytes;
}

/// The image in a PNG file; see decode_png.
inline image read_png(const std::filesystem::path& path) {
    return decode_png(read_file(path), path.string());
}

/// Writes a PNG file; see encode_png. Throws file_error when that fails.
inline void write_png(const std::filesystem::path& path, const image& picture) {
    write_file(path, encode_png(picture));
}

}  // namespace diapir::inline DIAPIR_TARGET::io
