// Tables of numbers as comma-separated text (RFC 4180): a line of column names, then a line for each row, which may
// begin with a label such as the name of an image.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/read_file.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::io {

struct csv_table {
    std::vector<std::string> columns;       ///< the names of the columns of numbers
    std::vector<std::vector<double>> rows;  ///< a number for each column; NaN where there is none
    std::string label_column = {};          ///< the name of the column of labels
    std::vector<std::string> labels = {};   ///< a label for each row, or none at all

    /// The numbers of a column, from top to bottom. Throws argument_error where there is no column of that name.
    std::vector<double> column(const std::string& name) const {
        const auto found = std::find(columns.begin(), columns.end(), name);
        require(found != columns.end(), "csv_table: there is no column ", name);
        std::vector<double> values;
        for (const auto& row : rows) values.push_back(row.at(static_cast<std::size_t>(found - columns.begin())));
        return values;
    }
};

struct csv_options {
    bool labels = false;  ///< the first column holds labels, not numbers
};

namespace detail {

/// The shortest text that reads back as the same number.
inline std::string format_number(double value) {
    if (std::isnan(value)) return "nan";
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

/// A text as a field, in quotes where it needs them.
inline std::string format_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string quoted = "\"";
    for (char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

inline std::string format_record(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) line += field + ',';
    if (!line.empty()) line.pop_back();
    return line + '\n';
}

/// The fields of the first record of a text, which is taken away from it.
inline std::vector<std::string> take_record(std::string_view& text) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"' && quoted && text.starts_with('"')) {
            fields.back() += '"';
            text.remove_prefix(1);
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c == '\n' && !quoted) {
            break;
        } else if (c != '\r' || quoted) {
            fields.back() += c;
        }
    }
    return fields;
}

/// The number that a field holds, with blanks around it; NaN for an empty field.
inline bool parse_number(std::string_view field, double& value) {
    value = std::numeric_limits<double>::quiet_NaN();
    field.remove_prefix(std::min(field.find_first_not_of(" \t"), field.size()));
    field = field.substr(0, field.find_last_not_of(" \t") + 1);
    if (field.empty()) return true;
    const auto [end, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
    return failure == std::errc{} && end == field.data() + field.size();
}

}  // namespace detail

/// The text of a table. Throws argument_error where a row has another number of fields than the columns.
inline std::string format_csv(const csv_table& table) {
    const bool labelled = !table.labels.empty();
    require(!labelled || table.labels.size() == table.rows.size(), "format_csv: expected ", table.rows.size(),
            " labels or none, got ", table.labels.size());
    std::vector<std::string> fields;
    if (labelled) fields.push_back(detail::format_field(table.label_column));
    for (const std::string& name : table.columns) fields.push_back(detail::format_field(name));
    std::string text = detail::format_record(fields);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::vector<double>& numbers = table.rows[row];
        require(numbers.size() == table.columns.size(), "format_csv: expected ", table.columns.size(),
                " numbers in row ", row, ", got ", numbers.size());
        fields.clear();
        if (labelled) fields.push_back(detail::format_field(table.labels[row]));
        for (double number : numbers) fields.push_back(detail::format_number(number));
        text += detail::format_record(fields);
    }
    return text;
}

/// The table that a text holds. `origin` names it in messages. Throws file_error where a line has another number of
/// fields than the first, or a field that is no number.
inline csv_table parse_csv(std::string_view text, const std::string& origin, const csv_options& options = {}) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    require<file_error>(!text.empty(), origin, ": expected a line of column names, got an empty file");
    csv_table table;
    table.columns = detail::take_record(text);
    const std::size_t fields_expected = table.columns.size();
    const std::size_t first = options.labels ? 1 : 0;
    if (options.labels) {
        table.label_column = table.columns.front();
        table.columns.erase(table.columns.begin());
    }
    for (std::size_t record = 2; !text.empty(); ++record) {
        std::vector<std::string> fields = detail::take_record(text);
        if (fields.size() == 1 && fields[0].empty() && fields_expected > 1) continue;
        require<file_error>(fields.size() == fields_expected, origin, ": expected ", fields_expected,
                            " fields in line ", record, ", got ", fields.size());
        if (options.labels) table.labels.push_back(fields[0]);
        std::vector<double>& numbers = table.rows.emplace_back(table.columns.size());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const std::string& field = fields[i + first];
            require<file_error>(detail::parse_number(field, numbers[i]), origin, ": expected a number in line ", record,
                                ", column ", table.columns[i], ", got ", field);
        }
    }
    return table;
}

/// Writes a table as a file; see format_csv. Throws file_error when that fails.
inline void write_csv(const std::filesystem::path& path, const csv_table& table) {
    write_file(path, format_csv(table));
}

/// The table in a file; see parse_csv.
inline csv_table read_csv(const std::filesystem::path& path, const csv_options& options = {}) {
    return parse_csv(read_file(path), path.string(), options);
}

}  // namespace diapir::io
