// Images of any number of channels as gray ones. Nothing is guessed: what has no one gray image is refused by name.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/png.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// The samples of one pixel, written as (0, 128, 0).
struct pixel {
    const std::uint16_t* samples;
    std::size_t channels;

    bool gray() const { return std::equal(samples + 1, samples + channels, samples); }
    bool black() const {
        return std::all_of(samples, samples + channels, [](std::uint16_t v) { return v == 0; });
    }
    friend bool operator==(const pixel& a, const pixel& b) {
        return std::equal(a.samples, a.samples + a.channels, b.samples, b.samples + b.channels);
    }
    friend std::ostream& operator<<(std::ostream& out, const pixel& p) {
        for (std::size_t c = 0; c < p.channels; ++c) out << (c == 0 ? "(" : ", ") << p.samples[c];
        return out << ')';
    }
};

/// The pixels of an image without its alpha. Throws file_error where a pixel is not opaque, and argument_error for an
/// image of other than 1 to 4 channels or of other bits than images have.
class opaque_pixels {
public:
    opaque_pixels(const image& picture, const std::string& origin)
        : samples_(picture.samples.data()),
          stored_(picture.channels()),
          channels_(stored_ < 3 ? 1 : 3),
          cols_(picture.cols()),
          count_(picture.rows() * picture.cols()) {
        require(stored_ >= 1 && stored_ <= 4, origin, ": expected an image of 1 to 4 channels, got ", stored_);
        const unsigned maximum = picture.maximum();
        if (channels_ == stored_) return;
        for (std::size_t i = 0; i < count_; ++i)
            require<file_error>(samples_[i * stored_ + channels_] == maximum, origin,
                                ": expected no transparency, got alpha ", samples_[i * stored_ + channels_], " of ",
                                maximum, " in row ", i / cols_, ", column ", i % cols_);
    }
    std::size_t count() const { return count_; }
    std::size_t channels() const { return channels_; }
    pixel operator[](std::size_t i) const { return {samples_ + i * stored_, channels_}; }
    /// The index of the first pixel that is not gray, or count().
    std::size_t first_color() const {
        std::size_t i = 0;
        while (channels_ > 1 && i < count_ && (*this)[i].gray()) ++i;
        return channels_ > 1 ? i : count_;
    }
    [[noreturn]] void refuse(std::size_t i, const char* expected, const std::string& origin) const {
        throw file_error(diapir::detail::concat(origin, ": expected ", expected, ", got the color ", (*this)[i],
                                                " in row ", i / cols_, ", column ", i % cols_));
    }

private:
    const std::uint16_t* samples_;
    std::size_t stored_, channels_, cols_, count_;
};

/// The first channel.
inline image first_channel(const image& picture, const opaque_pixels& pixels) {
    image out{make_array<std::uint16_t>({picture.rows(), picture.cols(), 1}), picture.bit_depth};
    for (std::size_t i = 0; i < pixels.count(); ++i) out.samples.data()[i] = *pixels[i].samples;
    return out;
}

}  // namespace detail

/// A picture as one channel of gray {rows, cols, 1}, of the same bit depth. `origin` names it in messages. Throws
/// file_error where red, green and blue differ or a pixel is not opaque.
inline image gray_image(const image& picture, const std::string& origin) {
    const detail::opaque_pixels pixels(picture, origin);
    const std::size_t color = pixels.first_color();
    if (color < pixels.count()) pixels.refuse(color, "equal red, green and blue", origin);
    return detail::first_channel(picture, pixels);
}

/// A mask as one channel of gray {rows, cols, 1}, of the same bit depth: that of gray_image, or, of a mask of black and
/// one color, 0 where it is black and the maximum where it has the color, however dark. Throws file_error where there
/// are more colors or a pixel is not opaque.
inline image gray_mask(const image& picture, const std::string& origin) {
    const detail::opaque_pixels pixels(picture, origin);
    const std::size_t color = pixels.first_color();
    if (color == pixels.count()) return detail::first_channel(picture, pixels);
    image out{make_array<std::uint16_t>({picture.rows(), picture.cols(), 1}, std::uint16_t{0}), picture.bit_depth};
    for (std::size_t i = 0; i < pixels.count(); ++i) {
        if (pixels[i].black()) continue;
        if (!(pixels[i] == pixels[color])) pixels.refuse(i, "a mask in gray, or in black and one color", origin);
        out.samples.data()[i] = static_cast<std::uint16_t>(picture.maximum());
    }
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
