// Memory for tensors and for what holds them: aligned, and kept for reuse. Networks ask for blocks of the same few
// sizes over and over; taking them from the system every time would cost a page fault for every 4 KiB of them.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <map>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir {

namespace common {

/// The blocks that a thread has given back. Together with those in use they never exceed twice the most that the thread
/// ever had in use at once.
class block_cache {
public:
    static constexpr std::align_val_t alignment{64};

    void* take(std::size_t bytes) {
        const std::size_t wanted = rounded(bytes);
        for (auto at = free_.lower_bound(wanted); at != free_.end() && at->first <= 2 * wanted; ++at)
            if (!at->second.empty()) {
                void* block = at->second.back();
                at->second.pop_back();
                kept_ -= at->first;
                in_use_ += at->first;
                return block;
            }
        const std::size_t in_use = in_use_ + wanted, most = std::max(most_, in_use);
        shrink(2 * most - in_use);
        void* block = create(wanted);  // what cannot be had is not counted
        in_use_ = in_use;
        most_ = most;
        return block;
    }
    void give_back(void* block) noexcept {
        const std::size_t capacity = capacity_of(block);
        in_use_ = in_use_ > capacity ? in_use_ - capacity : 0;  // another thread may have taken it
        if (in_use_ + kept_ + capacity > 2 * most_) return destroy(block);
        try {
            free_[capacity].push_back(block);
            kept_ += capacity;
        } catch (...) {
            destroy(block);
        }
    }
    /// Frees kept blocks, the largest first, until at most `bytes` are kept.
    void shrink(std::size_t bytes) noexcept {
        for (auto largest = free_.rbegin(); kept_ > bytes; ++largest)
            while (kept_ > bytes && !largest->second.empty()) {
                destroy(largest->second.back());
                largest->second.pop_back();
                kept_ -= largest->first;
            }
    }
    ~block_cache() {
        shrink(0);
        ended() = true;
    }

    /// The cache of the calling thread; null when the thread is about to end.
    static block_cache* mine() {
        thread_local block_cache cache;
        return ended() ? nullptr : &cache;
    }

    /// A block of its own; its capacity is written in front of it.
    static void* create(std::size_t capacity) {
        constexpr auto front = static_cast<std::size_t>(alignment);
        char* whole = static_cast<char*>(::operator new(front + capacity, alignment));
        ::new (whole) std::size_t(capacity);
        return whole + front;
    }
    static void destroy(void* block) noexcept { ::operator delete(front_of(block), alignment); }

private:
    static bool& ended() {
        thread_local bool ended = false;
        return ended;
    }
    static char* front_of(void* block) { return static_cast<char*>(block) - static_cast<std::size_t>(alignment); }
    static std::size_t capacity_of(void* block) { return *reinterpret_cast<std::size_t*>(front_of(block)); }
    /// Sizes in steps of an eighth, so that blocks serve requests of about their size.
    static std::size_t rounded(std::size_t bytes) {
        const std::size_t step = std::max<std::size_t>(64, std::bit_floor(bytes) / 8);
        return std::max(step, divide_up(bytes, step) * step);
    }

    std::map<std::size_t, std::vector<void*>> free_;  // by capacity
    std::size_t in_use_ = 0, kept_ = 0, most_ = 0;
};

inline void* take_block(std::size_t bytes) {
    block_cache* cache = block_cache::mine();
    return cache ? cache->take(bytes) : block_cache::create(bytes);
}
/// Returns a block to the cache of the thread that ends its life.
inline void give_back_block(void* block) noexcept {
    if (block_cache* cache = block_cache::mine()) {
        cache->give_back(block);
    } else {
        block_cache::destroy(block);
    }
}

template <class T>
struct release_buffer {
    void operator()(T* p) const noexcept { give_back_block(p); }
};

}  // namespace common

/// Uninitialized elements, aligned to 64 bytes.
template <class T>
using buffer = std::unique_ptr<T[], common::release_buffer<T>>;

template <class T>
buffer<T> make_buffer(std::size_t count) {
    return buffer<T>(static_cast<T*>(common::take_block(count * sizeof(T))));
}

/// An allocator for the standard containers that takes and keeps memory as buffers do.
template <class T>
struct kept_allocator {
    using value_type = T;

    kept_allocator() = default;
    template <class U>
    kept_allocator(const kept_allocator<U>&) noexcept {}

    T* allocate(std::size_t count) { return static_cast<T*>(common::take_block(count * sizeof(T))); }
    void deallocate(T* block, std::size_t) noexcept { common::give_back_block(block); }

    friend bool operator==(const kept_allocator&, const kept_allocator&) { return true; }
};

template <class T>
using kept_vector = std::vector<T, kept_allocator<T>>;

/// A shared object in kept memory.
template <class T, class... A>
std::shared_ptr<T> make_kept(A&&... arguments) {
    return std::allocate_shared<T>(kept_allocator<std::remove_const_t<T>>(), std::forward<A>(arguments)...);
}

/// Gives the memory that the calling thread keeps for reuse back to the system.
inline void release_kept_memory() {
    if (common::block_cache* cache = common::block_cache::mine()) cache->shrink(0);
}

}  // namespace diapir
