// A work on many items in a row, such as the lines of a survey, done by all ranks: each takes some neighbors at a time,
// many while there are many and single ones in the end, so that all are done at about the same time (guided
// self-scheduling, Polychronopoulos and Kuck 1987, "Guided self-scheduling: a practical scheduling scheme for parallel
// supercomputers").
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/distributed/collectives.hpp>
#include <diapir/distributed/communicator.hpp>
#include <diapir/distributed/hand_out.hpp>
#include <diapir/distributed/work_queue.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Consecutive items, from `first` to `last` (exclusive).
struct item_run {
    std::size_t first = 0, last = 0;

    std::size_t size() const { return last - first; }
    friend bool operator==(const item_run&, const item_run&) = default;
};

/// What rank 0 says of the work, of items what hand_out_options says of parts; on the other ranks nothing of it is
/// used.
struct hand_out_runs_options {
    /// How many items a rank takes at a time at most, such as its memory holds.
    std::size_t most = 1;
    std::function<bool(std::size_t item)> finished = {};
    std::function<void(std::span<const std::size_t> items)> record = {};
    progress_callback progress = {};
};

/// The items below `items` that are not finished, in runs for so many ranks: each of half of what would be the share of
/// a rank in all that is left, within 1 and `most`. Throws argument_error where `most` is 0, and for more than 100
/// million items.
inline std::vector<item_run> runs_of_items(std::size_t items, std::size_t most, std::size_t ranks,
                                           const std::function<bool(std::size_t item)>& finished = {}) {
    require(most > 0, "hand_out_runs: expected to take at least 1 item at a time, got 0");
    require(items <= most_parts, "hand_out_runs: expected at most ", most_parts, " items, got ", items);
    std::vector<char> done(items);
    for (std::size_t i = 0; i < items; ++i) done[i] = finished && finished(i) ? 1 : 0;
    auto left = static_cast<std::size_t>(std::count(done.begin(), done.end(), 0));
    std::vector<item_run> runs;
    for (std::size_t first = 0; first < items;) {
        if (done[first]) {
            ++first;
            continue;
        }
        const std::size_t length = ranks > 1 ? std::clamp<std::size_t>(left / ranks / 2, 1, most) : most;
        item_run run{first, first};
        while (run.last < items && !done[run.last] && run.size() < length) ++run.last;
        runs.push_back(run);
        left -= run.size();
        first = run.last;
    }
    return runs;
}

/// Calls work(run) for runs of items that cover all below `items` but those that are finished, on whichever rank is
/// free; else as hand_out() does. Items are finished and recorded one by one, so that a work goes on where it stopped
/// on any number of ranks: then what is made of an item may not depend on the run that it comes in.
template <communicator C, std::invocable<item_run> Work>
bool hand_out_runs(C& ranks, std::size_t items, const Work& work, const hand_out_runs_options& options = {}) {
    std::vector<item_run> runs;
    act_on_first(ranks, [&] { runs = runs_of_items(items, options.most, ranks.size(), options.finished); });
    runs.resize(broadcast(ranks, runs.size()));
    ranks.broadcast(std::as_writable_bytes(std::span(runs)), 0);
    const auto size_of = [](std::size_t sum, const item_run& run) { return sum + run.size(); };
    const std::size_t before = items - std::accumulate(runs.begin(), runs.end(), std::size_t{0}, size_of);
    std::size_t done = before;
    hand_out_options of_runs;
    of_runs.record = [&](std::span<const std::size_t> numbers) {
        std::vector<std::size_t> finished;
        for (const std::size_t number : numbers)
            for (std::size_t i = runs[number].first; i < runs[number].last; ++i) finished.push_back(i);
        done += finished.size();
        if (options.record) options.record(finished);
    };
    if (options.progress)
        of_runs.progress = [&](const progress& p) {
            const auto each = p.seconds / static_cast<double>(done - before);
            return options.progress({done, items, p.seconds, each * static_cast<double>(items - done)});
        };
    return hand_out(
        ranks, runs.size(), [&](std::size_t number) { work(runs[number]); }, of_runs);
}

}  // namespace diapir::inline DIAPIR_TARGET::distributed
