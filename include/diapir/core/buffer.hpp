// Memory for tensors: aligned, and kept for reuse. Networks ask for blocks of the same few sizes over and over; taking
// them from the system every time would cost a page fault for every 4 KiB of them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <new>
#include <vector>

namespace diapir {

namespace detail {

/// The blocks that a thread has given back. Together with those in use they never exceed the most that the thread ever
/// had in use at once.
class block_cache {
public:
    static constexpr std::align_val_t alignment{64};

    void* take(std::size_t bytes) {
        in_use_ += bytes;
        if (const auto found = free_.find(bytes); found != free_.end() && !found->second.empty()) {
            void* block = found->second.back();
            found->second.pop_back();
            kept_ -= bytes;
            return block;
        }
        if (in_use_ > most_) most_ = in_use_;
        shrink(most_ > in_use_ ? most_ - in_use_ : 0);
        return ::operator new(bytes, alignment);
    }
    void give_back(void* block, std::size_t bytes) noexcept {
        in_use_ = in_use_ > bytes ? in_use_ - bytes : 0;  // a block may have been taken by another thread
        if (in_use_ + kept_ + bytes <= most_) {
            try {
                free_[bytes].push_back(block);
                kept_ += bytes;
                return;
            } catch (...) {
            }
        }
        ::operator delete(block, alignment);
    }
    /// Frees kept blocks, the largest first, until at most `bytes` are kept.
    void shrink(std::size_t bytes) noexcept {
        while (kept_ > bytes) {
            auto largest = std::prev(free_.end());
            for (void* block : largest->second) {
                ::operator delete(block, alignment);
                kept_ -= largest->first;
            }
            free_.erase(largest);
        }
    }
    ~block_cache() {
        shrink(0);
        ended_ = true;
    }

    /// The cache of the calling thread; null when the thread is about to end.
    static block_cache* mine() {
        thread_local block_cache cache;
        return ended_ ? nullptr : &cache;
    }

private:
    inline static thread_local bool ended_ = false;

    std::map<std::size_t, std::vector<void*>> free_;
    std::size_t in_use_ = 0, kept_ = 0, most_ = 0;
};

/// Returns a buffer's memory to the cache of the thread that ends its life.
template <class T>
struct release_buffer {
    std::size_t bytes = 0;

    void operator()(T* p) const noexcept {
        if (block_cache* cache = block_cache::mine()) {
            cache->give_back(p, bytes);
        } else {
            ::operator delete(p, block_cache::alignment);
        }
    }
};

}  // namespace detail

/// Uninitialised elements, aligned to 64 bytes.
template <class T>
using buffer = std::unique_ptr<T[], detail::release_buffer<T>>;

template <class T>
buffer<T> make_buffer(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    detail::block_cache* cache = detail::block_cache::mine();
    void* block = cache ? cache->take(bytes) : ::operator new(bytes, detail::block_cache::alignment);
    return {static_cast<T*>(block), {bytes}};
}

/// Gives the memory that the calling thread keeps for reuse back to the system.
inline void release_kept_memory() {
    if (detail::block_cache* cache = detail::block_cache::mine()) cache->shrink(0);
}

}  // namespace diapir
