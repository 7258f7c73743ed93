// Whether elements are still what they were, found out at the speed of memory.
#pragma once

#include <diapir/core/target.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace diapir::inline DIAPIR_TARGET {

/// Sums over elements and sums of these sums, modulo 2^64, of eight interleaved runs of their bits (the principle of
/// Fletcher 1982). Two arrays of one length that differ in one or two elements never have the same.
class checksum {
public:
    template <class T>
    checksum(const T* from, std::size_t count) {
        const char* bytes = reinterpret_cast<const char*>(from);
        const std::size_t size = count * sizeof(T), rest = size % sizeof(words);
        words w{}, sums{}, sums_of_sums{};  // in registers
        const auto fold = [&] {
            for (std::size_t i = 0; i < w.size(); ++i) {
                sums[i] += w[i];
                sums_of_sums[i] += sums[i];
            }
        };
        for (const char* end = bytes + size - rest; bytes != end; bytes += sizeof w) {
            std::memcpy(&w, bytes, sizeof w);
            fold();
        }
        w = {};
        std::memcpy(&w, bytes, rest);
        fold();
        sums_ = sums;
        sums_of_sums_ = sums_of_sums;
    }

    friend bool operator==(const checksum&, const checksum&) = default;

private:
    using words = std::array<std::uint64_t, 8>;

    words sums_{}, sums_of_sums_{};
};

}  // namespace diapir::inline DIAPIR_TARGET
