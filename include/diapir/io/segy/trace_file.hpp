// A SEG-Y file open for reading: headers and traces by their number, by any number of threads at once. Samples are
// converted by segyio, to which this is the seam, where that knows their format (IBM and IEEE floats, 8, 16 and 32-bit
// integers), and here where it does not (24 and 64 bits, unsigned, doubles, little endian).
//
// segyio's own access to files is not used: it seeks, so that threads would have to wait for each other.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/segy/file_layout.hpp>
#include <diapir/io/segy/sample_format.hpp>
#include <diapir/io/segy/text_header.hpp>
#include <diapir/io/segy/trace_lengths.hpp>

#include <segyio/segy.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

namespace detail {

/// Turns words of 4 bytes around where the file is little endian: segyio's conversions take big endian.
inline void turn_words(char* words, std::size_t count, byte_order order) {
    if (order == byte_order::big) return;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t word;
        std::memcpy(&word, words + 4 * i, 4);
        word = __builtin_bswap32(word);
        std::memcpy(words + 4 * i, &word, 4);
    }
}

inline void decode_wide(const char* from, std::size_t count, sample_format format, byte_order order, float* to) {
    const std::size_t bytes = bytes_of(format);
    for (std::size_t i = 0; i < count; ++i, from += bytes) {
        const std::uint64_t word = load_natural(from, bytes, order);
        to[i] = format == sample_format::ieee_double ? static_cast<float>(std::bit_cast<double>(word))
                : static_cast<int>(format) >= 10     ? static_cast<float>(word)
                                                     : static_cast<float>(load_integer(from, bytes, order));
    }
}

}  // namespace detail

/// `count` samples of a file as float. Integers of more than 24 bits and doubles are rounded. Throws argument_error for
/// a format that is none.
inline void decode_samples(const char* from, std::size_t count, sample_format format, byte_order order, float* to) {
    require(bytes_of(format) > 0, "decode_samples: expected a format of SEG-Y, got code ", static_cast<int>(format));
    const auto size = static_cast<long long>(count);
    switch (format) {
        case sample_format::ibm_float:
        case sample_format::ieee_float:
        case sample_format::int32: {
            std::memcpy(to, from, 4 * count);
            detail::turn_words(reinterpret_cast<char*>(to), count, order);
            segy_to_native(static_cast<int>(format), size, to);
            if (format != sample_format::int32) return;
            for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(std::bit_cast<std::int32_t>(to[i]));
            return;
        }
        case sample_format::int8:
            for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(static_cast<signed char>(from[i]));
            return;
        case sample_format::int16: {
            const int high = order == byte_order::big ? 0 : 1;
            for (std::size_t i = 0; i < count; ++i, from += 2)
                to[i] = static_cast<float>(static_cast<std::int16_t>(static_cast<unsigned char>(from[high]) << 8 |
                                                                     static_cast<unsigned char>(from[1 - high])));
            return;
        }
        default:
            detail::decode_wide(from, count, format, order, to);
    }
}

/// Samples as a file has them: IBM or IEEE floats, or 8-bit integers, to which they are rounded, NaN to 0. IBM floats
/// are cut, not rounded (segyio 1.8.3). Throws argument_error for other formats.
inline void encode_samples(const float* from, std::size_t count, sample_format format, byte_order order, char* to) {
    if (format == sample_format::int8) {
        for (std::size_t i = 0; i < count; ++i)
            to[i] = static_cast<char>(from[i] == from[i] ? std::lrint(std::clamp(from[i], -128.0f, 127.0f)) : 0);
        return;
    }
    require(format == sample_format::ibm_float || format == sample_format::ieee_float,
            "encode_samples: expected IBM or IEEE floats or 8-bit integers, got ", name_of(format));
    std::memcpy(to, from, 4 * count);
    segy_from_native(static_cast<int>(format), static_cast<long long>(count), to);
    detail::turn_words(to, count, order);
}

/// A field of a trace header: the whole number of 2 or 4 bytes that begins at `byte`, counted from 1 as in the
/// standard.
inline std::int64_t header_field(const char* header, std::size_t byte, byte_order order, std::size_t bytes = 4) {
    return load_integer(header + byte - 1, bytes, order);
}

