// The header of NumPy's .npy format: eight bytes of magic and version, a length, and a Python dictionary as text.
// Reference: numpy.lib.format of NumPy 1.24.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::io {

struct npy_header {
    /// The longest header that is accepted; NumPy itself refuses dictionaries above 10000 characters.
    static constexpr std::size_t max_bytes = 65536;

    std::string dtype;           ///< byte order, kind and size: "<f4" is a little-endian float, "|b1" a bool
    bool fortran_order = false;  ///< the first axis varies fastest
    diapir::shape shape;
    std::size_t bytes = 0;  ///< where the data begin

    /// Whether the byte order is not that of this machine.
    bool swapped() const { return dtype.starts_with(std::endian::native == std::endian::little ? '>' : '<'); }
    /// The size of the data for elements of that size. Throws file_error where it exceeds the address space, of arrays
    /// without elements by their other extents, as NumPy does.
    std::size_t data_bytes(std::size_t element, const std::string& origin) const {
        constexpr std::size_t most = std::numeric_limits<std::ptrdiff_t>::max();
        std::size_t product = element;
        bool empty = false;
        for (const std::size_t extent : shape) {
            empty = empty || extent == 0;
            require<file_error>(extent == 0 || product <= most / extent, origin, ": no array can have shape ", shape);
            product *= std::max<std::size_t>(extent, 1);
        }
        return empty ? 0 : product;
    }
};

namespace detail {

/// Reads a dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } in any order and spacing.
class npy_dictionary_parser {
public:
    npy_dictionary_parser(std::string_view text, const std::string& origin)
        : all_(text), rest_(text), origin_(origin) {}

    npy_header parse() {
        npy_header header;
        bool has_dtype = false, has_order = false, has_shape = false;
        expect('{');
        while (!accept('}')) {
            const std::string key = string();
            expect(':');
            if (key == "descr" && !has_dtype) {
                require<file_error>(!peek('['), origin_, ": expected numbers or bool, got a structured dtype");
                header.dtype = string();
                has_dtype = true;
            } else if (key == "fortran_order" && !has_order) {
                header.fortran_order = boolean();
                has_order = true;
            } else if (key == "shape" && !has_shape) {
                header.shape = extents();
                has_shape = true;
            } else {
                fail();
            }
            if (!accept(',') && !peek('}')) fail();
        }
        skip_space();
        if (!has_dtype || !has_order || !has_shape || !rest_.empty()) fail();
        return header;
    }

private:
    [[noreturn]] void fail() const {
        throw file_error(origin_ + ": expected an .npy header with descr, fortran_order and shape, got " +
                         excerpt(all_, 200));
    }
    void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
    bool peek(char c) {
        skip_space();
        return rest_.starts_with(c);
    }
    bool accept(char c) {
        const bool found = peek(c);
        if (found) rest_.remove_prefix(1);
        return found;
    }
    void expect(char c) {
        if (!accept(c)) fail();
    }
    std::string string() {
        if (peek('u')) rest_.remove_prefix(1);  // a text of Python 2
        const char quote = peek('"') ? '"' : '\'';
        expect(quote);
        const std::size_t end = rest_.find(quote);
        if (end == rest_.npos) fail();
        const std::string text(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        return text;
    }
    bool boolean() {
        skip_space();
        const bool value = rest_.starts_with("True");
        const std::string_view word = value ? "True" : "False";
        if (!rest_.starts_with(word)) fail();
        rest_.remove_prefix(word.size());
        return value;
    }
    diapir::shape extents() {
        diapir::shape extents;
        expect('(');
        while (!accept(')')) {
            skip_space();
            std::size_t extent = 0;
            const auto [end, failure] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
            if (failure != std::errc{}) fail();
            rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
            if (rest_.starts_with('L')) rest_.remove_prefix(1);  // a long of Python 2
            if (extents.axes() == diapir::shape::max_axes)
                throw file_error(origin_ + ": expected at most " + std::to_string(diapir::shape::max_axes) +
                                 " axes, got header " + excerpt(all_, 200));
            extents.push_back(extent);
            if (!accept(',') && !peek(')')) fail();
        }
        return extents;
    }

    std::string_view all_, rest_;
    const std::string& origin_;
};

}  // namespace detail

/// The header at the beginning of the bytes of an .npy file. `origin` names the bytes in messages.
/// Throws file_error where there is none.
inline npy_header parse_npy_header(std::string_view bytes, const std::string& origin) {
    require<file_error>(bytes.size() >= 10 && bytes.starts_with("\x93NUMPY"), origin,
                        ": expected a NumPy .npy array, got ",
                        bytes.size() < 10 ? "fewer than 10 bytes" : "another format");
    const auto byte = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
    const std::size_t version = byte(6), prefix = version == 1 ? 10 : 12;
    require<file_error>(version >= 1 && version <= 3, origin, ": expected .npy version 1 to 3, got ", version);
    std::size_t length = byte(8) | byte(9) << 8;
    if (version > 1 && bytes.size() >= prefix) length |= byte(10) << 16 | byte(11) << 24;
    require<file_error>(
        bytes.size() >= prefix && prefix + length <= npy_header::max_bytes && prefix + length <= bytes.size(), origin,
        ": expected an .npy header of ", length, " bytes, got ", bytes.size(), " bytes in all");
    npy_header header = detail::npy_dictionary_parser(bytes.substr(prefix, length), origin).parse();
    header.bytes = prefix + length;
    return header;
}

/// The C++ types that an .npy file can hold.
template <class T>
concept npy_element = std::is_arithmetic_v<T> && !std::same_as<T, long double>;

/// The dtype of a C++ type, such as "<f4" for float and "|b1" for bool.
template <npy_element T>
std::string npy_dtype() {
    const char order = sizeof(T) == 1 ? '|' : std::endian::native == std::endian::little ? '<' : '>';
    const char kind = std::same_as<T, bool> ? 'b' : std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
    return {order, kind, static_cast<char>('0' + sizeof(T))};
}

/// The first bytes of an .npy file, up to its data, which begin at a multiple of 64 bytes.
inline std::string format_npy_header(const npy_header& header) {
    std::string extents;
    for (std::size_t extent : header.shape) extents += std::to_string(extent) + (header.shape.axes() == 1 ? "," : ", ");
    if (header.shape.axes() > 1) extents.resize(extents.size() - 2);
    const std::string dictionary = "{'descr': '" + header.dtype +
                                   "', 'fortran_order': " + (header.fortran_order ? "True" : "False") + ", 'shape': (" +
                                   extents + "), }";
    const std::size_t total = (10 + dictionary.size() + 1 + 63) / 64 * 64, length = total - 10;
    std::string bytes = {'\x93', 'N', 'U', 'M', 'P', 'Y', '\x01', '\x00'};
    bytes += static_cast<char>(length & 255);
    bytes += static_cast<char>(length >> 8);
    bytes += dictionary;
    bytes.resize(total - 1, ' ');
    return bytes += '\n';
}

}  // namespace diapir::inline DIAPIR_TARGET::io
