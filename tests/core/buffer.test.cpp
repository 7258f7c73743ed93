#include "catch.hpp"
#include <diapir/core/buffer.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace {

std::atomic<int> blocks_held = 0;  // by the program, of those that are aligned

void* take_aligned(std::size_t size, std::align_val_t alignment) {
    const auto unit = static_cast<std::size_t>(alignment);
    void* block = std::aligned_alloc(unit, std::max<std::size_t>((size + unit - 1) / unit * unit, unit));
    if (!block) throw std::bad_alloc();
    ++blocks_held;
    return block;
}
void free_aligned(void* block) {
    if (block) --blocks_held;
    std::free(block);
}

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
    return take_aligned(size, alignment);
}
void operator delete(void* block, std::align_val_t) noexcept {
    free_aligned(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    free_aligned(block);
}

using namespace diapir;

TEST_CASE("buffers are aligned to a cache line and do not overlap") {
    std::vector<buffer<float>> all;
    for (std::size_t count : {1, 3, 16, 1000, 16, 0}) {
        all.push_back(make_buffer<float>(count));
        CHECK(reinterpret_cast<std::uintptr_t>(all.back().get()) % 64 == 0);
        std::fill_n(all.back().get(), count, static_cast<float>(all.size()));
    }
    CHECK(all[2][15] == 3);
    CHECK(all[4][0] == 5);
}

TEST_CASE("memory that was given back is taken again, until it is released") {
    release_kept_memory();
    const int before = blocks_held;
    {
        const auto a = make_buffer<double>(1000), b = make_buffer<double>(1000);
        CHECK(blocks_held == before + 2);
    }
    CHECK(blocks_held == before + 2);
    {
        const auto a = make_buffer<double>(1000), b = make_buffer<double>(1000), c = make_buffer<double>(1000);
        CHECK(a.get() != b.get());
        CHECK(blocks_held == before + 3);
    }
    release_kept_memory();
    CHECK(blocks_held == before);
}

TEST_CASE("no more is kept than was once in use, also where sizes change") {
    std::thread([] {
        const int before = blocks_held;
        for (std::size_t size = 1000; size < 1100; ++size) {
            const auto block = make_buffer<double>(size);
            CHECK(blocks_held == before + 1);
        }
        const auto small = make_buffer<double>(100);
        CHECK(blocks_held == before + 1);
    }).join();
}

TEST_CASE("a buffer may end in another thread, which does not hoard what others made") {
    const int before = blocks_held;
    buffer<int> from_thread;
    std::thread([&] {
        from_thread = make_buffer<int>(100);
        std::fill_n(from_thread.get(), 100, 42);
    }).join();
    CHECK(from_thread[99] == 42);
    from_thread.reset();
    std::vector<buffer<int>> many;
    for (int i = 0; i < 50; ++i) many.push_back(make_buffer<int>(100));
    std::thread([&] {
        many.clear();
        CHECK(blocks_held <= before);
    }).join();
    release_kept_memory();
    CHECK(blocks_held <= before);
}