/// Traces are counted from 0 here, and from 1 in messages. What reads traces throws argument_error for those that do
/// not exist, and file_error when reading fails.
class trace_file {
public:
    /// Opens a file and reads its first headers. Throws file_error, with the byte, where it is no SEG-Y file that can
    /// be read, or damaged.
    explicit trace_file(const std::filesystem::path& path) : file_(path) {
        const std::size_t size = file_.size();
        head_.resize(std::min(size, file_head));
        file_.read(0, head_.size(), head_.data());
        layout_ = parse_layout(head_, size, name(), [&] { return count_texts(size); });
        char header[header_bytes];
        file_.read(layout_.first_trace, header_bytes, header);
        require_one_length(
            layout_, [&](std::size_t at) { return samples_at(at); }, name());
        complete_layout(layout_, header, name());
    }

    const std::string& name() const { return file_.name(); }
    const file_layout& layout() const { return layout_; }
    std::size_t traces() const { return layout_.traces; }
    std::size_t samples() const { return layout_.samples; }
    /// The bytes before the first trace.
    std::string head() const {
        std::string bytes(layout_.first_trace, '\0');
        file_.read(0, bytes.size(), bytes.data());
        return bytes;
    }
    /// The bytes after the last trace.
    std::string tail() const {
        std::string bytes(file_.size() - std::min(file_.size(), layout_.end), '\0');
        file_.read(layout_.end, bytes.size(), bytes.data());
        return bytes;
    }
    /// The text header, 40 lines of 80 characters.
    std::string text() const {
        const std::string_view bytes(head_.data(), text_bytes);
        return decode_text(bytes, encoding_of(bytes));
    }

    /// The headers of traces, {count, 240}, without their samples where those are long.
    void read_headers(std::size_t first, std::size_t count, char* to) const {
        require_traces(first, count);
        constexpr std::size_t page = 4096, at_once = 1 << 18;
        const std::size_t size = layout_.trace_bytes();
        if (size >= 2 * page) {
            for (std::size_t i = 0; i < count; ++i)
                file_.read(layout_.position(first + i), header_bytes, to + i * header_bytes);
            return;
        }
        const std::size_t some = std::min(count, at_once / size);
        std::vector<char> bytes(some * size);
        for (std::size_t i = 0; i < count; i += some) {
            const std::size_t n = std::min(some, count - i);
            read_raw(first + i, n, bytes.data());
            for (std::size_t k = 0; k < n; ++k)
                std::copy_n(bytes.data() + k * size, header_bytes, to + (i + k) * header_bytes);
        }
    }
    /// Whole traces as the file has them, {count, trace_bytes}.
    void read_raw(std::size_t first, std::size_t count, char* to) const {
        require_traces(first, count);
        file_.read(layout_.position(first), count * layout_.trace_bytes(), to);
    }
    /// The bytes of a trace before its samples, {trace_head}.
    void read_head(std::size_t trace, char* to) const {
        require_traces(trace, 1);
        file_.read(layout_.position(trace), layout_.trace_head, to);
    }
    /// The samples of consecutive traces, {count, samples}.
    void read_traces(std::size_t first, std::size_t count, float* to) const {
        require_traces(first, count);
        const std::size_t size = layout_.trace_bytes();
        const std::size_t some = std::min(count, std::max<std::size_t>(1, (1 << 18) / size));
        const auto bytes = make_buffer<char>(some * size);
        for (std::size_t i = 0; i < count; i += some) {
            const std::size_t n = std::min(some, count - i);
            read_raw(first + i, n, bytes.get());
            for (std::size_t k = 0; k < n; ++k)
                decode_samples(bytes.get() + k * size + layout_.trace_head, samples(), layout_.format, layout_.order,
                               to + (i + k) * samples());
        }
    }

private:
    void require_traces(std::size_t first, std::size_t count) const {
        require(first <= traces() && count <= traces() - first, name(), ": expected traces below ", traces(), ", got ",
                first, " + ", count);
    }
    /// The number of samples that the trace header at a byte has.
    std::size_t samples_at(std::size_t at) const {
        char field[2];
        file_.read(at + 114, sizeof field, field);
        return load_natural(field, sizeof field, layout_.order);
    }
    /// The number of textual headers up to the one that says it is the last.
    std::size_t count_texts(std::size_t size) const {
        std::string text(text_bytes, '\0');
        for (std::size_t at = file_head, count = 1; at + text_bytes <= size; at += text_bytes, ++count) {
            file_.read(at, text_bytes, text.data());
            if (decode_text(text, encoding_of(text)).starts_with("((SEG: EndText))")) return count;
        }
        throw file_error(name() + ": byte 3505: expected texts up to ((SEG: EndText)), there is none");
    }

    positioned_file file_;
    std::string head_;
    file_layout layout_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
