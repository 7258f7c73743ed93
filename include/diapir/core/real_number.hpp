// The types of numbers that the library computes in.
#pragma once

#include <concepts>

namespace diapir {

/// Single and double precision. Integers and other floating types are converted to double.
template <class T>
concept real_number = std::same_as<T, float> || std::same_as<T, double>;

}  // namespace diapir
