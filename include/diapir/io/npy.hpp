// Arrays in NumPy's .npy format, versions 1.0 to 3.0 (numpy.lib.format of NumPy 1.24), in files and in memory.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/read_file.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// IEEE 754 binary16, which C++20 does not have.
struct half {
    std::uint16_t bits;
    operator float() const {
        const int exponent = bits >> 10 & 31, fraction = bits & 1023;
        const float magnitude = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
                                : exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                                                : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
        return bits >> 15 ? -magnitude : magnitude;
    }
};

/// The element at `from`, its bytes reversed where the file's order is not this machine's.
template <class Source>
Source read_element(const char* from, bool swapped) {
    char bytes[sizeof(Source)];
    std::memcpy(bytes, from, sizeof(Source));
    if (swapped) std::reverse(bytes, bytes + sizeof(Source));
    return std::bit_cast<Source>(bytes);
}

/// Whether T holds the value itself: always for floating point (which rounds), else only numbers of its range.
template <class T, class Source>
bool representable(Source value) {
    if constexpr (std::is_floating_point_v<T>) {
        return true;
    } else if constexpr (std::is_same_v<T, bool>) {
        return value == Source{0} || value == Source{1};
    } else if constexpr (std::is_integral_v<Source>) {
        return std::in_range<T>(value);
    } else {
        // the powers of two that bound T are exact in double, its largest value may not be
        const double x = static_cast<double>(value), bound = std::ldexp(1.0, std::numeric_limits<T>::digits);
        return x == std::trunc(x) && x >= static_cast<double>(std::numeric_limits<T>::min()) && x < bound;
    }
}

/// Reads an element at `from` as a T; `origin` is for messages.
template <class T>
using element_reader = T (*)(const char* from, bool swapped, const std::string& origin);

template <class T, class Source>
T read_as(const char* from, bool swapped, const std::string& origin) {
    using number = std::conditional_t<std::is_same_v<Source, half>, float, Source>;
    const number x = read_element<Source>(from, swapped);
    if (!representable<T>(x)) [[unlikely]]
        throw file_error(
            diapir::detail::concat(origin, ": the value ", +x, " does not fit the requested element type"));
    return static_cast<T>(x);
}

/// How elements of a dtype such as "<f4" become a T. The loops over elements are compiled once for all dtypes: only
/// what has another type than asked for pays for a call an element.
template <class T>
struct element_conversion {
    std::size_t bytes;  ///< of an element
    element_reader<T> read;
    bool same;  ///< the elements are T, but maybe of another byte order

    /// Throws file_error for a dtype that is no number and not bool.
    static element_conversion of(const std::string& dtype, const std::string& origin) {
        const bool ordered = !dtype.empty() && std::string_view("<>|=").find(dtype[0]) != std::string_view::npos;
        const std::string_view type = std::string_view(dtype).substr(ordered ? 1 : 0);
        if (type == "f4") return from<float>();
        if (type == "f8") return from<double>();
        if (type == "f2") return from<half>();
        if (type == "b1" || type == "u1") return from<std::uint8_t>();
        if (type == "u2") return from<std::uint16_t>();
        if (type == "u4") return from<std::uint32_t>();
        if (type == "u8") return from<std::uint64_t>();
        if (type == "i1") return from<std::int8_t>();
        if (type == "i2") return from<std::int16_t>();
        if (type == "i4") return from<std::int32_t>();
        if (type == "i8") return from<std::int64_t>();
        throw file_error(origin + ": expected numbers or bool, got dtype " + excerpt(dtype));
    }

private:
    template <class Source>
    static element_conversion from() {
        return {sizeof(Source), &read_as<T, Source>, std::is_same_v<T, Source>};
    }
};

/// Converts the elements of a header's array, C or Fortran order, to C order.
template <class T>
void convert_elements(const char* from, const npy_header& header, const element_conversion<T>& conversion, T* to,
                      const std::string& origin) {
    const bool swapped = header.swapped();
    const std::size_t count = header.shape.size(), bytes = conversion.bytes;
    if (!header.fortran_order || header.shape.axes() < 2) {
        if (conversion.same && !swapped) {
            if (count > 0) std::memcpy(to, from, count * sizeof(T));
        } else {
            for (std::size_t i = 0; i < count; ++i, from += bytes) *to++ = conversion.read(from, swapped, origin);
        }
        return;
    }
    diapir::shape index = header.shape, strides = header.shape;
    for (std::size_t axis = 0, stride = 1; axis < index.axes(); ++axis) {
        index[axis] = 0;
        strides[axis] = stride;
        stride *= header.shape[axis];
    }
    for (std::size_t i = 0, source = 0; i < count; ++i) {
        *to++ = conversion.read(from + source * bytes, swapped, origin);
        for (std::size_t axis = index.axes(); axis-- > 0;) {
            source += strides[axis];
            if (++index[axis] < header.shape[axis]) break;
            source -= index[axis] * strides[axis];
            index[axis] = 0;
        }
    }
}

}  // namespace detail

/// The array that the bytes of an .npy file hold, its elements converted to T: to floating point by rounding, to
/// integers and bool only where nothing is lost. `origin` names the bytes in messages. Throws file_error for anything
/// else than one whole array of numbers or bool.
template <npy_element T>
array<T> decode_npy(std::string_view bytes, const std::string& origin) {
    const npy_header header = parse_npy_header(bytes, origin);
    const auto conversion = detail::element_conversion<T>::of(header.dtype, origin);
    const std::size_t present = bytes.size() - header.bytes, expected = header.data_bytes(conversion.bytes, origin);
    require<file_error>(present == expected, origin, ": expected ", expected, " bytes of data for shape ", header.shape,
                        " and dtype ", excerpt(header.dtype), ", got ", present);
    array<T> out = make_array<T>(header.shape);
    detail::convert_elements(bytes.data() + header.bytes, header, conversion, out.data(), origin);
    return out;
}

/// The bytes of an .npy file with the `shape.size()` elements at `data`, which are in C order. Throws argument_error
/// where there are more than any memory holds.
template <npy_element T>
std::string encode_npy(const diapir::shape& shape, const T* data) {
    const std::size_t count = shape.checked_size();
    std::string bytes = format_npy_header({npy_dtype<T>(), false, shape});
    if (count > 0) bytes.append(reinterpret_cast<const char*>(data), count * sizeof(T));
    return bytes;
}

/// The dtype and shape of an .npy file. Throws file_error for other files.
inline npy_header read_npy_header(const std::filesystem::path& path) {
    return parse_npy_header(read_file(path, npy_header::max_bytes), path.string());
}

/// The array of an .npy file; see decode_npy.
template <npy_element T>
array<T> load_npy(const std::filesystem::path& path) {
    return decode_npy<T>(read_file(path), path.string());
}

/// Writes an .npy file with the dtype of the expression's elements, in C order. Throws file_error when that fails.
template <array_expression E>
void save_npy(const std::filesystem::path& path, const E& expression) {
    using T = element_t<E>;
    const array<T>& a = evaluated<T>(expression);
    atomic_file file(path);
    file.write(format_npy_header({npy_dtype<T>(), false, shape_of(a)}));
    file.write({reinterpret_cast<const char*>(a.data()), a.size() * sizeof(T)});
    file.commit();
}

}  // namespace diapir::inline DIAPIR_TARGET::io
