#include "catch.hpp"
#include <diapir/core/buffer.hpp>

#include <malloc.h>

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
std::atomic<long> bytes_held = 0;

void* take_aligned(std::size_t size, std::align_val_t alignment) {
    if (size >> 50) throw std::bad_alloc();  // the address sanitizer would end the program
    const auto unit = static_cast<std::size_t>(alignment);
    void* block = std::aligned_alloc(unit, std::max<std::size_t>((size + unit - 1) / unit * unit, unit));
    if (!block) throw std::bad_alloc();
    ++blocks_held;
    bytes_held += static_cast<long>(malloc_usable_size(block));
    return block;
}
void free_aligned(void* block) {
    if (block) {
        --blocks_held;
        bytes_held -= static_cast<long>(malloc_usable_size(block));
    }
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

TEST_CASE("a block serves requests of about its size") {
    std::thread([] {
        make_buffer<char>(10000);
        const int before = blocks_held;
        for (const std::size_t size : {10000, 9990, 9000, 6000}) {
            const auto block = make_buffer<char>(size);
            CHECK(blocks_held == before);
        }
        const auto smaller = make_buffer<char>(4000);
        CHECK(blocks_held == before + 1);
        const auto larger = make_buffer<char>(15000);
        CHECK(blocks_held == before + 2);
    }).join();
}

TEST_CASE("no more is kept than twice what was once in use, also where sizes change or cannot be had") {
    std::thread([] {
        const long before = bytes_held;
        CHECK_THROWS_AS(make_buffer<char>(std::size_t{1} << 60), std::bad_alloc);
        for (std::size_t size = 1000; size < 30000; size += size / 3) {
            const auto block = make_buffer<double>(size);
            CHECK(bytes_held - before <= static_cast<long>(2.2 * 8 * size));
        }
        const auto small = make_buffer<double>(10);
        CHECK(bytes_held - before <= static_cast<long>(2.2 * 8 * 30000));
    }).join();
}

TEST_CASE("containers and shared objects use kept memory") {
    std::thread([] {
        { const kept_vector<double> warm(1000); }
        const int before = blocks_held;
        {
            const kept_vector<double> again(1000, 1.5);
            CHECK(again[999] == 1.5);
            CHECK(blocks_held == before);
        }
        { const auto warm = make_kept<std::vector<int>>(3, 7); }
        const int then = blocks_held;
        const auto shared = make_kept<const std::vector<int>>(3, 7);
        CHECK(shared->at(2) == 7);
        CHECK(blocks_held == then);
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
