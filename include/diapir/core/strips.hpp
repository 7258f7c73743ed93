// How the rows of arrays are divided over threads: whole arrays where there are many, strips of rows where there are
// few large ones.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Consecutive rows.
struct row_range {
    std::size_t first, last;

    std::size_t count() const { return last - first; }
};

/// A rough number of operations for each element of a row.
inline constexpr std::size_t few_operations = 8;

/// Into how many strips each of `arrays` arrays is cut. `halo` is how many rows a strip computes beyond its own.
inline std::size_t strips_of(std::size_t arrays, std::size_t rows, std::size_t row_size, std::size_t halo,
                             std::size_t operations = few_operations) {
    constexpr std::size_t worth_sharing = 262144, worth_a_strip = 65536, many = 8;  // operations; arrays a thread
    if (!diapir::detail::may_share() || arrays == 0) return 1;
    const std::size_t team = threads();
    if (arrays >= many * team || arrays * rows * row_size * operations < worth_sharing) return 1;
    // A few strips a thread, so that a free one can take what another has not begun; fewer where much is done twice.
    const std::size_t strips = std::clamp(rows / (8 * halo + 1), team, 4 * team) / team * team;
    const std::size_t smallest = std::max<std::size_t>({halo, worth_a_strip / (row_size * operations + 1), 1});
    return std::clamp<std::size_t>(divide_up(strips, arrays), 1, std::max<std::size_t>(rows / smallest, 1));
}

/// Calls f(array, rows) so that every row of every array {rows, row_size} is in one range, shared out over the threads.
/// f must do the same with a row whatever range it is in. `halo` and `operations` as in
/// strips_of.
template <class F>
void for_each_strip(std::size_t arrays, std::size_t rows, std::size_t row_size, std::size_t halo, const F& f,
                    std::size_t operations = few_operations) {
    const std::size_t strips = strips_of(arrays, rows, row_size, halo, operations), items = arrays * strips;
    const auto item = [&](std::size_t i) {
        const std::size_t strip = i % strips;
        f(i / strips, row_range{rows * strip / strips, rows * (strip + 1) / strips});
    };
    if (items % threads() == 0 && strips > 1) return parallel_chunks(items, item);
    parallel_for(items, item, (rows / strips) * row_size * operations);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
