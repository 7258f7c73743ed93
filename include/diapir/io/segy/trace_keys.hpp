// Which bytes of the trace headers say where a trace lies: those of the standard (inline 189, crossline 193), those
// that older programs used, or any that a user names.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/segy/trace_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// First bytes of fields of 4 bytes, counted from 1; 0 where there is none: to be found, or not there at all.
struct trace_keys {
    std::size_t iline = 0, xline = 0, cdpx = 0, cdpy = 0;

    /// Whether traces are known by their lines, not just by their number.
    bool lines() const { return iline > 0; }
    friend bool operator==(const trace_keys&, const trace_keys&) = default;
};

struct found_keys {
    trace_keys keys;
    std::string note;  ///< why lines were not found; empty where they were
};

namespace detail {

/// Headers from all over a file, {count, 240}: runs of neighbors, evenly spaced.
inline std::vector<char> sampled_headers(const trace_file& file) {
    constexpr std::size_t runs = 64, run = 64;
    std::vector<char> headers;
    const auto add = [&](std::size_t first, std::size_t count) {
        const std::size_t at = headers.size();
        headers.resize(at + count * header_bytes);
        file.read_headers(first, count, headers.data() + at);
    };
    if (file.traces() <= runs * run) {
        add(0, file.traces());
        return headers;
    }
    for (std::size_t i = 0; i < runs; ++i) add((file.traces() - run) / (runs - 1) * i, run);
    return headers;
}

/// The values of one field in all of these headers.
inline std::vector<std::int64_t> field_of(const std::vector<char>& headers, std::size_t byte, byte_order order) {
    std::vector<std::int64_t> values(headers.size() / header_bytes);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = header_field(headers.data() + i * header_bytes, byte, order);
    return values;
}

/// The number of lines between the lowest and the highest of these numbers.
inline double lines_of(const std::vector<std::int64_t>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    std::int64_t step = 0;
    for (const std::int64_t v : values) step = std::gcd(step, v - *low);
    return step == 0 ? 1 : static_cast<double>((*high - *low) / step + 1);
}

inline bool any_set(const std::vector<std::int64_t>& values) {
    return std::any_of(values.begin(), values.end(), [](std::int64_t v) { return v != 0; });
}

inline void require_key(std::size_t byte, const char* name) {
    require(byte <= header_bytes - 3, name, ": expected the first of 4 bytes in a trace header, 1 to ",
            header_bytes - 3, ", got ", byte);
}

/// CDP coordinates, or where those are not set the source's.
inline void find_coordinates(const std::vector<char>& headers, byte_order order, trace_keys& keys) {
    for (const auto& [x, y] : {std::pair<std::size_t, std::size_t>{181, 185}, {73, 77}}) {
        if (!any_set(field_of(headers, x, order)) && !any_set(field_of(headers, y, order))) continue;
        keys.cdpx = x;
        keys.cdpy = y;
        return;
    }
}

}  // namespace detail

/// The keys of a file: those asked for, and what is 0 of them found. Lines are those of the standard where they vary,
/// neither number is 0 everywhere, and they fill at least an eighth of their grid; else those of one of the usual pairs
/// of bytes of which that is true, unless other pairs say something else. Throws argument_error for bytes beyond a
/// header, for one key of a pair without the other, and for two keys of the same bytes.
inline found_keys find_keys(const trace_file& file, const trace_keys& asked = {}) {
    detail::require_key(asked.iline, "iline");
    detail::require_key(asked.xline, "xline");
    detail::require_key(asked.cdpx, "cdpx");
    detail::require_key(asked.cdpy, "cdpy");
    require((asked.iline == 0) == (asked.xline == 0), "trace keys: expected bytes of both inline and crossline, got ",
            asked.iline, " and ", asked.xline);
    require(asked.iline == 0 || asked.iline != asked.xline,
            "trace keys: expected other bytes for the crossline than for the inline, got ", asked.iline, " for both");
    require((asked.cdpx == 0) == (asked.cdpy == 0), "trace keys: expected bytes of both cdpx and cdpy, got ",
            asked.cdpx, " and ", asked.cdpy);
    require(asked.cdpx == 0 || asked.cdpx != asked.cdpy, "trace keys: expected other bytes for y than for x, got ",
            asked.cdpx, " for both");
    const auto headers = detail::sampled_headers(file);
    const byte_order order = file.layout().order;
    found_keys found{asked, {}};
    if (asked.cdpx == 0) detail::find_coordinates(headers, order, found.keys);
    if (asked.lines()) return found;

    using pair = std::pair<std::size_t, std::size_t>;
    std::vector<pair> candidates;
    for (const pair& c : {pair{189, 193}, {9, 21}, {5, 21}, {221, 225}, {233, 237}}) {
        const auto il = detail::field_of(headers, c.first, order), xl = detail::field_of(headers, c.second, order);
        const double cells = detail::lines_of(il) * detail::lines_of(xl);
        const bool set = detail::any_set(il) && detail::any_set(xl);
        if (set && cells > 1 && cells <= 8 * static_cast<double>(file.traces())) candidates.push_back(c);
    }
    const auto differs = [&](const pair& c) {
        return detail::field_of(headers, c.first, order) != detail::field_of(headers, candidates[0].first, order) ||
               detail::field_of(headers, c.second, order) != detail::field_of(headers, candidates[0].second, order);
    };
    if (candidates.empty()) {
        found.note = "no bytes of the trace headers number lines";
    } else if (const auto other = std::find_if(candidates.begin(), candidates.end(), differs);
               candidates[0].first != 189 && other != candidates.end()) {
        found.note = diapir::detail::concat("bytes ", candidates[0].first, " and ", candidates[0].second, " and bytes ",
                                            other->first, " and ", other->second, " number lines differently");
    } else {
        found.keys.iline = candidates[0].first;
        found.keys.xline = candidates[0].second;
    }
    return found;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
