// SEG-Y files of every kind, byte by byte, written without the library that reads them.
#pragma once

#include <diapir/core/target.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

struct segy_trace {
    int iline = 0, xline = 0, x = 0, y = 0, id = 1, offset = 0;
    std::vector<double> values = {};
};

struct segy_bytes {
    int format = 1, revision = 1, samples = 5, scalar = -10, interval = 4000, delay = 0, time_scalar = 0;
    bool little = false, ascii = false;
    int iline = 189, xline = 193, cdpx = 181, cdpy = 185;  ///< bytes, counted from 1
    std::vector<std::string> extended_texts = {};
    int declared_texts = 0;  ///< -1: up to the last one
    std::vector<segy_trace> traces = {};

    void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t count) const {
        for (std::size_t i = 0; i < count; ++i)
            bytes[at + (little ? i : count - 1 - i)] = static_cast<char>(value >> (8 * i) & 255);
    }
    static std::string text(std::string line, bool ascii) {
        line.resize(3200, ' ');
        if (ascii) return line;
        for (char& c : line) {  // capital letters, digits, brackets, colon and space of code page 037
            const int letter = static_cast<unsigned char>(c);
            const int code = c >= 'A' && c <= 'I'   ? 0xc1 + letter - 'A'
                             : c >= 'J' && c <= 'R' ? 0xd1 + letter - 'J'
                             : c >= 'S' && c <= 'Z' ? 0xe2 + letter - 'S'
                             : c >= '0' && c <= '9' ? 0xf0 + letter - '0'
                             : c == '('             ? 0x4d
                             : c == ')'             ? 0x5d
                             : c == ':'             ? 0x7a
                                                    : 0x40;
            c = static_cast<char>(code);
        }
        return line;
    }
    /// value = sign * fraction * 16^(exponent - 64), fraction of 24 bits.
    static std::uint64_t ibm(double value) {
        if (value == 0) return 0;
        int exponent = 64;
        double fraction = std::abs(value);
        while (fraction >= 1) fraction /= 16, ++exponent;
        while (fraction < 1.0 / 16) fraction *= 16, --exponent;
        return (value < 0 ? 0x80000000u : 0u) | static_cast<std::uint64_t>(exponent) << 24 |
               static_cast<std::uint64_t>(fraction * 16777216.0);
    }
    std::size_t sample_size() const {
        switch (format) {
            case 3:
            case 11:
                return 2;
            case 8:
            case 16:
                return 1;
            case 7:
            case 15:
                return 3;
            case 6:
            case 9:
            case 12:
                return 8;
            default:
                return 4;
        }
    }
    std::uint64_t encoded(double v) const {
        if (format == 1) return ibm(v);
        if (format == 5) return std::bit_cast<std::uint32_t>(static_cast<float>(v));
        if (format == 6) return std::bit_cast<std::uint64_t>(v);
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(v));
    }

    std::string header(const segy_trace& t) const {
        std::string h(240, '\0');
        put(h, 28, static_cast<std::uint64_t>(t.id), 2);
        put(h, 36, static_cast<std::uint64_t>(t.offset), 4);
        put(h, 70, static_cast<std::uint64_t>(scalar), 2);
        put(h, 108, static_cast<std::uint64_t>(delay), 2);
        put(h, 114, static_cast<std::uint64_t>(samples), 2);
        put(h, 116, static_cast<std::uint64_t>(interval), 2);
        put(h, 214, static_cast<std::uint64_t>(time_scalar), 2);
        for (const auto& [byte, value] : {std::pair{iline, t.iline}, {xline, t.xline}, {cdpx, t.x}, {cdpy, t.y}})
            put(h, static_cast<std::size_t>(byte - 1), static_cast<std::uint64_t>(value), 4);
        return h;
    }
    std::string bytes() const {
        std::string all = text("C 1 A TEST", ascii);
        std::string binary(400, '\0');
        put(binary, 16, static_cast<std::uint64_t>(interval), 2);
        put(binary, 20, static_cast<std::uint64_t>(samples), 2);
        put(binary, 24, static_cast<std::uint64_t>(format), 2);
        binary[300] = static_cast<char>(revision);
        put(binary, 304, static_cast<std::uint64_t>(declared_texts), 2);
        if (revision == 2) put(binary, 96, 0x01020304, 4);
        all += binary;
        for (const std::string& t : extended_texts) all += text(t, ascii);
        for (const segy_trace& t : traces) {
            all += header(t);
            for (int s = 0; s < samples; ++s) {
                std::string sample(sample_size(), '\0');
                const auto k = static_cast<std::size_t>(s);
                put(sample, 0, encoded(k < t.values.size() ? t.values[k] : 0), sample.size());
                all += sample;
            }
        }
        return all;
    }
};

/// Traces of inlines 10, 12, ... and crosslines 100, 101, ... on a rotated grid; the samples are inline, crossline, and
/// 1, 2, 3.
inline segy_bytes small_survey(int ilines = 3, int xlines = 4) {
    segy_bytes file;
    for (int i = 0; i < ilines; ++i)
        for (int k = 0; k < xlines; ++k) {
            const int il = 10 + 2 * i, xl = 100 + k;
            file.traces.push_back({il,
                                   xl,
                                   4000000 + 300 * il + 125 * xl,
                                   60000000 - 217 * il + 216 * xl,
                                   1,
                                   0,
                                   {static_cast<double>(il), static_cast<double>(xl), 1, 2, 3}});
        }
    return file;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
