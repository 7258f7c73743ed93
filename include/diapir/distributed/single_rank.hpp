// A program that is alone: all that is asked of it is done at once.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/distributed/communicator.hpp>
#include <diapir/distributed/require_pieces.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Rank 0 of 1.
class single_rank {
public:
    std::size_t rank() const { return 0; }
    std::size_t size() const { return 1; }
    void barrier() {}
    /// Throws argument_error where `root` is not 0.
    void broadcast(std::span<std::byte>, std::size_t root) { check(root); }
    /// Throws argument_error unless the only piece is all of the bytes.
    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) {
        require_pieces("all_gather", all.size(), sizes, 1);
    }
    /// Throws argument_error where the piece that it sends is not as long as the one that it expects.
    void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                  std::span<const std::size_t> from_sizes) {
        require_pieces("exchange", to.size(), to_sizes, 1);
        require_pieces("exchange", from.size(), from_sizes, 1);
        require(to.size() == from.size(), "exchange: expected ", from.size(), " bytes, got ", to.size());
        std::copy(to.begin(), to.end(), from.begin());
    }
    /// Throws argument_error where `rank` is not 0.
    void send(std::size_t rank, std::span<const std::byte> bytes) {
        check(rank);
        sent_.push_back({0, {bytes.begin(), bytes.end()}});
    }
    std::optional<message> poll() {
        if (sent_.empty()) return {};
        message first = std::move(sent_.front());
        sent_.pop_front();
        return first;
    }
    [[noreturn]] void abort(const std::string& text) {
        std::fprintf(stderr, "%s\n", text.c_str());
        std::_Exit(EXIT_FAILURE);
    }

private:
    static void check(std::size_t rank) { require(rank == 0, "a single rank: expected rank 0, got ", rank); }

    std::deque<message> sent_;
};

static_assert(communicator<single_rank>);

}  // namespace diapir::inline DIAPIR_TARGET::distributed
