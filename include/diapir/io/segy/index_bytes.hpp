// What the opening of a survey found out, as bytes for other processes of the same program: they open the file without
// reading all of its headers again.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/segy/trace_index.hpp>
#include <diapir/io/segy/trace_keys.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// Keys of a file, why there are no more of them, and the index by them.
struct indexed_keys {
    found_keys found;
    trace_index index;
};

namespace detail {

/// Puts values one after the other, or takes them again.
class index_writer {
public:
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void operator()(const T& value) { bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void list(const T* values, std::size_t count) {
        (*this)(count);
        bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
    }

    std::string bytes;
};

class index_reader {
public:
    explicit index_reader(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void operator()(T& value) { std::memcpy(&value, take(sizeof value), sizeof value); }
    /// A list of any container with resize() and data().
    template <class List>
    void list(List& values) {
        std::size_t count = 0;
        (*this)(count);
        const std::size_t size = sizeof(*values.data());
        require<error>(count <= bytes_.size() / size, "index of a survey: expected ", count, " entries, the bytes end");
        values.resize(count);
        const char* from = take(count * size);
        if (count > 0) std::memcpy(values.data(), from, count * size);
    }
    bool ended() const { return bytes_.empty(); }

private:
    const char* take(std::size_t count) {
        require<error>(count <= bytes_.size(), "index of a survey: expected ", count, " more bytes, got ",
                       bytes_.size());
        const char* at = bytes_.data();
        bytes_.remove_prefix(count);
        return at;
    }

    std::string_view bytes_;
};

struct index_copy {
    std::uint64_t place, trace;  // nothing between them
};

/// All members that are plain values, to be written or read.
template <class Io, class Indexed>
void each_value(Io& io, Indexed& x) {
    io(x.found.keys);
    io(x.index.ilines);
    io(x.index.xlines);
    io(x.index.dead);
    io(x.index.least_offset);
    io(x.index.largest_offset);
    io(x.index.coordinates.origin);
    io(x.index.coordinates.per_iline);
    io(x.index.coordinates.per_xline);
    io(x.index.coordinates.misfit);
    io(x.index.coordinates.determined);
}

}  // namespace detail

/// As bytes of this kind of machine.
inline std::string to_bytes(const indexed_keys& x) {
    detail::index_writer out;
    detail::each_value(out, x);
    out.list(x.found.note.data(), x.found.note.size());
    out.list(x.index.cells.data(), x.index.cells.size());
    std::vector<detail::index_copy> copies;
    for (const auto& [place, trace] : x.index.copies) copies.push_back({place, trace});
    out.list(copies.data(), copies.size());
    return std::move(out.bytes);
}

/// What to_bytes was given. Throws error for bytes that are too few or too many, and for traces that cannot be there.
inline indexed_keys indexed_keys_of(std::string_view bytes) {
    detail::index_reader in(bytes);
    indexed_keys x;
    detail::each_value(in, x);
    in.list(x.found.note);
    in.list(x.index.cells);
    std::vector<detail::index_copy> copies;
    in.list(copies);
    for (const auto& c : copies) x.index.copies.emplace_back(c.place, static_cast<std::uint32_t>(c.trace));
    const std::size_t places = x.index.cells.size(), rows = x.index.ilines.count, cols = x.index.xlines.count;
    require<error>(in.ended() && rows > 0 && cols > 0 && places % cols == 0 && places / cols == rows,
                   "index of a survey: expected ", rows, " x ", cols, " places, got ", places);
    const std::size_t traces = places - x.index.holes() + x.index.copies.size();
    const auto known = [&](std::uint32_t trace) { return trace == trace_index::none || trace < traces; };
    require<error>(x.index.ilines.step > 0 && x.index.xlines.step > 0 &&
                       std::all_of(x.index.cells.begin(), x.index.cells.end(), known) &&
                       std::all_of(copies.begin(), copies.end(),
                                   [&](const auto& c) { return c.place < places && c.trace < traces; }),
                   "index of a survey: expected steps above 0 and places of ", traces, " traces, got others");
    return x;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
