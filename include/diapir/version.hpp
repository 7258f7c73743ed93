// The version of diapir, for the preprocessor and for programs.
#pragma once

#define DIAPIR_VERSION_MAJOR 0
#define DIAPIR_VERSION_MINOR 2
#define DIAPIR_VERSION_PATCH 0

namespace diapir {

/// The library's version, "major.minor.patch".
inline constexpr const char* version = "0.2.0";

}  // namespace diapir
