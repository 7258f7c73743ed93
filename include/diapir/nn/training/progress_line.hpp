// A line that shows how training goes: a bar with metrics and time left on a terminal, one line an epoch elsewhere.
#pragma once

#include <diapir/nn/training/training_callback.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <iomanip>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// So many epochs are no goal: training is to end by something else, such as a time.
inline constexpr std::size_t any_number_of_epochs = 1000000;

/// Prints to `out` after every epoch and, where `live`, several times a second in between, over the same line. The
/// metrics shown are those named that there are. How many epochs there will be is left out where that is no goal, and
/// the time left where it is more than a century.
inline training_callback progress_line(std::ostream& out, std::integral auto live,
                                       std::vector<std::string> metrics = {"loss", "accuracy", "auc", "val_loss",
                                                                           "val_accuracy", "val_auc"}) {
    const auto line = [metrics](const training_report& r) {
        std::ostringstream text;
        text.imbue(std::locale::classic());
        const std::string of = r.epochs < any_number_of_epochs ? '/' + std::to_string(r.epochs) : "";
        const int width = of.empty() ? 3 : static_cast<int>(of.size()) - 1;
        text << "epoch " << std::setw(width) << r.epoch << of << std::fixed << std::setprecision(4);
        for (const std::string& name : metrics)
            if (r.metrics.contains(name)) text << "  " << name << ' ' << r.metrics[name];
        return text.str();
    };
    const auto time = [](double seconds) {
        const auto whole = static_cast<long>(seconds + 0.5);
        return whole < 60 ? std::to_string(whole) + " s"
                          : std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    };
    constexpr double century = 3.15e9;
    training_callback callback;
    callback.on_epoch = [&out, live, line, time](const training_report& r) {
        out << (live ? "\r\033[K" : "") << line(r) << "  (" << time(r.seconds);
        if (r.seconds_left < century) out << ", at most " << time(r.seconds_left) << " left";
        out << ")\n" << std::flush;
        return true;
    };
    if (live)
        callback.on_batch = [&out, line, time, last = std::make_shared<double>(-1)](const training_report& r) {
            if (r.seconds >= *last && r.seconds - *last < 0.2) return true;
            *last = r.seconds;
            constexpr std::size_t cells = 20;
            const std::size_t done = r.batches == 0 ? 0 : std::min(r.batch, r.batches) * cells / r.batches;
            out << "\r\033[K" << line(r) << "  [" << std::string(done, '=') << std::string(cells - done, '.') << "] "
                << time(r.seconds_left) << std::flush;
            return true;
        };
    return callback;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
