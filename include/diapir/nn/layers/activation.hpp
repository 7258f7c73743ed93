// What follows a convolution.
#pragma once

namespace diapir::nn {

enum class activation { none, relu };

}  // namespace diapir::nn
