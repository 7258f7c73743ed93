// The progress of a training as a CSV file that grows by a line after every epoch.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/nn/training/training_callback.hpp>

#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// What is in the log so far.
class csv_log_file {
public:
    explicit csv_log_file(std::filesystem::path path) : path_(std::move(path)) { require_directory(path_); }

    void add(const nn::training_report& r) {
        if (r.epoch <= last_) lines_ = {};  // of another training with the same callback
        if (lines_.columns() == 0) begin(r);
        last_ = r.epoch;
        std::vector<double> row;
        for (const std::string& name : lines_.names())
            row.push_back(name == "epoch"            ? static_cast<double>(r.epoch)
                          : name == "seconds"        ? r.seconds
                          : r.metrics.contains(name) ? r.metrics[name]
                                                     : std::numeric_limits<double>::quiet_NaN());
        lines_.add_row(row);
        write_csv(path_, lines_);
    }

private:
    /// Decides on the columns, which are those of the file where training goes on.
    void begin(const nn::training_report& r) {
        if (r.epoch > 1 && is_there(path_)) {
            const table before = read_csv(path_, {.empty_columns = true});
            require<file_error>(before.contains("epoch"), path_.string(), ": expected a log with a column epoch");
            lines_ = table(before.names());
            for (std::size_t i = 0; i < before.rows(); ++i)
                if (before.column("epoch")[i] < static_cast<double>(r.epoch)) lines_.add_row(before.row(i));
            return;
        }
        std::vector<std::string> names{"epoch", "seconds"};
        for (const auto& [name, value] : r.metrics) names.push_back(name);
        lines_ = table(names);
    }

    std::filesystem::path path_;
    table lines_;
    std::size_t last_ = 0;  // epoch
};

}  // namespace detail

/// Writes epoch, seconds and all metrics after every epoch. The first epoch decides on the columns: what it lacks is
/// left out later, what a later one lacks is NaN. A training that goes on, which begins after the first epoch, keeps
/// the lines of the epochs before in a file that there is; another one replaces it, also where options that have this
/// callback serve several trainings, of which the file then has the last. Whoever reads the file sees it whole. The
/// callback throws file_error when the file cannot be read or written; where there is no folder for it, that is thrown
/// at once.
inline nn::training_callback csv_log(std::filesystem::path path) {
    nn::training_callback callback;
    callback.on_epoch = [log = std::make_shared<detail::csv_log_file>(std::move(path))](const nn::training_report& r) {
        log->add(r);
        return true;
    };
    return callback;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
