// Rows of an array in NumPy's .npy format that stays in its file, for data sets larger than memory.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/positioned_file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// An .npy file {n, ...} of which row i, the part {...} at index i, is read when it is asked for. Elements become T as
/// load_npy converts them. Any number of threads may read from one object at once.
template <npy_element T>
class npy_rows {
public:
    /// Opens the file and reads its header. Throws file_error for anything else than one whole array of numbers or bool
    /// with at least one axis, in C order: in Fortran order, rows are strewn over the file.
    explicit npy_rows(const std::filesystem::path& path)
        : file_(path), header_(read_header(file_)), conversion_(conversion::of(header_.dtype, name())) {
        require<file_error>(shape().axes() > 0, name(), ": expected rows {n, ...}, got a single number");
        require<file_error>(!header_.fortran_order || shape().axes() == 1, name(),
                            ": expected rows in C order, got an array ", shape(),
                            " in Fortran order; numpy.ascontiguousarray turns it");
        const std::size_t expected = header_.data_bytes(conversion_.bytes, name()),
                          present = file_.size() - header_.bytes;
        require<file_error>(present == expected, name(), ": expected ", expected, " bytes of data for shape ", shape(),
                            " and dtype '", header_.dtype, "', got ", present);
    }

    /// That of the whole array, {n, ...}.
    const diapir::shape& shape() const { return header_.shape; }
    /// The number of rows, n.
    std::size_t size() const { return shape()[0]; }
    /// The number of elements of a row.
    std::size_t row_size() const { return shape().drop(1).size(); }
    /// As in the file, such as "<f4".
    const std::string& dtype() const { return header_.dtype; }

    /// Rows `first` to `last` (exclusive), {last - first, ...}. Throws argument_error for rows that do not exist, and
    /// file_error when reading fails, where the file has become shorter, and for values that are no T.
    array<T> slice(std::size_t first, std::size_t last) const {
        require_range(first, last);
        array<T> rows = make_array<T>(extents(last - first));
        slice(first, last, rows.data());
        return rows;
    }
    /// The same, written to `to` on.
    void slice(std::size_t first, std::size_t last, T* to) const {
        require_range(first, last);
        read_elements(first * row_size(), (last - first) * row_size(), to);
    }

    /// The rows that `indexes` name, in that order, {indexes, ...}; neighbors are read together. Throws as slice does.
    array<T> take(std::span<const std::size_t> indexes) const {
        for (std::size_t index : indexes) require_row(index);
        array<T> rows = make_array<T>(extents(indexes.size()));
        take(indexes, rows.data());
        return rows;
    }
    /// The same, written to `to` on.
    void take(std::span<const std::size_t> indexes, T* to) const {
        for (std::size_t index : indexes) require_row(index);
        for (std::size_t i = 0, run; i < indexes.size(); i += run) {
            for (run = 1; i + run < indexes.size() && indexes[i + run] == indexes[i] + run;) ++run;
            slice(indexes[i], indexes[i] + run, to + i * row_size());
        }
    }

private:
    using conversion = detail::element_conversion<T>;

    static npy_header read_header(const positioned_file& file) {
        std::string bytes(std::min(file.size(), npy_header::max_bytes), '\0');
        file.read(0, bytes.size(), bytes.data());
        return parse_npy_header(bytes, file.name());
    }

    const std::string& name() const { return file_.name(); }
    diapir::shape extents(std::size_t rows) const {
        diapir::shape s = shape();
        s[0] = rows;
        return s;
    }
    void require_range(std::size_t first, std::size_t last) const {
        require(first <= last && last <= size(), name(), ": expected rows in order within ", shape(), ", got ", first,
                " to ", last);
    }
    void require_row(std::size_t row) const {
        require(row < size(), name(), ": row ", row, " does not exist in ", shape());
    }

    void read_elements(std::size_t first, std::size_t count, T* to) const {
        const std::size_t bytes = conversion_.bytes;
        if (conversion_.same && !header_.swapped())
            return file_.read(header_.bytes + first * bytes, count * bytes, reinterpret_cast<char*>(to));
        constexpr std::size_t at_once = 65536;
        std::vector<char> raw(std::min(at_once, count) * bytes);
        for (std::size_t done = 0; done < count; done += at_once) {
            npy_header part = header_;
            part.shape = {std::min(at_once, count - done)};
            file_.read(header_.bytes + (first + done) * bytes, part.shape.size() * bytes, raw.data());
            detail::convert_elements(raw.data(), part, conversion_, to + done, name());
        }
    }

    positioned_file file_;
    npy_header header_;
    conversion conversion_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
