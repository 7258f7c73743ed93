// The two orders of the axes of images in ONNX files.
#pragma once

#include <diapir/core/target.hpp>

namespace diapir::inline DIAPIR_TARGET::io {

/// {n, channels, rows, cols}, or {n, rows, cols, channels}.
enum class data_format { channels_first, channels_last };

/// As the metadata of a file name it, for OpendTect's dgbpy.
inline const char* name_of(data_format f) {
    return f == data_format::channels_first ? "channels_first" : "channels_last";
}

}  // namespace diapir::inline DIAPIR_TARGET::io
