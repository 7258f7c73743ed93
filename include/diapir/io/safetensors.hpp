// Arrays by name in the safetensors format, which PyTorch, JAX and Hugging Face's libraries exchange weights in, and
// the weights of networks in it.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/little_endian.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/safetensors_header.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/parameter.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// A file open for reading. Its header is checked when it is opened; arrays are read when they are asked for, from any
/// number of threads.
class safetensors_file {
public:
    /// Throws file_error where it cannot be read, and for a header that is not that of its data.
    explicit safetensors_file(const std::filesystem::path& path) : file_(path) {
        const std::size_t bytes = file_.size();
        require<file_error>(bytes >= 8, name(), ": expected a safetensors file, got ", bytes, " bytes");
        char prefix[8];
        file_.read(0, 8, prefix);
        std::size_t length = 0;
        for (std::size_t i = 8; i-- > 0;) length = length << 8 | static_cast<unsigned char>(prefix[i]);
        require<file_error>(length <= bytes - 8 && length <= safetensors_header::max_bytes, name(),
                            ": expected a safetensors file: a header of ", length, " bytes does not fit in a file of ",
                            bytes, ", or is above ", safetensors_header::max_bytes);
        std::string text(length, '\0');
        file_.read(8, length, text.data());
        data_ = 8 + length;
        header_ = parse_safetensors_header(text, bytes - data_, name());
    }

    /// In the order of their data.
    const std::vector<safetensor>& tensors() const { return header_.tensors; }
    const std::map<std::string, std::string>& metadata() const { return header_.metadata; }
    const std::string& name() const { return file_.name(); }
    bool contains(const std::string& tensor) const { return find(tensor) != header_.tensors.end(); }
    /// Throws file_error, as get does, where there is no tensor of that name.
    const safetensor& about(const std::string& tensor) const {
        const auto found = find(tensor);
        require<file_error>(found != header_.tensors.end(), name(), ": there is no tensor ", excerpt(tensor));
        return *found;
    }

    /// A tensor, its elements converted to T: to floating point by rounding, to integers and bool only where nothing is
    /// lost.
    template <npy_element T>
    array<T> get(const std::string& tensor) const {
        const safetensor& t = about(tensor);
        const std::string origin = name() + ": tensor " + excerpt(tensor);
        std::string bytes(t.last - t.first, '\0');
        file_.read(data_ + t.first, bytes.size(), bytes.data());
        const npy_header header{t.npy_dtype(name()), false, t.shape};
        array<T> out = make_array<T>(t.shape);
        if (t.dtype == "BF16") {  // the upper half of a float
            for (std::size_t i = 0; i < out.size(); ++i) {
                const auto bits = detail::read_element<std::uint16_t>(bytes.data() + 2 * i, header.swapped());
                const float value = std::bit_cast<float>(std::uint32_t{bits} << 16);
                require<file_error>(detail::representable<T>(value), origin, ": the value ", value,
                                    " does not fit the requested element type");
                out.data()[i] = static_cast<T>(value);
            }
            return out;
        }
        detail::convert_elements(bytes.data(), header, detail::element_conversion<T>::of(header.dtype, origin),
                                 out.data(), origin);
        return out;
    }

private:
    std::vector<safetensor>::const_iterator find(const std::string& tensor) const {
        return std::find_if(header_.tensors.begin(), header_.tensors.end(),
                            [&](const safetensor& t) { return t.name == tensor; });
    }

    positioned_file file_;
    std::size_t data_ = 0;  // where they begin
    safetensors_header header_;
};

/// A file that is being written: tensors are added, commit() makes the file.
class safetensors_writer {
public:
    explicit safetensors_writer(std::filesystem::path path, std::map<std::string, std::string> metadata = {})
        : path_(std::move(path)) {
        header_.metadata = std::move(metadata);
    }

    /// Adds the `s.size()` elements at `data`, in C order, which must live until commit(). Throws argument_error where
    /// there is a tensor of that name, and for more elements than any memory holds.
    template <npy_element T>
    void add(const std::string& name, const shape& s, const T* data) {
        const char* kind = std::is_same_v<T, bool>       ? "BOOL"
                           : std::is_floating_point_v<T> ? "F"
                           : std::is_signed_v<T>         ? "I"
                                                         : "U";
        const std::string dtype = kind + (std::is_same_v<T, bool> ? std::string() : std::to_string(8 * sizeof(T)));
        for (const safetensor& t : header_.tensors)
            require(t.name != name, "safetensors: expected names that differ, got ", excerpt(name), " twice");
        header_.tensors.push_back({name, dtype, s, bytes_, bytes_ + s.checked_size() * sizeof(T)});
        contents_.push_back({reinterpret_cast<const char*>(data), sizeof(T)});
        bytes_ = header_.tensors.back().last;
    }
    /// Throws file_error when writing fails; an old file is then untouched.
    void commit() const {
        atomic_file file(path_);
        file.write(format_safetensors_header(header_));
        for (std::size_t i = 0; i < contents_.size(); ++i) {
            const auto& [data, element] = contents_[i];
            in_little_endian({data, header_.tensors[i].last - header_.tensors[i].first}, element,
                             [&](std::string_view bytes) { file.write(bytes); });
        }
        file.commit();
    }

private:
    std::filesystem::path path_;
    safetensors_header header_;
    struct content {
        const char* data;
        std::size_t element;  // its bytes
    };
    std::vector<content> contents_;
    std::size_t bytes_ = 0;
};

/// Writes all parameters of a network under their names, such as "conv2d_1/kernel", in the shapes that they have here.
/// Throws file_error when that fails.
template <class T>
void save_safetensors(const std::filesystem::path& path, const nn::parameters<T>& parameters,
                      const std::map<std::string, std::string>& metadata = {}) {
    safetensors_writer writer(path, metadata);
    for (const auto& p : parameters) writer.add(p.name, p.value.shape(), p.value.data());
    writer.commit();
}

/// Replaces the values of all parameters by the tensors of their names; others in the file are left alone. Throws
/// file_error, with no parameter changed, where one is missing or has another shape.
template <class T>
void load_safetensors(const std::filesystem::path& path, nn::parameters<T>& parameters) {
    const safetensors_file file(path);
    nn::parameters<T> loaded;
    for (const auto& p : parameters) {
        const shape found = file.about(p.name).shape;
        require<file_error>(found == p.value.shape(), file.name(), ": tensor ", excerpt(p.name), " is ", found,
                            ", expected ", p.value.shape());
        loaded.push_back({p.name, to_tensor(file.get<T>(p.name)), p.trainable});
    }
    parameters = std::move(loaded);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
