// What follows a convolution.
#pragma once

namespace diapir::inline DIAPIR_TARGET::nn {

enum class activation { none, relu };

}  // namespace diapir::inline DIAPIR_TARGET::nn
