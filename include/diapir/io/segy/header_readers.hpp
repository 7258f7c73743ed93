// Programs that open one SEG-Y file together: each reads the headers of some of the traces, and all learn what these
// say.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// The programs 0 ... size - 1, of which this is number `rank`; by itself one that reads all. Any
/// distributed::communicator makes them.
class header_readers {
public:
    header_readers() = default;
    /// Throws what the communicator throws. It must outlive this.
    template <class C>
    requires(!std::is_same_v<std::remove_cvref_t<C>, header_readers>) explicit header_readers(C& ranks)
        : rank_(ranks.rank()),
          size_(ranks.size()),
          all_gather_([&ranks](std::span<std::byte> all, std::span<const std::size_t> sizes) {
              ranks.all_gather(all, sizes);
          }) {}

    std::size_t rank() const { return rank_; }
    std::size_t size() const { return size_; }
    /// Where the share of a reader begins when `count` pieces are divided; it ends where that of the next one begins.
    std::size_t begin(std::size_t reader, std::size_t count) const { return count * reader / size_; }

    /// Gives all readers the values of all: each has filled in its own, from number begins[rank] to begins[rank + 1].
    template <class T>
    requires std::is_trivially_copyable_v<T>
    void share(std::vector<T>& all, const std::vector<std::size_t>& begins) const {
        if (size_ == 1) return;
        std::vector<std::size_t> sizes(size_);
        for (std::size_t r = 0; r < size_; ++r) sizes[r] = (begins[r + 1] - begins[r]) * sizeof(T);
        all_gather_(std::as_writable_bytes(std::span(all)), sizes);
    }
    /// The value of each reader, in their order.
    template <class T>
    std::vector<T> each(const T& mine) const {
        std::vector<T> all(size_);
        std::vector<std::size_t> begins(size_ + 1);
        for (std::size_t r = 0; r <= size_; ++r) begins[r] = r;
        all[rank_] = mine;
        share(all, begins);
        return all;
    }

private:
    std::size_t rank_ = 0, size_ = 1;
    std::function<void(std::span<std::byte> all, std::span<const std::size_t> sizes)> all_gather_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
