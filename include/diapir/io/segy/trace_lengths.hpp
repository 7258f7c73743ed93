// Whether the traces of a SEG-Y file have different lengths, which revision 1 allows and which nothing here reads: told
// by the number of samples that each trace header has (bytes 115 and 116).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/segy/file_layout.hpp>
#include <diapir/io/segy/sample_format.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// A trace that is not as long as the first one.
struct other_length {
    std::size_t trace, byte;  ///< counted from 0
    std::size_t samples, first_samples;
};

/// The first trace of another length, where traces follow one another, each as long as its own header says, up to the
/// end of the file. `read_samples(at)` reads the number of samples of the header that begins at a byte. Files whose
/// headers say nothing, or not the truth, have none; neither have those whose first 64 headers say the same and fill
/// the file. Beyond `most` traces of one length nothing is looked for.
template <class ReadSamples>
std::optional<other_length> find_other_length(const file_layout& l, const ReadSamples& read_samples,
                                              std::size_t most = 100000) {
    constexpr std::size_t looked_at = 64;
    const std::size_t bytes = bytes_of(l.format), first_samples = read_samples(l.first_trace);
    const std::size_t size = l.trace_head + first_samples * bytes;
    const bool fills = (l.end - l.first_trace) % size == 0;
    std::optional<other_length> found;
    std::size_t at = l.first_trace;
    for (std::size_t trace = 0; at < l.end; ++trace) {
        if (at + l.trace_head > l.end) return {};
        if (!found && trace >= (fills ? looked_at : most)) return {};
        const std::size_t samples = read_samples(at);
        if (samples == 0) return {};
        if (!found && samples != first_samples) found = {trace, at, samples, first_samples};
        at += l.trace_head + samples * bytes;
    }
    return at == l.end ? found : std::nullopt;
}

/// Throws file_error, with byte and trace, where traces have different lengths.
template <class ReadSamples>
void require_one_length(const file_layout& l, const ReadSamples& read_samples, const std::string& name) {
    if (const auto other = find_other_length(l, read_samples))
        throw file_error(diapir::detail::concat(
            name, ": byte ", other->byte + 1, ": expected traces of one length, got ", other->samples,
            " samples in trace ", other->trace + 1, " and ", other->first_samples, " in trace 1"));
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
