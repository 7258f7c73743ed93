// Tables of numbers as comma-separated text (RFC 4180): a line of column names, then a line for each row, which may
// begin with a label such as the name of an image.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/csv_records.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct csv_options {
    bool labels = false;         ///< the first column holds labels, not numbers
    char delimiter = 0;          ///< between fields; 0 finds out, see csv_delimiter
    bool empty_columns = false;  ///< columns with a name but without any number are read as NaN instead of refused
};

namespace detail {

/// The shortest text that reads back as the same number.
inline std::string format_number(double value) {
    if (std::isnan(value)) return "nan";
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

inline std::string in_quotes(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

/// A text as a field, in quotes where it needs them: also those that other programs take for delimiters.
inline std::string format_field(const std::string& text) {
    return text.find_first_of(",;\t\"\r\n") == text.npos ? text : in_quotes(text);
}

/// Whether a text that begins so would be read as one that begins with a byte order mark.
inline bool begins_with_mark(std::string_view text) {
    return text.starts_with("\xEF\xBB\xBF") || text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// A line. One that would be blank is put in quotes, because blank lines are no records.
inline std::string format_record(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) line += field + ',';
    if (!line.empty()) line.pop_back();
    if (line.find_first_not_of(" \t") == line.npos && !fields.empty()) line = '"' + line + '"';
    return line + '\n';
}

/// Whether a number that no double holds is nearer to 0 than all of them, not further from it.
inline bool is_tiny(std::string_view number) {
    const std::size_t end = std::min(number.find_first_of("eE"), number.size());
    const std::string_view digits = number.substr(0, end);
    const auto place = [&](std::size_t at) { return static_cast<std::ptrdiff_t>(std::min(at, end)); };
    std::string_view power = number.substr(std::min(end + 1, number.size()));
    if (power.starts_with('+')) power.remove_prefix(1);
    std::ptrdiff_t exponent = 0;
    const auto failure = std::from_chars(power.data(), power.data() + power.size(), exponent).ec;
    if (failure == std::errc::result_out_of_range) return power.starts_with('-');
    return exponent < place(digits.find_first_of("123456789")) - place(digits.find('.'));
}

/// The number that a field holds, with blanks around it; NaN for an empty field, NA of R and #N/A of Excel, and 0 for
/// what is nearer to it than any double.
inline bool parse_number(std::string_view field, double& value) {
    value = std::numeric_limits<double>::quiet_NaN();
    field.remove_prefix(std::min(field.find_first_not_of(" \t"), field.size()));
    field = field.substr(0, field.find_last_not_of(" \t") + 1);
    if (field.empty() || field == "NA" || field == "#N/A") return true;
    if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
    const auto [end, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool tiny = failure == std::errc::result_out_of_range && is_tiny(field);
    if (tiny) value = field.starts_with('-') ? -0.0 : 0.0;
    return (tiny || failure == std::errc{}) && end == field.data() + field.size();
}

/// The columns of a table while it is read.
class csv_columns {
public:
    csv_columns(const csv_record& header, const std::string& origin, const csv_options& options)
        : origin_(origin), options_(options), names_(header.fields), values_(names_.size()), empty_(names_.size(), 1) {}

    void add(csv_record& record) {
        require<file_error>(record.fields.size() == names_.size(), origin_, ": expected ", names_.size(),
                            " fields in line ", record.line, ", got ", record.fields.size());
        for (std::size_t i = first(); i < names_.size(); ++i) {
            const std::string& field = record.fields[i];
            double value = 0;
            require<file_error>(parse_number(field, value), origin_, ": expected a number in line ", record.line,
                                ", column ", excerpt(names_[i]), ", got ", excerpt(field));
            values_[i].push_back(value);
            if (field.find_first_not_of(" \t") != field.npos) empty_[i] = 0;
        }
        if (options_.labels) labels_.push_back(std::move(record.fields[0]));
        ++rows_;
    }
    /// Leaves out what lines that end in a delimiter leave behind: a column without name and numbers.
    table finished() {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const bool left_out = i >= first() && names_[i].empty() && empty_[i];
            require<file_error>(left_out || seen.insert(names_[i]).second, origin_, ": two columns are named ",
                                excerpt(names_[i]));
            require<file_error>(i < first() || left_out || !empty_[i] || rows_ == 0 || options_.empty_columns, origin_,
                                ": expected numbers in column ", excerpt(names_[i]), ", it is empty");
        }
        table out = options_.labels ? table::of_labels(names_[0], std::move(labels_)) : table();
        for (std::size_t i = first(); i < names_.size(); ++i)
            if (!names_[i].empty() || !empty_[i]) out.add_column(names_[i], std::move(values_[i]));
        return out;
    }

private:
    std::size_t first() const { return options_.labels ? 1 : 0; }

    const std::string& origin_;
    const csv_options& options_;
    std::vector<std::string> names_, labels_;
    std::vector<std::vector<double>> values_;
    std::vector<char> empty_;
    std::size_t rows_ = 0;
};

}  // namespace detail

/// The text of a table.
inline std::string format_csv(const table& t) {
    std::vector<std::string> fields;
    if (t.has_labels()) fields.push_back(detail::format_field(t.label_name()));
    for (const std::string& name : t.names()) fields.push_back(detail::format_field(name));
    if (!fields.empty() && detail::begins_with_mark(fields.front())) fields.front() = detail::in_quotes(fields.front());
    std::string text = detail::format_record(fields);
    for (std::size_t row = 0; row < t.rows(); ++row) {
        fields.clear();
        if (t.has_labels()) fields.push_back(detail::format_field(t.labels()[row]));
        for (std::size_t i = 0; i < t.columns(); ++i) fields.push_back(detail::format_number(t.column(i)[row]));
        text += detail::format_record(fields);
    }
    return text;
}

/// The table that a text holds. Empty fields, NA and #N/A are NaN. Blank lines are left out, and so is a column without
/// name and numbers, as lines that all end in a delimiter have it. `origin` names the text in messages. Throws
/// file_error where a line has another number of fields than the first, a field is no number, two columns have one
/// name, or a named column is empty; argument_error for a delimiter that is a quote or a line break.
inline table parse_csv(std::string_view text, const std::string& origin, const csv_options& options = {}) {
    text = without_byte_order_mark(text, origin);
    csv_records records(text, options.delimiter == 0 ? csv_delimiter(text) : options.delimiter, origin);
    csv_record record;
    require<file_error>(records.next(record), origin, ": expected a line of column names, got an empty file");
    detail::csv_columns columns(record, origin, options);
    while (records.next(record)) columns.add(record);
    return columns.finished();
}

/// Writes a table as a file; see format_csv. Throws file_error when that fails.
inline void write_csv(const std::filesystem::path& path, const table& t) {
    write_file(path, format_csv(t));
}

/// The table in a file; see parse_csv.
inline table read_csv(const std::filesystem::path& path, const csv_options& options = {}) {
    return parse_csv(read_file(path), path.string(), options);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
