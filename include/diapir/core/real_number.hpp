// The types of numbers that the library computes in.
#pragma once

#include <diapir/core/target.hpp>

#include <concepts>

namespace diapir::inline DIAPIR_TARGET {

/// Single and double precision. Integers and other floating types are converted to double.
template <class T>
concept real_number = std::same_as<T, float> || std::same_as<T, double>;

}  // namespace diapir::inline DIAPIR_TARGET
