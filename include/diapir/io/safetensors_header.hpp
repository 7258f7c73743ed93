// The header of safetensors files (huggingface/safetensors 0.4, its README): 8 bytes of length, little-endian, then
// JSON that names tensors, their dtypes, shapes and places in the data, which follow.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// What a header says of one tensor.
struct safetensor {
    std::string name, dtype;  ///< "F32"
    diapir::shape shape;
    std::size_t first = 0, last = 0;  ///< its bytes are those from `first` to before `last` of the data

    /// The dtype as .npy files name it, "<f4". Throws file_error for one that is no number and not bool; BF16 is
    /// "<u2", its bits.
    std::string npy_dtype(const std::string& origin) const {
        constexpr std::pair<std::string_view, const char*> known[]{
            {"F64", "<f8"}, {"F32", "<f4"}, {"F16", "<f2"}, {"BF16", "<u2"}, {"I64", "<i8"},
            {"I32", "<i4"}, {"I16", "<i2"}, {"I8", "|i1"},  {"U64", "<u8"},  {"U32", "<u4"},
            {"U16", "<u2"}, {"U8", "|u1"},  {"BOOL", "|b1"}};
        for (const auto& [theirs, ours] : known)
            if (dtype == theirs) return ours;
        throw file_error(origin + ": tensor " + excerpt(name) + " has the dtype " + excerpt(dtype) +
                         ", expected F64, F32, F16, BF16, BOOL or an integer");
    }
};

struct safetensors_header {
    /// The longest JSON that is accepted: a hundred thousand tensors.
    static constexpr std::size_t max_bytes = std::size_t{16} << 20;

    std::vector<safetensor> tensors;  ///< in the order of their data
    std::map<std::string, std::string> metadata;
};

namespace detail {

inline safetensor safetensor_from_json(const std::string& name, const json& about, const std::string& origin) {
    const std::string of = origin + ": tensor " + excerpt(name);
    return read_members(of, [&] {
        safetensor t{name, about.at("dtype").get<std::string>(), {}, 0, 0};
        const json &extents = about.at("shape"), &offsets = about.at("data_offsets");
        require<file_error>(extents.is_array() && extents.size() <= shape::max_axes, of,
                            ": expected a shape of at most ", shape::max_axes, " axes");
        for (const json& extent : extents) t.shape.push_back(as_count(extent, of + ": shape"));
        require<file_error>(offsets.is_array() && offsets.size() == 2, of, ": expected two data_offsets");
        t.first = as_count(offsets[0], of + ": data_offsets");
        t.last = as_count(offsets[1], of + ": data_offsets");
        const npy_header as_npy{t.npy_dtype(origin), false, t.shape};
        const std::size_t element = static_cast<std::size_t>(as_npy.dtype.back() - '0');
        const std::size_t expected = as_npy.data_bytes(element, of);
        require<file_error>(t.first <= t.last && t.last - t.first == expected, of, ": expected ", expected,
                            " bytes for the shape ", t.shape, " and dtype ", t.dtype, ", got the data from ", t.first,
                            " to ", t.last);
        return t;
    });
}

}  // namespace detail

/// The header that a JSON text holds, of a file with so many bytes of data. Throws file_error unless every byte of the
/// data belongs to one tensor. `origin` names the file in messages.
inline safetensors_header parse_safetensors_header(std::string_view text, std::size_t data_bytes,
                                                   const std::string& origin) {
    const json all = parse_foreign_json(text, origin);
    require<file_error>(all.is_object(), origin, ": expected a header that is a JSON object");
    safetensors_header header;
    for (const auto& [name, about] : all.items()) {
        if (name != "__metadata__") {
            header.tensors.push_back(detail::safetensor_from_json(name, about, origin));
            continue;
        }
        read_members(origin + ": __metadata__",
                     [&, &values = about] { header.metadata = values.get<std::map<std::string, std::string>>(); });
    }
    std::stable_sort(header.tensors.begin(), header.tensors.end(), [](const safetensor& a, const safetensor& b) {
        return std::pair(a.first, a.last) < std::pair(b.first, b.last);
    });
    std::size_t end = 0;
    for (const safetensor& t : header.tensors) {
        require<file_error>(t.first == end, origin, ": expected the data of the tensor ", excerpt(t.name),
                            " from byte ", end, " on, where those before it end, got ", t.first);
        end = t.last;
    }
    require<file_error>(end == data_bytes, origin, ": expected ", end, " bytes of data, got ", data_bytes);
    return header;
}

/// The first bytes of a file, up to its data, which begin at a multiple of 8. Throws argument_error where a name is not
/// UTF-8.
inline std::string format_safetensors_header(const safetensors_header& header) {
    json all = json::object();
    if (!header.metadata.empty()) all["__metadata__"] = header.metadata;
    for (const safetensor& t : header.tensors) {
        require(is_utf8(t.name) && t.name != "__metadata__", "safetensors: expected names of tensors in UTF-8, got ",
                excerpt(t.name));
        all[t.name] = {{"dtype", t.dtype}, {"shape", t.shape}, {"data_offsets", {t.first, t.last}}};
    }
    std::string text = all.dump(-1, ' ', false, json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(text.size() >> 8 * i & 255);
    return bytes + text;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
