// Constants of ONNX graphs: weights, and the whole numbers that say shapes.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/onnx/protobuf.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// Numbers that do not depend on samples. They may depend on the sides of images, and then say how.
struct constant {
    shape dims;
    std::vector<double> numbers;     ///< in C order; whole numbers up to 2^53 are exact
    bool whole = false;              ///< the file has them as whole numbers
    std::vector<std::string> how{};  ///< of each number, "rows:3", or empty; none where none depends on anything

    /// How number i came about; empty where it is a constant of the file.
    const std::string& origin(std::size_t i) const {
        static const std::string none;
        return how.empty() ? none : how[i];
    }
    /// Whether a number is another one for images of other sides.
    bool depends() const {
        return std::any_of(how.begin(), how.end(), [](const std::string& h) { return !h.empty(); });
    }
};

namespace detail {

/// The dtype of raw data as .npy files name it; null for what is no number.
inline const char* npy_name(int type) {
    switch (type) {
        case tensor_proto::FLOAT:
            return "<f4";
        case tensor_proto::DOUBLE:
            return "<f8";
        case tensor_proto::FLOAT16:
            return "<f2";
        case tensor_proto::INT64:
            return "<i8";
        case tensor_proto::INT32:
            return "<i4";
        case tensor_proto::INT16:
            return "<i2";
        case tensor_proto::INT8:
            return "|i1";
        case tensor_proto::UINT64:
            return "<u8";
        case tensor_proto::UINT32:
            return "<u4";
        case tensor_proto::UINT16:
            return "<u2";
        case tensor_proto::UINT8:
            return "|u1";
        case tensor_proto::BOOL:
            return "|b1";
        default:
            return nullptr;
    }
}

/// Numbers that are not raw data, of the field that their type has.
template <class F>
void each_field(const tensor_proto& t, const F& f) {
    switch (t.data_type()) {
        case tensor_proto::FLOAT:
            return f(t.float_data());
        case tensor_proto::DOUBLE:
            return f(t.double_data());
        case tensor_proto::INT64:
            return f(t.int64_data());
        case tensor_proto::UINT32:
        case tensor_proto::UINT64:
            return f(t.uint64_data());
        default:
            return f(t.int32_data());
    }
}

}  // namespace detail

/// What a tensor of a file holds. `origin` names the file. Throws file_error for texts and complex numbers, for data in
/// other files, and where the data are not as many as the dims say.
inline constant read_constant(const tensor_proto& t, const std::string& origin) {
    const std::string of = origin + ": tensor " + excerpt(t.name());
    const char* type = detail::npy_name(t.data_type());
    require<file_error>(type != nullptr, of, ": expected numbers, got data of type ", t.data_type());
    require<file_error>(t.data_location() != tensor_proto::EXTERNAL, of,
                        ": expected data in the file, got a reference to another one");
    require<file_error>(t.dims_size() <= static_cast<int>(shape::max_axes), of, ": expected at most ", shape::max_axes,
                        " axes, got ", t.dims_size());
    npy_header header{type, false, {}};
    for (const std::int64_t extent : t.dims()) {
        require<file_error>(extent >= 0, of, ": expected extents from 0 on, got ", extent);
        header.shape.push_back(static_cast<std::size_t>(extent));
    }
    const auto conversion = io::detail::element_conversion<double>::of(type, of);
    const std::size_t bytes = header.data_bytes(conversion.bytes, of);
    constant c{header.shape, {}, header.dtype[1] != 'f'};
    if (t.has_raw_data()) {
        require<file_error>(t.raw_data().size() == bytes, of, ": expected ", bytes, " bytes for ", header.shape,
                            ", got ", t.raw_data().size());
        c.numbers.resize(header.shape.size());
        io::detail::convert_elements(t.raw_data().data(), header, conversion, c.numbers.data(), of);
        return c;
    }
    detail::each_field(t, [&](const auto& field) {
        require<file_error>(bytes / conversion.bytes == static_cast<std::size_t>(field.size()), of, ": expected ",
                            bytes / conversion.bytes, " numbers for ", header.shape, ", got ", field.size());
        c.numbers.reserve(static_cast<std::size_t>(field.size()));
        for (const auto value : field)
            c.numbers.push_back(t.data_type() == tensor_proto::FLOAT16
                                    ? static_cast<double>(static_cast<float>(io::detail::half{
                                          static_cast<std::uint16_t>(static_cast<std::int64_t>(value))}))
                                    : static_cast<double>(value));
    });
    return c;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
