// What holds of every communicator, whatever connects the ranks.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/distributed/communicator.hpp>

#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Called on all ranks; the first promise that does not hold, or nothing. Assertions of Catch2 are not for several
/// threads.
template <distributed::communicator C>
std::string broken_promise(C& ranks) {
    const std::size_t mine = ranks.rank(), size = ranks.size();
    if (mine >= size) return "rank below size";
    for (std::size_t root = 0; root < size; ++root) {
        std::size_t value = mine + 10;
        ranks.broadcast(std::as_writable_bytes(std::span(&value, 1)), root);
        if (value != root + 10) return "broadcast";
    }
    // Rank r has r + 1 numbers: 100 r + 0, 100 r + 1 ...
    std::vector<std::size_t> sizes, begins{0};
    for (std::size_t r = 0; r < size; ++r) {
        sizes.push_back((r + 1) * sizeof(std::size_t));
        begins.push_back(begins.back() + r + 1);
    }
    std::vector<std::size_t> all(begins.back());
    for (std::size_t i = 0; i <= mine; ++i) all[begins[mine] + i] = 100 * mine + i;
    ranks.all_gather(std::as_writable_bytes(std::span(all)), sizes);
    for (std::size_t r = 0; r < size; ++r)
        for (std::size_t i = 0; i <= r; ++i)
            if (all[begins[r] + i] != 100 * r + i) return "all_gather";
    // Rank r sends r numbers 1000 r + s to each rank s.
    std::vector<std::size_t> to, to_sizes(size, mine * sizeof(std::size_t)), from_sizes;
    for (std::size_t s = 0; s < size; ++s) to.insert(to.end(), mine, 1000 * mine + s);
    std::vector<std::size_t> expected;
    for (std::size_t r = 0; r < size; ++r) {
        from_sizes.push_back(r * sizeof(std::size_t));
        expected.insert(expected.end(), r, 1000 * r + mine);
    }
    std::vector<std::size_t> from(expected.size());
    ranks.exchange(std::as_bytes(std::span(to)), to_sizes, std::as_writable_bytes(std::span(from)), from_sizes);
    if (from != expected) return "exchange";
    // Messages from one rank arrive in their order, empty ones too.
    const std::string words[] = {"one", "", "three"};
    for (const std::string& word : words) ranks.send((mine + 1) % size, std::as_bytes(std::span(word)));
    for (const std::string& word : words) {
        std::optional<distributed::message> m;
        while (!(m = ranks.poll())) std::this_thread::yield();
        if (m->from != (mine + size - 1) % size) return "the sender of a message";
        if (std::string(reinterpret_cast<const char*>(m->bytes.data()), m->bytes.size()) != word) return "messages";
    }
    // To itself a rank may send much before it asks for it.
    const std::vector<std::byte> much(std::size_t{1} << 20, std::byte{7});
    ranks.send(mine, much);
    std::optional<distributed::message> own;
    while (!(own = ranks.poll())) std::this_thread::yield();
    if (own->from != mine || own->bytes != much) return "a message to oneself";
    ranks.barrier();
    if (ranks.poll()) return "no message that was not sent";
    ranks.barrier();
    return "";
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
