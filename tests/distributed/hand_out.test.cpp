// Every part is done once, by whoever is free.
#include "catch.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/distributed/hand_out.hpp>
#include <diapir/distributed/single_rank.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace diapir;
using distributed::hand_out;
using testing::run_ranks;

namespace {

/// How often each part was done, and by how many ranks.
struct done_parts {
    std::mutex mutex;
    std::vector<int> times;
    std::set<std::size_t> ranks;

    explicit done_parts(std::size_t parts) : times(parts) {}
    void add(std::size_t part, std::size_t rank) {
        const std::lock_guard lock(mutex);
        ++times.at(part);
        ranks.insert(rank);
    }
};

void work_for(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

}  // namespace

TEST_CASE("every part is done once") {
    for (const std::size_t size : {1, 2, 4})
        for (const std::size_t parts : {0, 1, 3, 40}) {
            done_parts done(parts);
            std::atomic<std::size_t> complete = 0;
            run_ranks(size, [&](auto& ranks) {
                complete += hand_out(ranks, parts, [&](std::size_t part) {
                    work_for(part == 0 ? 20 : 1);
                    done.add(part, ranks.rank());
                });
            });
            INFO(size << " ranks, " << parts << " parts");
            CHECK(done.times == std::vector<int>(parts, 1));
            CHECK(complete == size);
            if (parts == 40) CHECK(done.ranks.size() == size);
        }
}

TEST_CASE("parts that are finished are not handed out, and new ones are recorded") {
    done_parts done(10);
    std::vector<std::size_t> recorded;
    std::vector<std::size_t> told;
    run_ranks(3, [&](auto& ranks) {
        distributed::hand_out_options options;
        if (ranks.rank() == 0)
            options = {.finished = [](std::size_t part) { return part < 4; },
                       .record = [&](auto parts) { recorded.insert(recorded.end(), parts.begin(), parts.end()); },
                       .progress =
                           [&](const progress& p) {
                               told.push_back(p.done);
                               return p.total == 10;
                           }};
        hand_out(
            ranks, 10, [&](std::size_t part) { done.add(part, ranks.rank()); }, options);
    });
    CHECK(done.times == std::vector<int>{0, 0, 0, 0, 1, 1, 1, 1, 1, 1});
    std::sort(recorded.begin(), recorded.end());
    CHECK(recorded == std::vector<std::size_t>{4, 5, 6, 7, 8, 9});
    REQUIRE_FALSE(told.empty());
    CHECK(std::is_sorted(told.begin(), told.end()));
    CHECK(told.back() == 10);
}

TEST_CASE("a failure of any rank is known to all, and nothing is recorded of its part") {
    for (const std::size_t guilty : {0, 2}) {
        std::vector<std::string> messages(3);
        std::vector<std::size_t> recorded;
        std::atomic<int> done = 0;
        run_ranks(3, [&](auto& ranks) {
            try {
                hand_out(ranks, 1000,
                         [&](std::size_t) {
                             work_for(1);
                             if (ranks.rank() == guilty && done > 20) throw error("the disk is full");
                             ++done;
                         },
                         {.record = [&](auto parts) { recorded.insert(recorded.end(), parts.begin(), parts.end()); }});
            } catch (const error& e) {
                messages[ranks.rank()] = e.what();
            }
        });
        for (const auto& m : messages) CHECK(m == (guilty ? "rank 2: the disk is full" : "the disk is full"));
        CHECK(recorded.size() == static_cast<std::size_t>(done.load()));
        CHECK(done < 1000);
    }
}

TEST_CASE("progress may ask to stop") {
    for (const std::size_t size : {1, 3}) {
        std::atomic<std::size_t> complete = 0, done = 0;
        run_ranks(size, [&](auto& ranks) {
            complete += hand_out(ranks, 1000,
                                 [&](std::size_t) {
                                     work_for(1);
                                     ++done;
                                 },
                                 {.progress = [&](const progress& p) { return p.done < 10; }});
        });
        CHECK(complete == 0);
        CHECK(done >= 10);
        CHECK(done < 200);
    }
}

TEST_CASE("a failure where parts are recorded ends the work") {
    distributed::single_rank alone;
    CHECK_THROWS_WITH(hand_out(alone, 3, [](std::size_t) {}, {.record = [](auto) { throw error("no space"); }}),
                      "no space");
}

TEST_CASE("a failure where it is asked what is finished is known to all") {
    std::vector<std::string> messages(3, "nothing");
    run_ranks(3, [&](auto& ranks) {
        try {
            hand_out(ranks, 10, [](std::size_t) {},
                     {.finished = [](std::size_t) -> bool { throw error("the journal is broken"); }});
        } catch (const error& e) {
            messages[ranks.rank()] = e.what();
        }
    });
    CHECK(messages == std::vector<std::string>(3, "the journal is broken"));
}

TEST_CASE("a failure without a text is a failure") {
    struct silent : std::exception {
        const char* what() const noexcept override { return ""; }
    };
    distributed::single_rank alone;
    CHECK_THROWS_WITH(hand_out(alone, 3, [](std::size_t) { throw silent(); }), "an exception without a text");
}
