// How many parts of one size hold so many items.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET {

/// `count` / `by`, rounded up, for any positive `by`; no sum on the way can wrap around.
constexpr std::size_t divide_up(std::size_t count, std::size_t by) {
    return count / by + (count % by > 0);
}

}  // namespace diapir::inline DIAPIR_TARGET
