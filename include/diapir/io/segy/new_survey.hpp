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
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
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

/// Inlines are written in any order; the file appears under its name when it is complete. Until then it grows beside
/// it, see partial_file, where one writer at a time may be; what is not committed is removed.
class new_survey {
public:
    /// Throws argument_error for a survey without traces or samples or with more than 65,535 of these, and for numbers
    /// that headers cannot hold; file_error where the file cannot be made, another one writes it, or there is something
    /// else where it would grow.
    new_survey(const std::filesystem::path& target, survey_description about)
        : about_(checked(std::move(about))), growing_{open(target)}, written_(about_.ilines.count) {
        layout_.format = about_.format;
        layout_.samples = about_.samples;
        layout_.traces = about_.ilines.count * about_.xlines.count;
        partial_file& out = growing_.file;
        out.resize(0);
        const std::string head = file_headers();
        out.write(0, head.data(), head.size());  // first: by it the next one knows what a killed one has left
        out.resize(layout_.position(layout_.traces));
    }

    /// The traces of an inline, {crosslines, samples}. Several threads may write, each its own inlines. Throws
    /// argument_error for an inline that does not exist.
    void write_inline(std::size_t index, const float* values) {
        require(index < about_.ilines.count, "new_survey: expected an inline below ", about_.ilines.count, ", got ",
                index);
        const std::size_t size = layout_.trace_bytes();
        std::vector<char> bytes(about_.xlines.count * size);
        for (std::size_t k = 0; k < about_.xlines.count; ++k) {
            fill_header(index, k, bytes.data() + k * size);
            encode_samples(values + k * about_.samples, about_.samples, layout_.format, layout_.order,
                           bytes.data() + k * size + header_bytes);
        }
        growing_.file.write(layout_.position(index * about_.xlines.count), bytes.data(), bytes.size());
        written_[index] = 1;
    }
    /// Gives the file its name. Throws argument_error where an inline was not written.
    void commit() {
        const auto missing = std::find(written_.begin(), written_.end(), 0);
        require(missing == written_.end(), "new_survey: expected all ", written_.size(), " inlines, number ",
                missing - written_.begin(), " was not written");
        growing_.file.commit();
    }

private:
    static constexpr const char *revision_line = "SEG Y REV1", *last_line = "END TEXTUAL HEADER";

    /// Removes a file that was not committed.
    struct growing_file {
        partial_file file;

        explicit growing_file(partial_file&& opened) : file(std::move(opened)) {}
        growing_file(growing_file&&) noexcept = default;
        growing_file& operator=(growing_file&& other) noexcept {
            if (file.is_open()) file.discard();
            file = std::move(other.file);
            return *this;
        }
        ~growing_file() {
            if (file.is_open()) file.discard();
        }
    };
    /// Throws file_error where another one writes it, or what is there does not begin as what is written here.
    static partial_file open(const std::filesystem::path& target) {
        partial_file out(target);
        out.lock();
        std::string text(std::min(out.size(), text_bytes), '\0');
        out.read(0, text.size(), text.data());
        const std::string end = encode_text(last_lines(), text_encoding::ebcdic);
        require<file_error>(text.empty() || (text.size() == text_bytes && text.ends_with(end)), out.name(),
                            ": is of no work that was begun; move it away");
        return out;
    }
    static std::string last_lines() { return text_line_of(39, revision_line) + text_line_of(40, last_line); }
    static std::string text_line_of(std::size_t number, const std::string& words) {
        std::string line = "C" + std::string(number < 10 ? " " : "") + std::to_string(number) + " " + words;
        line.resize(text_line, ' ');
        return line;
    }
    static void require_axis(const line_axis& axis, const char* name) {
        const double first = static_cast<double>(axis.first), step = static_cast<double>(axis.step),
                     last = first + static_cast<double>(axis.count - 1) * step;
        const auto fits = [](double number) { return std::abs(number) <= 2147483647; };
        require(fits(first) && fits(last) && (axis.step != 0 || axis.count == 1), "new_survey: expected ", name,
                " with different numbers of 32 bits, got ", axis.count, " from ", axis.first, " on in steps of ",
                axis.step);
    }
    /// Coordinates are affine: what holds at the corners holds everywhere.
    static void require_coordinates(const survey_description& about) {
        for (const std::size_t i : {std::size_t{0}, about.ilines.count - 1})
            for (const std::size_t k : {std::size_t{0}, about.xlines.count - 1}) {
                const plane_point at = about.coordinates(static_cast<double>(about.ilines.number(i)),
                                                         static_cast<double>(about.xlines.number(k)));
                require(std::abs(at.x) <= 2e8 && std::abs(at.y) <= 2e8,
                        "new_survey: expected coordinates of at most 2e8 each, got ", at.x, " and ", at.y);
            }
    }
    static survey_description checked(survey_description about) {
        const line_axis &il = about.ilines, &xl = about.xlines;
        require(il.count > 0 && xl.count > 0, "new_survey: expected lines, got ", il.count, " x ", xl.count);
        require(il.count <= max_traces / xl.count, "new_survey: expected at most ", max_traces, " traces, got ",
                il.count, " x ", xl.count);
        require_axis(il, "inlines");
        require_axis(xl, "crosslines");
        require_coordinates(about);
        require(about.samples > 0 && about.samples <= 65535, "new_survey: expected 1 to 65535 samples, got ",
                about.samples);
        require(about.interval >= 1 && about.interval < 65535.5,
                "new_survey: expected an interval of 1 to 65535 microseconds, got ", about.interval);
        require(about.format == sample_format::ibm_float || about.format == sample_format::ieee_float ||
                    about.format == sample_format::int8,
                "new_survey: expected IBM or IEEE floats or 8-bit integers, got format ",
                static_cast<int>(about.format));
        require(about.text.size() <= 37, "new_survey: expected at most 37 lines of text, got ", about.text.size());
        for (const std::string& line : about.text)
            require(line.size() <= text_line - 4, "new_survey: expected lines of text of at most ", text_line - 4,
                    " characters, got one of ", line.size());
        return about;
    }
    std::string file_headers() const {
        std::string text;
        for (std::size_t i = 1; i <= 38; ++i)
            text += text_line_of(i, i <= about_.text.size() ? about_.text[i - 1] : "");
        text += last_lines();
        std::string head = encode_text(text, text_encoding::ebcdic);
        head.resize(file_head, '\0');
        const auto set = [&](std::size_t byte, std::int64_t value, std::size_t bytes = 2) {
            store_integer(value, bytes, layout_.order, head.data() + byte - 1);
        };
        set(3213, about_.xlines.count < 32768 ? static_cast<std::int64_t>(about_.xlines.count) : 0);
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
    growing_file growing_;
    file_layout layout_;
    std::vector<char> written_;  // of each inline, whether
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
