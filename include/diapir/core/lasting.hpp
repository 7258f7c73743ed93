// Objects that are there to the very end of the program.
#pragma once

#include <diapir/core/target.hpp>

#include <type_traits>

namespace diapir::inline DIAPIR_TARGET {

/// What `make` returns, which is never destroyed: destructors of static objects may use it too. For a static reference
/// of a function: static const table& all = lasting([] { return table{...}; });
template <class Make>
std::invoke_result_t<Make>& lasting(Make make) {
    return *new std::invoke_result_t<Make>(make());
}

}  // namespace diapir::inline DIAPIR_TARGET
