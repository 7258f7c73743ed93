#include "catch.hpp"
#include <diapir/core/strips.hpp>

#include <mutex>
#include <vector>

namespace kernels = diapir::kernels;

TEST_CASE("every row of every array is in one strip") {
    for (const std::size_t threads : {1, 2, 3, 16})
        for (const auto& [arrays, rows, size, halo] : {std::array<std::size_t, 4>{1, 1024, 1024, 30},
                                                       {3, 100, 4000, 0},
                                                       {100, 48, 48, 4},
                                                       {5, 1, 100000, 9},
                                                       {2, 0, 5, 0},
                                                       {0, 5, 5, 0},
                                                       {1, 7, 20000, 0}}) {
            CAPTURE(threads, arrays, rows);
            const diapir::thread_limit limit(threads);
            std::vector<int> visits(arrays * rows);
            std::mutex mutex;
            kernels::for_each_strip(arrays, rows, size, halo,
                                    [&, count = rows](std::size_t array, kernels::row_range range) {
                                        const std::lock_guard lock(mutex);
                                        for (std::size_t row = range.first; row < range.last; ++row)
                                            ++visits[array * count + row];
                                    });
            CHECK(visits == std::vector<int>(arrays * rows, 1));
        }
}

TEST_CASE("one large array is cut for all threads, many arrays and small ones are not cut") {
    const diapir::thread_limit several(4);
    if (diapir::threads() < 4) return;  // without OpenMP
    const auto strips = [](std::size_t arrays, std::size_t rows, std::size_t size, std::size_t halo) {
        return kernels::strips_of(arrays, rows, size, halo);
    };
    CHECK(strips(1, 1024, 1024, 0) == 16);
    CHECK(strips(1, 1024, 1024, 30) == 4);
    CHECK(strips(2, 1024, 1024, 0) == 8);
    CHECK(strips(1000, 48, 48, 0) == 1);
    CHECK(strips(1, 48, 48, 0) == 1);
    diapir::common::helpers::mine() = {};  // so that the loop is shared out, whatever they did in other tests
    diapir::parallel_for(4, [&](std::size_t) {
        if (strips(1, 1024, 1024, 0) != 1) throw 0;  // inside a loop that is shared out already
    });
}
