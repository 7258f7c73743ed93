// A copy of a SEG-Y file with other samples: every header stays as it is, byte by byte, and with them the geometry that
// other programs know the file by. Only where samples change their format do the code of the format and, for 8 bits, a
// line of the text header.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/segy/survey.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

struct writer_options {
    bool eight_bits =
        false;  ///< samples are integers of 8 bits; else IBM floats where the input has those, IEEE floats
    double code = 1.0 / 127;           ///< with 8 bits: the value of a sample of 1
    std::string quantity = "SAMPLES";  ///< what they are, for the text header
};

/// Grows beside its target until commit(); see partial_file. Blocks may be written from several threads, and by several
/// processes that write to different lines.
class survey_writer {
public:
    /// `input` must outlive it. Throws file_error where the file cannot be made.
    survey_writer(const survey& input, const std::filesystem::path& target, writer_options options = {})
        : input_(&input), options_(std::move(options)), out_(target), layout_(input.file().layout()) {
        layout_.format = options_.eight_bits                          ? sample_format::int8
                         : layout_.format == sample_format::ibm_float ? sample_format::ibm_float
                                                                      : sample_format::ieee_float;
        const std::string head = changed_head(), tail = input.file().tail();
        const std::size_t end = layout_.position(layout_.traces);
        if (out_.size() != end + tail.size()) out_.resize(end + tail.size());
        out_.write(0, head.data(), head.size());
        if (!tail.empty()) out_.write(end, tail.data(), tail.size());
    }

    const file_layout& layout() const { return layout_; }

    /// Writes the traces of a block, whose samples are {ilines, xlines, samples}; what stands in holes goes nowhere,
    /// and copies of a trace get what it gets. Throws file_error when that fails.
    void write(const line_block& block, const float* values) {
        const trace_index& index = input_->index();
        std::vector<std::pair<std::uint32_t, std::size_t>> traces;
        for (std::size_t i = 0; i < block.ilines; ++i) {
            const std::size_t row = (block.first_iline + i) * index.xlines.count + block.first_xline;
            for (std::size_t k = 0; k < block.xlines; ++k)
                if (index.cells[row + k] != trace_index::none)
                    traces.emplace_back(index.cells[row + k], i * block.xlines + k);
            auto copy = std::lower_bound(index.copies.begin(), index.copies.end(), std::pair{row, std::uint32_t{0}});
            for (; copy != index.copies.end() && copy->first < row + block.xlines; ++copy)
                traces.emplace_back(copy->second, i * block.xlines + copy->first - row);
        }
        std::sort(traces.begin(), traces.end());
        constexpr std::size_t at_once = 64;
        parallel_ranges(traces.size(), at_once, [&](std::size_t first, std::size_t last) {
            write_sorted(traces.data() + first, last - first, values);
        });
    }
    /// Gives the complete file its name.
    void commit() { out_.commit(); }
    void discard() { out_.discard(); }

private:
    std::string changed_head() const {
        std::string head = input_->file().head();
        const file_layout& before = input_->file().layout();
        if (layout_.format == before.format) return head;
        store_integer(static_cast<int>(layout_.format), 2, before.order, head.data() + 3224);
        if (!options_.eight_bits) return head;
        std::string text = head.substr(0, text_bytes);
        const std::string line =
            diapir::detail::concat(options_.quantity, ": 8-BIT INTEGERS, VALUE = SAMPLE * ", options_.code);
        add_text_line(text, line.substr(0, text_line - 4));
        return head.replace(0, text_bytes, text);
    }
    /// Runs of neighbors together: the headers of the input, and the samples.
    void write_sorted(const std::pair<std::uint32_t, std::size_t>* traces, std::size_t count, const float* values) {
        const file_layout& before = input_->file().layout();
        const std::size_t samples = layout_.samples, from_size = before.trace_bytes(), size = layout_.trace_bytes();
        std::vector<char> headers, bytes;
        std::vector<float> scaled(options_.eight_bits ? samples : 0);
        for (std::size_t i = 0, run; i < count; i += run) {
            for (run = 1; i + run < count && traces[i + run].first == traces[i].first + run;) ++run;
            headers.resize(run * from_size);
            bytes.resize(run * size);
            input_->file().read_raw(traces[i].first, run, headers.data());
            for (std::size_t k = 0; k < run; ++k) {
                const float* from = values + traces[i + k].second * samples;
                if (options_.eight_bits) {
                    const auto codes = static_cast<float>(1 / options_.code);
                    for (std::size_t s = 0; s < samples; ++s) scaled[s] = from[s] * codes;
                    from = scaled.data();
                }
                std::copy_n(headers.data() + k * from_size, layout_.trace_head, bytes.data() + k * size);
                encode_samples(from, samples, layout_.format, layout_.order,
                               bytes.data() + k * size + layout_.trace_head);
            }
            out_.write(layout_.position(traces[i].first), bytes.data(), bytes.size());
        }
    }

    const survey* input_;
    writer_options options_;
    partial_file out_;
    file_layout layout_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
