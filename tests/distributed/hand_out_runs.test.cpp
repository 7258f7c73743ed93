// Every item is done once, in runs that get shorter.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/distributed/hand_out_runs.hpp>
#include <diapir/distributed/single_rank.hpp>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

using namespace diapir;
using distributed::hand_out_runs;
using distributed::item_run;
using distributed::runs_of_items;

TEST_CASE("runs cover what is not finished, in order, and none has more than the most") {
    for (const std::size_t ranks : {1, 2, 3, 16, 1000})
        for (const std::size_t items : {0, 1, 2, 7, 250})
            for (const std::size_t most : {1, 3, 13, 1000}) {
                const auto finished = [](std::size_t item) { return item % 11 == 4 || item == 0; };
                std::vector<std::size_t> covered, expected;
                std::size_t longest = 0;
                for (const item_run& run : runs_of_items(items, most, ranks, finished)) {
                    longest = std::max(longest, run.size());
                    for (std::size_t i = run.first; i < run.last; ++i) covered.push_back(i);
                }
                for (std::size_t i = 0; i < items; ++i)
                    if (!finished(i)) expected.push_back(i);
                INFO(ranks << " ranks, " << items << " items, " << most << " at most");
                CHECK(covered == expected);
                CHECK(longest <= most);
            }
}

TEST_CASE("of several ranks each gets runs until the end, where they are of one item") {
    for (const std::size_t ranks : {2, 4, 16}) {
        const auto runs = runs_of_items(500, 20, ranks);
        CHECK(runs.size() >= 4 * ranks);
        CHECK(runs.front().size() == std::min<std::size_t>(20, 500 / (2 * ranks)));
        CHECK(runs.back().size() == 1);
        CHECK(std::is_sorted(runs.rbegin(), runs.rend(), [](auto a, auto b) { return a.size() < b.size(); }));
    }
    CHECK(runs_of_items(50, 20, 1) == std::vector<item_run>{{0, 20}, {20, 40}, {40, 50}});  // nobody waits for one rank
    CHECK_THROWS_AS(runs_of_items(5, 0, 1), argument_error);
}

TEST_CASE("every item that is not finished is done once, recorded and told of") {
    for (const std::size_t size : {1, 2, 4}) {
        std::mutex mutex;
        std::size_t complete = 0;
        std::vector<int> times(40);
        std::vector<std::size_t> recorded, told;
        testing::run_ranks(size, [&](auto& ranks) {
            distributed::hand_out_runs_options options{.most = 5};
            if (ranks.rank() == 0) {
                options.finished = [](std::size_t item) { return item < 9; };
                options.record = [&](auto items) { recorded.insert(recorded.end(), items.begin(), items.end()); };
                options.progress = [&](const progress& p) {
                    told.push_back(p.done);
                    return p.total == 40 && p.seconds_left >= 0;
                };
            }
            const bool all = hand_out_runs(
                ranks, times.size(),
                [&](item_run run) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    const std::lock_guard lock(mutex);
                    for (std::size_t i = run.first; i < run.last; ++i) ++times[i];
                },
                options);
            const std::lock_guard lock(mutex);
            complete += all;
        });
        std::vector<std::size_t> expected(31);
        std::iota(expected.begin(), expected.end(), std::size_t{9});
        std::sort(recorded.begin(), recorded.end());
        CHECK(complete == size);
        CHECK(recorded == expected);
        CHECK(std::count(times.begin(), times.begin() + 9, 0) == 9);
        CHECK(std::count(times.begin() + 9, times.end(), 1) == 31);
        CHECK(std::is_sorted(told.begin(), told.end()));
        CHECK(told.back() == 40);
        CHECK(told.front() > 9);
    }
}

TEST_CASE("options that mean nothing are refused on all ranks") {
    std::vector<std::string> messages(3, "nothing");
    testing::run_ranks(3, [&](auto& ranks) {
        try {
            hand_out_runs(ranks, 10, [](item_run) {}, {.most = 0});
        } catch (const error& e) {
            messages[ranks.rank()] = e.what();
        }
    });
    CHECK(messages == std::vector<std::string>(3, "hand_out_runs: expected to take at least 1 item at a time, got 0"));
}

TEST_CASE("any number of ranks gets runs") {
    for (const std::size_t ranks : {std::size_t{1} << 63, static_cast<std::size_t>(-1)})
        CHECK(distributed::runs_of_items(2, 4, ranks) == std::vector<item_run>{{0, 1}, {1, 2}});
}
