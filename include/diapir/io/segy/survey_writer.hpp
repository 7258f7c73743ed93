// A copy of a SEG-Y file with other samples: every header stays as it is, byte by byte, and with them the geometry that
// other programs know the file by. Only the code of the format changes, where that is another one, and the line of the
// text header that tells the scale of samples of 8 bits: one is written with these, and an old one is blank.
#pragma once

#include <diapir/core/buffer.hpp>
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
    /// `input` must outlive it. Throws argument_error for 8 bits without a value of a sample of 1, and file_error where
    /// the file cannot be made.
    survey_writer(const survey& input, const std::filesystem::path& target, writer_options options = {})
        : input_(&input), options_(checked(std::move(options))), out_(target), layout_(input.file().layout()) {
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
    /// and copies of a trace get what it gets. Throws argument_error for lines that do not exist, and file_error when
    /// that fails.
    void write(const line_block& block, const float* values) {
        input_->require_block(block);
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
    /// Lets the system begin to write what was written of a block to the disk, see partial_file::begin_flush.
    void begin_flush(const line_block& block) const {
        input_->require_block(block);
        const trace_index& index = input_->index();
        std::uint32_t first = trace_index::none, last = 0;
        for (std::size_t i = 0; i < block.ilines; ++i)
            for (std::size_t k = 0; k < block.xlines; ++k)
                if (const auto trace = index.at(block.first_iline + i, block.first_xline + k);
                    trace != trace_index::none) {
                    first = std::min(first, trace);
                    last = std::max(last, trace);
                }
        if (first != trace_index::none)
            out_.begin_flush(layout_.position(first), (last - first + 1) * layout_.trace_bytes());
    }
    /// Gives the complete file its name.
    void commit() { out_.commit(); }
    void discard() { out_.discard(); }

private:
    static writer_options checked(writer_options o) {
        require(!o.eight_bits || (o.code > 0 && std::isfinite(1 / o.code) && std::isfinite(o.code)),
                "survey_writer: expected the value of a sample of 1 above 0, got ", o.code);
        return o;
    }
    /// A line that tells another scale of 8 bits is not true of these samples.
    std::string changed_head() const {
        constexpr const char* words = ": 8-BIT INTEGERS, VALUE = SAMPLE * ";
        std::string head = input_->file().head(), text = head.substr(0, text_bytes);
        const file_layout& before = input_->file().layout();
        if (layout_.format != before.format)
            store_integer(static_cast<int>(layout_.format), 2, before.order, head.data() + 3224);
        clear_text_lines(text, words);
        if (options_.eight_bits) {
            const std::string scale = diapir::detail::concat(words, options_.code);
            add_text_line(text, options_.quantity.substr(0, text_line - 4 - scale.size()) + scale);
        }
        return head.replace(0, text_bytes, text);
    }
    /// Runs of neighbors together: the headers of the input, and the samples.
    void write_sorted(const std::pair<std::uint32_t, std::size_t>* traces, std::size_t count, const float* values) {
        constexpr std::size_t bytes_at_once = 1 << 19;
        const std::size_t samples = layout_.samples, size = layout_.trace_bytes(),
                          most = std::clamp<std::size_t>(bytes_at_once / size, 1, count);
        const auto bytes = make_buffer<char>(most * size);
        kept_vector<float> scaled(options_.eight_bits ? samples : 0);
        for (std::size_t i = 0, run; i < count; i += run) {
            for (run = 1; run < most && i + run < count && traces[i + run].first == traces[i].first + run;) ++run;
            copy_heads(traces[i].first, run, bytes.get());
            for (std::size_t k = 0; k < run; ++k) {
                const float* from = values + traces[i + k].second * samples;
                if (options_.eight_bits) {
                    const auto codes = static_cast<float>(1 / options_.code);
                    for (std::size_t s = 0; s < samples; ++s) scaled[s] = from[s] * codes;
                    from = scaled.data();
                }
                encode_samples(from, samples, layout_.format, layout_.order,
                               bytes.get() + k * size + layout_.trace_head);
            }
            out_.write(layout_.position(traces[i].first), bytes.get(), run * size);
        }
    }
    /// The headers of consecutive traces, each to its place among traces that are written: one by one, or with the
    /// samples where these are few.
    void copy_heads(std::size_t first, std::size_t count, char* to) const {
        constexpr std::size_t few = 2048;
        const trace_file& file = input_->file();
        const std::size_t size = layout_.trace_bytes(), from_size = file.layout().trace_bytes();
        if (from_size > few) {
            for (std::size_t k = 0; k < count; ++k) file.read_head(first + k, to + k * size);
            return;
        }
        kept_vector<char> all(count * from_size);
        file.read_raw(first, count, all.data());
        for (std::size_t k = 0; k < count; ++k)
            std::copy_n(all.data() + k * from_size, layout_.trace_head, to + k * size);
    }

    const survey* input_;
    writer_options options_;
    partial_file out_;
    file_layout layout_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
