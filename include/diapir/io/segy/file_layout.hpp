// Where the parts of a SEG-Y file lie: read from its binary header and its first trace header, and held against the
// size of the file before anything relies on it. Revisions 0 to 2.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/segy/sample_format.hpp>
#include <diapir/io/segy/text_header.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::io::segy {

inline constexpr std::size_t header_bytes = 240;  ///< of a trace
inline constexpr std::size_t file_head = 3600;    ///< text and binary header

struct file_layout {
    sample_format format = sample_format::ibm_float;
    byte_order order = byte_order::big;
    unsigned revision = 0;                ///< 0, 1 or 2
    std::size_t extended_texts = 0;       ///< textual headers after the binary one
    std::size_t first_trace = file_head;  ///< in bytes
    std::size_t end = file_head;          ///< of the traces, in bytes
    std::size_t traces = 0, samples = 0;
    std::size_t trace_head = header_bytes;  ///< bytes before the samples: more where revision 2 adds headers
    double interval = 0;  ///< between samples, in microseconds, or in thousandths of the depth's unit; 0: unknown
    double delay = 0;     ///< of the first sample of the first trace, in milliseconds or units of depth

    std::size_t sample_bytes() const { return samples * bytes_of(format); }
    std::size_t trace_bytes() const { return trace_head + sample_bytes(); }
    /// The byte at which a trace begins.
    std::size_t position(std::size_t trace) const { return first_trace + trace * trace_bytes(); }
};

/// The largest number of traces that is indexed.
inline constexpr std::size_t max_traces = std::numeric_limits<std::uint32_t>::max() - 1;

namespace detail {

/// Fields of the binary header, named as the standard does, by their bytes counted from 1.
class binary_header {
public:
    binary_header(std::string_view head, byte_order order) : head_(head), order_(order) {}
    std::int64_t integer(std::size_t byte, std::size_t bytes) const {
        return load_integer(head_.data() + byte - 1, bytes, order_);
    }
    std::uint64_t natural(std::size_t byte, std::size_t bytes) const {
        return load_natural(head_.data() + byte - 1, bytes, order_);
    }
    /// An IEEE double; 0 where it is no number above 0.
    double positive(std::size_t byte) const {
        const double value = std::bit_cast<double>(natural(byte, 8));
        return std::isfinite(value) && value > 0 ? value : 0;
    }

private:
    std::string_view head_;
    byte_order order_;
};

/// The order in which the constant of revision 2 reads as written, else in which the sample format is one.
inline byte_order order_of(std::string_view head, const std::string& name) {
    const auto read = [&](std::size_t byte, std::size_t bytes, byte_order o) {
        return binary_header(head, o).natural(byte, bytes);
    };
    const byte_order both[] = {byte_order::big, byte_order::little};
    const auto says_so = [&](byte_order o) { return read(3297, 4, o) == 0x01020304; };
    const auto has_format = [&](byte_order o) { return bytes_of(static_cast<int>(read(3225, 2, o))) > 0; };
    const auto* found = std::find_if(std::begin(both), std::end(both), says_so);
    if (found == std::end(both)) {
        require<file_error>(read(3297, 4, byte_order::big) != 0x02010403, name,
                            ": byte 3297: the bytes of the file are swapped in pairs, which is not read");
        found = std::find_if(std::begin(both), std::end(both), has_format);
    }
    const byte_order order = found == std::end(both) ? byte_order::big : *found;
    const std::uint64_t code = read(3225, 2, order);
    require<file_error>(has_format(order), name,
                        ": byte 3225: expected the code of a sample format (1 to 3, 5 to 12, 15 or 16), got ", code,
                        code == 4 ? ", which is obsolete" : "");
    return order;
}

}  // namespace detail

/// What the first 3,600 bytes of a file say of it, all but the number of traces. `end_of_texts` is the number of
/// textual headers after the binary one, asked for where that leaves it open (-1). Throws file_error, naming a byte,
/// where it is no SEG-Y file that can be read.
template <class CountTexts>
file_layout parse_layout(std::string_view head, std::size_t file_bytes, const std::string& name,
                         const CountTexts& count_texts) {
    require<file_error>(head.size() >= file_head && file_bytes >= file_head, name,
                        ": expected a SEG-Y file with headers of ", file_head, " bytes, got ", file_bytes,
                        " bytes in all");
    file_layout l;
    l.order = detail::order_of(head, name);
    const detail::binary_header binary(head, l.order);
    l.format = static_cast<sample_format>(binary.natural(3225, 2));
    l.revision = static_cast<unsigned char>(head[3500]);
    if (l.revision > 2) l.revision = 0;                                                       // not what it is
    if (l.order == byte_order::little && l.revision == 0 && head[3501] == 1) l.revision = 1;  // written as one number
    l.interval = static_cast<double>(binary.natural(3217, 2));
    l.samples = binary.natural(3221, 2);
    const std::int64_t texts = l.revision > 0 ? binary.integer(3505, 2) : 0;
    l.extended_texts = texts < 0 ? count_texts() : static_cast<std::size_t>(texts);
    l.first_trace = file_head + l.extended_texts * text_bytes;
    l.end = file_bytes;
    if (l.revision == 2) {
        if (const auto samples = binary.natural(3269, 4); samples > 0) l.samples = samples;
        if (const double interval = binary.positive(3273); interval > 0) l.interval = interval;
        if (const auto offset = binary.natural(3521, 8); offset > 0) l.first_trace = offset;
        l.trace_head += binary.natural(3507, 4) * header_bytes;
        const std::size_t trailer = binary.natural(3529, 4) * text_bytes;
        require<file_error>(trailer < file_bytes, name, ": byte 3529: expected fewer than ", file_bytes,
                            " bytes of texts at the end, got ", trailer);
        l.end -= trailer;
    }
    require<file_error>(l.first_trace >= file_head && l.first_trace <= l.end && l.end - l.first_trace >= l.trace_head,
                        name, ": byte ", l.first_trace + 1, ": expected the first trace, the file has ", file_bytes,
                        " bytes");
    return l;
}

/// Completes a layout with the first trace header: the delay, the number of samples where the binary header has none
/// that fits, and the number of traces. Throws file_error, naming byte and trace, where the file ends within a trace.
inline void complete_layout(file_layout& l, const char* header, const std::string& name) {
    const double scale = l.revision > 0 ? factor_of(load_integer(header + 214, 2, l.order)) : 1;
    l.delay = static_cast<double>(load_integer(header + 108, 2, l.order)) * scale;
    if (l.interval == 0) l.interval = static_cast<double>(load_natural(header + 116, 2, l.order));
    const std::size_t present = l.end - l.first_trace, samples = load_natural(header + 114, 2, l.order);
    const auto fits = [&](std::size_t n) { return n > 0 && present % (l.trace_head + n * bytes_of(l.format)) == 0; };
    if (!fits(l.samples) && fits(samples)) l.samples = samples;
    require<file_error>(l.samples > 0, name, ": byte 3221: expected the number of samples of a trace, got 0");
    const std::size_t size = l.trace_bytes(), whole = present / size, rest = present % size;
    require<file_error>(rest == 0, name, ": byte ", l.position(whole) + 1, ": expected the ", size, " bytes of trace ",
                        whole + 1, " (", l.samples, " samples, ", name_of(l.format), "), the file ends after ", rest);
    require<file_error>(whole <= max_traces, name, ": expected at most ", max_traces, " traces, got ", whole);
    l.traces = whole;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
