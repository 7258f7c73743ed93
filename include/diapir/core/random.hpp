// Counter-based random numbers: a value is a pure function of (seed, stream, counter), so it does not depend on the
// number of threads or on what was drawn before. Philox4x32-10 of Salmon et al., Parallel random numbers: as easy as 1,
// 2, 3, 2011.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET {

/// The four 32-bit words that Philox4x32-10 gives for a 128-bit counter and a 64-bit key.
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0], b = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

/// A stream of random numbers that can be read in order or at any place. Different streams of one seed are independent.
class random_stream {
public:
    using result_type = std::uint32_t;

    explicit random_stream(std::uint64_t seed, std::uint64_t stream = 0) : seed_(seed), stream_(stream) {}

    /// Word number `index` of the stream.
    std::uint32_t at(std::uint64_t index) const { return block(index / 4)[index % 4]; }
    /// Words 4 * index to 4 * index + 3 of the stream.
    std::array<std::uint32_t, 4> block(std::uint64_t index) const {
        return philox({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                       static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)});
    }

    /// Words 4 * first to 4 * (first + count) - 1 of the stream, many blocks at a time so that they vectorize.
    void blocks(std::uint64_t first, std::size_t count, std::uint32_t* words) const {
        constexpr std::size_t group = 64;
        for (std::size_t begin = 0; begin < count; begin += group) {
            std::uint32_t c0[group], c1[group], c2[group], c3[group];
            for (std::size_t i = 0; i < group; ++i) {
                const std::uint64_t index = first + begin + i;
                c0[i] = static_cast<std::uint32_t>(index);
                c1[i] = static_cast<std::uint32_t>(index >> 32);
                c2[i] = static_cast<std::uint32_t>(stream_);
                c3[i] = static_cast<std::uint32_t>(stream_ >> 32);
            }
            std::uint32_t k0 = static_cast<std::uint32_t>(seed_), k1 = static_cast<std::uint32_t>(seed_ >> 32);
            for (int round = 0; round < 10; ++round) {
                for (std::size_t i = 0; i < group; ++i) {
                    const std::uint64_t a = std::uint64_t{0xD2511F53u} * c0[i], b = std::uint64_t{0xCD9E8D57u} * c2[i];
                    const std::uint32_t x = c1[i], y = c3[i];
                    c0[i] = static_cast<std::uint32_t>(b >> 32) ^ x ^ k0;
                    c1[i] = static_cast<std::uint32_t>(b);
                    c2[i] = static_cast<std::uint32_t>(a >> 32) ^ y ^ k1;
                    c3[i] = static_cast<std::uint32_t>(a);
                }
                k0 += 0x9E3779B9u;
                k1 += 0xBB67AE85u;
            }
            for (std::size_t i = 0; i < group && begin + i < count; ++i) {
                std::uint32_t* to = words + 4 * (begin + i);
                to[0] = c0[i];
                to[1] = c1[i];
                to[2] = c2[i];
                to[3] = c3[i];
            }
        }
    }

    static constexpr std::uint32_t min() { return 0; }
    static constexpr std::uint32_t max() { return 0xFFFFFFFFu; }
    std::uint32_t operator()() {
        if (next_ % 4 == 0) buffer_ = block(next_ / 4);
        return buffer_[next_++ % 4];
    }

    /// Uniform in [0, 1), with 53 random bits.
    double uniform() {
        const std::uint64_t high = (*this)(), low = (*this)();
        return static_cast<double>((high << 21) ^ (low >> 11)) * 0x1p-53;
    }
    /// Uniform in [low, high), or low where both are equal. Throws argument_error unless both are finite and in order.
    double uniform(double low, double high) {
        require(std::isfinite(low) && std::isfinite(high) && low <= high,
                "random_stream: uniform: expected two finite numbers in order, got ", low, " and ", high);
        const double part = uniform(), span = high - low;
        const double value = std::isfinite(span) ? low + span * part : low * (1 - part) + high * part;
        return low < high && value >= high ? std::nextafter(high, low) : value;  // which rounding has reached
    }
    /// Standard normal (Box and Muller 1958).
    double normal() {
        const double radius = std::sqrt(-2 * std::log1p(-uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }
    /// Uniform in 0 ... bound - 1, without bias (Lemire 2019). Throws argument_error unless bound is in 1 ... 2^32.
    std::uint64_t below(std::uint64_t bound) {
        require(bound > 0 && bound <= std::uint64_t{1} << 32,
                "random_stream: below: expected a bound from 1 to 4294967296, got ", bound);
        std::uint64_t product = std::uint64_t{(*this)()} * bound;
        const std::uint64_t threshold = (std::uint64_t{1} << 32) % bound;
        while ((product & 0xFFFFFFFFu) < threshold) product = std::uint64_t{(*this)()} * bound;
        return product >> 32;
    }
    /// A uniform permutation of 0 ... count - 1 (Fisher and Yates). Throws argument_error for more than 2^32.
    std::vector<std::size_t> permutation(std::size_t count) {
        require(count <= std::uint64_t{1} << 32,
                "random_stream: permutation: expected at most 4294967296 numbers, got ", count);
        std::vector<std::size_t> order(count);
        std::iota(order.begin(), order.end(), std::size_t{0});
        for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
        return order;
    }

private:
    std::uint64_t seed_, stream_, next_ = 0;
    std::array<std::uint32_t, 4> buffer_{};
};

}  // namespace diapir::inline DIAPIR_TARGET
