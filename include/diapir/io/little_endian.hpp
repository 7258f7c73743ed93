// The byte order of safetensors and ONNX files, on machines of either order.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// The elements of `element` bytes each, with the order of their bytes reversed.
inline std::string reversed_elements(std::string_view bytes, std::size_t element) {
    std::string turned(bytes);
    for (std::size_t at = 0; at + element <= turned.size(); at += element)
        std::reverse(turned.data() + at, turned.data() + at + element);
    return turned;
}

}  // namespace detail

/// Calls `use` with the elements of `element` bytes each, which are in this machine's order, in little-endian order.
template <class Use>
void in_little_endian(std::string_view bytes, std::size_t element, Use&& use) {
    if constexpr (std::endian::native == std::endian::little) {
        std::forward<Use>(use)(bytes);
    } else {
        std::forward<Use>(use)(std::string_view(detail::reversed_elements(bytes, element)));
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::io
