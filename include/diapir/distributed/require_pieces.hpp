// What communicators check of the bytes that ranks exchange, before any of them is touched.
#pragma once

#include <diapir/core/error.hpp>

#include <cstddef>
#include <span>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Throws argument_error unless `rank` is one of `ranks`.
inline void require_rank(const char* what, std::size_t rank, std::size_t ranks) {
    require(rank < ranks, what, ": expected a rank below ", ranks, ", got ", rank);
}

/// Throws argument_error unless there is the size of one piece for each rank, and the pieces are all of the bytes.
inline void require_pieces(const char* what, std::size_t bytes, std::span<const std::size_t> sizes, std::size_t ranks) {
    require(sizes.size() == ranks, what, ": expected the sizes of ", ranks, " pieces, got ", sizes.size());
    std::size_t left = bytes;
    for (const std::size_t size : sizes) {
        require(size <= left, what, ": expected pieces of ", bytes, " bytes in all, got more");
        left -= size;
    }
    require(left == 0, what, ": expected pieces of ", bytes, " bytes in all, got ", bytes - left);
}

}  // namespace diapir::inline DIAPIR_TARGET::distributed
