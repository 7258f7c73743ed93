// Columns of numbers under names, such as the history of a training or the metrics of each image.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET {

/// A table {rows, columns} of numbers, NaN where there is none. Its rows may have labels, such as the names of images.
/// All columns have the same length, and no name is used twice; every member that would change this throws
/// argument_error and changes nothing.
class table {
public:
    table() = default;
    /// Labels are the labels of the rows from top to bottom, under a name of their own.
    table(const std::vector<std::string>& names, const std::vector<std::vector<double>>& rows = {},
          std::string label_name = {}, std::vector<std::string> labels = {}) {
        require(labels.empty() || labels.size() == rows.size(), "table: expected ", rows.size(),
                " labels or none, got ", labels.size());
        labeled_ = !labels.empty() || !label_name.empty();
        label_name_ = std::move(label_name);
        for (const std::string& name : names) add_column(name, {});
        require(rows.empty() || !labeled_ || !labels.empty(), "table: expected labels for the name ", label_name_);
        for (std::size_t i = 0; i < rows.size(); ++i) append(rows[i], i);
        labels_ = std::move(labels);
        rows_ = rows.size();
    }
    table(const table&) = default;  // and no moves, which would leave one behind that has rows and no columns
    table& operator=(const table&) = default;
    ~table() = default;

    /// A table of labels alone, to which columns are added.
    static table of_labels(std::string name, std::vector<std::string> labels) {
        table t;
        t.label_name_ = std::move(name);
        t.labels_ = std::move(labels);
        t.rows_ = t.labels_.size();
        t.labeled_ = true;
        return t;
    }

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return names_.size(); }
    /// The names of the columns of numbers, from left to right.
    const std::vector<std::string>& names() const { return names_; }
    bool has_labels() const { return labeled_; }
    const std::string& label_name() const { return label_name_; }
    /// A label for each row; empty where there are none.
    const std::vector<std::string>& labels() const { return labels_; }

    bool contains(std::string_view name) const { return position(name) < columns(); }
    /// The numbers of a column from top to bottom. Throws argument_error where there is no column of that name.
    const std::vector<double>& column(std::string_view name) const {
        if (!contains(name)) [[unlikely]]
            fail_unknown(name);
        return values_[position(name)];
    }
    const std::vector<double>& column(std::size_t index) const {
        require(index < columns(), "table: there is no column ", index, " of ", columns());
        return values_[index];
    }
    /// The numbers of a row from left to right. Throws argument_error where there is no such row.
    std::vector<double> row(std::size_t index) const {
        require(index < rows_, "table: there is no row ", index, " of ", rows_);
        std::vector<double> numbers;
        for (const std::vector<double>& values : values_) numbers.push_back(values[index]);
        return numbers;
    }

    /// Adds a column on the right. The first column of a table without labels decides how many rows there are.
    void add_column(const std::string& name, std::vector<double> values) {
        require(!contains(name) && !(labeled_ && name == label_name_), "table: two columns are named ", name);
        const bool first = names_.empty() && !labeled_;
        require(first || values.size() == rows_, "table: expected ", rows_, " numbers in column ", name, ", got ",
                values.size());
        if (first) rows_ = values.size();
        places_.emplace(name, columns());
        names_.push_back(name);
        values_.push_back(std::move(values));
    }
    /// Adds a row at the bottom: a number for each column, and a label where the other rows have one.
    void add_row(const std::vector<double>& numbers) {
        require(!labeled_, "table: expected a label for row ", rows_);
        append(numbers, rows_);
        ++rows_;
    }
    void add_row(std::string label, const std::vector<double>& numbers) {
        require(labeled_, "table: expected no label for row ", rows_, ", got ", label);
        append(numbers, rows_);
        labels_.push_back(std::move(label));
        ++rows_;
    }

private:
    std::size_t position(std::string_view name) const {
        const auto found = places_.find(name);
        return found == places_.end() ? columns() : found->second;
    }
    void append(const std::vector<double>& numbers, std::size_t row) {
        require(numbers.size() == columns(), "table: expected ", columns(), " numbers in row ", row, ", got ",
                numbers.size());
        for (std::size_t i = 0; i < numbers.size(); ++i) values_[i].push_back(numbers[i]);
    }
    [[noreturn]] void fail_unknown(std::string_view name) const {
        std::string known;
        for (const std::string& n : names_) known += (known.empty() ? "" : ", ") + n;
        throw argument_error(detail::concat("table: there is no column ", name, " among ", known));
    }

    std::vector<std::string> names_, labels_;
    std::map<std::string, std::size_t, std::less<>> places_;  // of the columns
    std::vector<std::vector<double>> values_;
    std::string label_name_;
    std::size_t rows_ = 0;
    bool labeled_ = false;
};

}  // namespace diapir::inline DIAPIR_TARGET
