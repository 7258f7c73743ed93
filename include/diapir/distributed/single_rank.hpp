// A program that is alone: all that is asked of it is done at once.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/distributed/communicator.hpp>

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
    void all_gather(std::span<std::byte>, std::span<const std::size_t>) {}
    /// Throws argument_error where the piece that it sends is not as long as the one that it expects.
    void exchange(std::span<const std::byte> to, std::span<const std::size_t>, std::span<std::byte> from,
                  std::span<const std::size_t>) {
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
