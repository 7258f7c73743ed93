// Whether elements are still what they were, found out at the speed of memory.
#pragma once

#include <diapir/core/target.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace diapir::inline DIAPIR_TARGET {

/// Of the bits of elements: eight interleaved runs of words, each mixed in by rotation and by an odd factor (the
/// principle of XXH64, Collet 2012). Two arrays of one length that differ in one element never have the same, others by
/// chance alone: once in 2^64.
class checksum {
public:
    template <class T>
    checksum(const T* from, std::size_t count) {
        const char* bytes = reinterpret_cast<const char*>(from);
        const std::size_t size = count * sizeof(T), rest = size % sizeof(words);
        words w{}, state{};  // in registers
        const auto fold = [&] {
            for (std::size_t i = 0; i < w.size(); ++i) state[i] = std::rotl(state[i] ^ w[i], 31) * 0x9E3779B185EBCA87u;
        };
        for (const char* end = bytes + size - rest; bytes != end; bytes += sizeof w) {
            std::memcpy(&w, bytes, sizeof w);
            fold();
        }
        w = {};
        std::memcpy(&w, bytes, rest);
        fold();
        state_ = state;
    }

    friend bool operator==(const checksum&, const checksum&) = default;

private:
    using words = std::array<std::uint64_t, 8>;

    words state_{};
};

}  // namespace diapir::inline DIAPIR_TARGET
