#include "catch.hpp"
#include <diapir/core/parallel.hpp>

#include <atomic>
#include <cfenv>
#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace diapir;
using namespace std::chrono_literals;

TEST_CASE("every item is done once, for any number of threads") {
    for (const std::size_t threads : {1, 2, 5}) {
        const thread_limit limit(threads);
        for (const std::size_t count : {0, 1, 2, 7, 1000}) {
            std::vector<int> done(count, 0);
            parallel_for(count, [&](std::size_t i) { ++done[i]; });
            CHECK(done == std::vector<int>(count, 1));
        }
    }
}

TEST_CASE("threads are chosen by the numbers that OpenMP takes, and by nothing else") {
    for (const char* text : {"3", " 3", "+3", "3 ", "3,2", "3 , 2", "1"}) {
        INFO("'" << text << "'");
        CHECK(common::chooses_threads(text));
    }
    CHECK_FALSE(common::chooses_threads(nullptr));
    for (const char* text :
         {"", " ", "abc", "0", "-1", "3x", "3,", ",3", "0,3", "3,x", "3,0", "99999999999999999999"}) {
        INFO("'" << text << "'");
        CHECK_FALSE(common::chooses_threads(text));
    }
}

TEST_CASE("loops are shared out over threads where they are worth it, and stay in the calling one where not") {
    const thread_limit limit(4);
    const auto used = [](std::size_t cost) {
        std::vector<std::thread::id> ids(8);
        common::helpers::mine() = {};  // whatever they did in other tests
        parallel_for(
            ids.size(), [&](std::size_t i) { ids[i] = std::this_thread::get_id(); }, cost);
        return std::set<std::thread::id>(ids.begin(), ids.end());
    };
    CHECK(used(1) == std::set<std::thread::id>{std::this_thread::get_id()});
#ifdef _OPENMP
    CHECK(used(1000000).size() == 4);
#endif
}

TEST_CASE("loops within loops run in the thread of their item") {
    const thread_limit limit(4);
    std::atomic<int> strayed = 0, done = 0;
    parallel_for(4, [&](std::size_t) {
        const auto outer = std::this_thread::get_id();
        parallel_for(4, [&](std::size_t) {
            ++done;
            strayed += std::this_thread::get_id() != outer;
        });
    });
    CHECK(done == 16);
    CHECK(strayed == 0);
}

TEST_CASE("the exception of an item is rethrown, and items not begun are left out") {
    for (const std::size_t threads : {1, 4}) {
        const thread_limit limit(threads);
        std::atomic<std::size_t> done = 0;
        const auto loop = [&] {
            parallel_for(1000, [&](std::size_t i) {
                if (i % 250 == 3) throw std::invalid_argument("item");
                ++done;
            });
        };
        CHECK_THROWS_WITH(loop(), "item");
        CHECK(done >= 3);
        CHECK(done < 996);
        if (threads == 1) CHECK(done == 3);
    }
}

TEST_CASE("chunks stay in the calling thread for as long as the others are late") {
#ifdef _OPENMP
    const thread_limit limit(2);
    common::helpers::for_chunks() = {};
    common::helpers::for_chunks().came(0ms, {});                                    // made
    common::helpers::for_chunks().came(1us, common::helpers::clock::now() + 40ms);  // so long, and two more, without
    std::vector<std::thread::id> ids(400);
    parallel_chunks(ids.size(), [&](std::size_t i) {
        ids[i] = std::this_thread::get_id();
        std::this_thread::sleep_for(250us);
    });
    CHECK(ids[0] == std::this_thread::get_id());
    CHECK(std::set<std::thread::id>(ids.begin(), ids.end()).size() == 2);  // what is left, they share
    common::helpers::for_chunks().came(1s, common::helpers::clock::now());
    parallel_chunks(20, [&](std::size_t i) { ids[i] = std::this_thread::get_id(); });
    CHECK(std::set<std::thread::id>(ids.begin(), ids.begin() + 20).size() == 1);
    common::helpers::for_chunks() = {};
#endif
}

TEST_CASE("all threads round as the one that called, also those that were there before") {
    const thread_limit limit(4);
    const auto thirds = [](const auto& loop) {
        std::vector<double> found(64);
        loop(found.size(), [&](std::size_t i) {
            volatile double third = 1;
            third = third / 3;
            found[i] = third;
        });
        return found;
    };
    const auto items = [](std::size_t count, const auto& f) { parallel_for(count, f); };
    const auto chunks = [](std::size_t count, const auto& f) { parallel_chunks(count, f); };
    const double nearest = thirds(items)[0];
    std::vector<double> found;
    for (int k = 0; k < 20; ++k)
        for (const bool as_chunks : {false, true}) {
            std::fesetround(FE_UPWARD);
            const auto some = as_chunks ? thirds(chunks) : thirds(items);
            const int mode = std::fegetround();
            std::fesetround(FE_TONEAREST);
            CHECK(mode == FE_UPWARD);
            found.insert(found.end(), some.begin(), some.end());
        }
    CHECK(found[0] > nearest);
    CHECK(found == std::vector<double>(found.size(), found[0]));
    CHECK(thirds(items) == std::vector<double>(64, nearest));
}

