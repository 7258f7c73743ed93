// The trace headers of a file, in parallel and in pieces, without the samples where these are long.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/segy/trace_file.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// The traces of one piece; the same for any number of threads.
inline constexpr std::size_t headers_at_once = 8192;

/// The number of pieces that scan_headers cuts a file in.
inline std::size_t header_pieces(const trace_file& file) {
    return divide_up(file.traces(), headers_at_once);
}

/// Calls f(piece, first, count, headers {count, 240}) for the consecutive traces of each of the pieces from
/// `first_piece` to `last_piece` (exclusive), from several threads. Throws file_error when reading fails.
template <class F>
void scan_headers(const trace_file& file, std::size_t first_piece, std::size_t last_piece, const F& f) {
    parallel_for(last_piece - first_piece, [&](std::size_t i) {
        const std::size_t piece = first_piece + i, first = piece * headers_at_once,
                          count = std::min(headers_at_once, file.traces() - first);
        std::vector<char> headers(count * header_bytes);
        file.read_headers(first, count, headers.data());
        f(piece, first, count, headers.data());
    });
}
/// The same of all pieces, which cover the file.
template <class F>
void scan_headers(const trace_file& file, const F& f) {
    scan_headers(file, 0, header_pieces(file), f);
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
