// What follows a convolution.
#pragma once

#include <diapir/core/target.hpp>

namespace diapir::inline DIAPIR_TARGET::nn {

enum class activation { none, relu };

}  // namespace diapir::inline DIAPIR_TARGET::nn