#if defined(__unix__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a forked process computes without the threads of the one that it was forked from") {
    const thread_limit limit(3);
    const auto sum = [] {
        std::atomic<std::size_t> total = 0;
        parallel_for(100, [&](std::size_t i) { total += i; });
        parallel_chunks(100, [&](std::size_t i) { total += i; });
        return total.load();
    };
    CHECK(sum() == 9900);  // so that there are threads
    const pid_t child = fork();
    if (child == 0) {
        alarm(20);
        common::helpers::mine() = common::helpers::for_chunks() = common::helpers();  // they came late to nothing yet
        _exit(sum() == 9900 ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(sum() == 9900);
}
#endif

TEST_CASE("ranges are the same for any number of threads and cover all items") {
    for (const std::size_t threads : {1, 3}) {
        const thread_limit limit(threads);
        for (const std::size_t count : {0, 1, 9999, 10000, 10001, 25000}) {
            std::vector<std::pair<std::size_t, std::size_t>> ranges((count + 9999) / 10000);
            parallel_ranges(count, 10000, [&](std::size_t begin, std::size_t end) {
                ranges.at(begin / 10000) = {begin, end};
            });
            std::size_t next = 0;
            for (const auto& [begin, end] : ranges) {
                CHECK(begin == next);
                CHECK((end == begin + 10000 || end == count));
                next = end;
            }
            CHECK(next == count);
        }
    }
}

TEST_CASE("ranges may be as long as there are numbers") {
    for (const std::size_t grain : {std::size_t{5}, std::size_t{6}, SIZE_MAX / 8, SIZE_MAX - 3, SIZE_MAX}) {
        int calls = 0;
        parallel_ranges(5, grain,
                        [&](std::size_t begin, std::size_t end) { calls += begin == 0 && end == 5 ? 1 : 100; });
        CHECK(calls == 1);
        parallel_ranges(0, grain, [&](std::size_t, std::size_t) { ++calls; });
        CHECK(calls == 1);
    }
}

TEST_CASE("every chunk is done once, no more at a time than are allowed") {
    for (const std::size_t threads : {1, 2, 5}) {
        const thread_limit limit(threads);
        for (const std::size_t count : {0, 1, 2, 7, 100})
            for (const std::size_t at_once : {1, 3, 100}) {
                std::vector<int> done(count, 0);
                std::atomic<std::size_t> under_way = 0, most = 0;
                parallel_chunks(
                    count,
                    [&](std::size_t i) {
                        const std::size_t now = ++under_way;
                        for (std::size_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
                        }
                        ++done[i];
                        --under_way;
                    },
                    at_once);
                CHECK(done == std::vector<int>(count, 1));
                CHECK(most <= at_once);
            }
    }
}

TEST_CASE("loops inside a chunk are shared out where chunks are fewer than threads") {
#ifdef _OPENMP
    const thread_limit limit(4);
    std::vector<std::set<std::thread::id>> ids(6);
    common::helpers::for_chunks() = {};  // whatever they did in other tests
    parallel_chunks(ids.size(), [&](std::size_t chunk) {
        std::vector<std::thread::id> of_items(4);
        common::helpers::mine() = {};
        parallel_for(of_items.size(), [&](std::size_t i) { of_items[i] = std::this_thread::get_id(); });
        ids[chunk] = {of_items.begin(), of_items.end()};
    });
    for (std::size_t chunk = 0; chunk < 4; ++chunk) CHECK(ids[chunk].size() == 1);
    for (std::size_t chunk = 4; chunk < 6; ++chunk) CHECK(ids[chunk].size() == 4);
#endif
}

TEST_CASE("the exception of a chunk is rethrown") {
    for (const std::size_t threads : {1, 4}) {
        const thread_limit limit(threads);
        const auto loop = [] {
            parallel_chunks(100, [](std::size_t i) {
                if (i == 50) throw std::invalid_argument("chunk");
            });
        };
        CHECK_THROWS_WITH(loop(), "chunk");
    }
}

#ifdef _OPENMP
TEST_CASE("a thread limit lasts as long as it lives") {
    const std::size_t before = threads();
    {
        const thread_limit outer(before + 2);
        CHECK(threads() == before + 2);
        set_threads(0);
        CHECK(threads() == before + 2);
        const thread_limit inner(1);
        CHECK(threads() == 1);
    }
    CHECK(threads() == before);
}

TEST_CASE("more threads than systems bear, as OMP_NUM_THREADS may ask for, are cut") {
    const thread_limit as_before(2);
    omp_set_num_threads(5000);
    CHECK(threads() == common::most_threads);
    {
        const thread_limit limit(1);
        CHECK(threads() == 1);
    }
    CHECK(threads() == common::most_threads);
}
#endif
