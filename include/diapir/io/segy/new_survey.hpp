// A SEG-Y file of a regular survey, made from nothing: revision 1, big endian, with line numbers at bytes 189 and 193
// and coordinates at 181 and 185, as programs for interpretation load it without questions.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/segy/affine_map.hpp>
#include <diapir/io/segy/trace_file.hpp>
#include <diapir/io/segy/trace_index.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

struct survey_description {
    line_axis ilines, xlines;
    std::size_t samples = 0;
    double interval = 4000;  ///< between samples, in microseconds
    sample_format format = sample_format::ieee_float;
    affine_map coordinates{.origin = {}, .per_iline = {0, 25}, .per_xline = {25, 0}};  ///< kept to a tenth
    std::vector<std::string> text = {};  ///< lines of the text header, at most 37 of 76 characters
};

/// Inlines are written in any order; the file appears under its name when it is complete.
class new_survey {
public:
    /// Throws argument_error for a survey without traces or samples or with more than 65,535 of these, and file_error
    /// where the file cannot be made.
    new_survey(const std::filesystem::path& target, survey_description about) : about_(std::move(about)), out_(target) {
        require(about_.ilines.count > 0 && about_.xlines.count > 0, "new_survey: expected lines, got ",
                about_.ilines.count, " x ", about_.xlines.count);
        require(about_.samples > 0 && about_.samples <= 65535, "new_survey: expected 1 to 65535 samples, got ",
                about_.samples);
        require(about_.text.size() <= 37, "new_survey: expected at most 37 lines of text, got ", about_.text.size());
        layout_.format = about_.format;
        layout_.samples = about_.samples;
        layout_.traces = about_.ilines.count * about_.xlines.count;
        out_.resize(0);
        out_.resize(layout_.position(layout_.traces));
        const std::string head = file_headers();
        out_.write(0, head.data(), head.size());
    }

    /// The traces of an inline, {crosslines, samples}.
    void write_inline(std::size_t index, const float* values) {
        const std::size_t size = layout_.trace_bytes();
        std::vector<char> bytes(about_.xlines.count * size);
        for (std::size_t k = 0; k < about_.xlines.count; ++k) {
            fill_header(index, k, bytes.data() + k * size);
            encode_samples(values + k * about_.samples, about_.samples, layout_.format, layout_.order,
                           bytes.data() + k * size + header_bytes);
        }
        out_.write(layout_.position(index * about_.xlines.count), bytes.data(), bytes.size());
    }
    void commit() { out_.commit(); }

private:
    std::string file_headers() const {
        std::string text;
        for (std::size_t i = 1; i <= 40; ++i) {
            std::string line = "C" + std::string(i < 10 ? " " : "") + std::to_string(i) + " ";
            if (i <= about_.text.size()) line += about_.text[i - 1].substr(0, 76);
            if (i == 39) line += "SEG Y REV1";
            if (i == 40) line += "END TEXTUAL HEADER";
            line.resize(text_line, ' ');
            text += line;
        }
        std::string head = encode_text(text, text_encoding::ebcdic);
        head.resize(file_head, '\0');
        const auto set = [&](std::size_t byte, std::int64_t value, std::size_t bytes = 2) {
            store_integer(value, bytes, layout_.order, head.data() + byte - 1);
        };
        set(3213, static_cast<std::int64_t>(about_.xlines.count));
        for (const std::size_t byte : {3217u, 3219u}) set(byte, std::lrint(about_.interval));
        for (const std::size_t byte : {3221u, 3223u}) set(byte, static_cast<std::int64_t>(about_.samples));
        set(3225, static_cast<int>(about_.format));
        set(3227, 1);       // fold
        set(3229, 4);       // stacked
        set(3255, 1);       // meters
        set(3501, 0x0100);  // revision 1.0
        set(3503, 1);       // all traces are equally long
        return head;
    }
    void fill_header(std::size_t iline, std::size_t xline, char* header) const {
        const std::int64_t il = about_.ilines.number(iline), xl = about_.xlines.number(xline);
        const plane_point at = about_.coordinates(static_cast<double>(il), static_cast<double>(xl));
        const auto number = static_cast<std::int64_t>(iline * about_.xlines.count + xline) + 1;
        const auto set = [&](std::size_t byte, std::int64_t value, std::size_t bytes = 4) {
            store_integer(value, bytes, layout_.order, header + byte - 1);
        };
        std::fill_n(header, header_bytes, '\0');
        for (const std::size_t byte : {1u, 5u}) set(byte, number);
        set(9, il);
        set(21, xl);
        set(29, 1, 2);  // seismic data
        for (const std::size_t byte : {69u, 71u}) set(byte, -10, 2);
        for (const std::size_t byte : {73u, 181u}) set(byte, std::llrint(10 * at.x));
        for (const std::size_t byte : {77u, 185u}) set(byte, std::llrint(10 * at.y));
        set(89, 1, 2);
        set(115, static_cast<std::int64_t>(about_.samples), 2);
        set(117, std::lrint(about_.interval), 2);
        set(189, il);
        set(193, xl);
    }

    survey_description about_;
    partial_file out_;
    file_layout layout_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
