// A run as it begins.
#pragma once

#include <diapir/io/tracking/run_store.hpp>

namespace diapir::inline DIAPIR_TARGET::testing {

inline const io::run_start some_run{"0123456789abcdef0123456789abcdef", "salt", "f\xc3\xbcrst", 1700000000123};

}  // namespace diapir::inline DIAPIR_TARGET::testing
