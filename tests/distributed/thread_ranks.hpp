// Ranks that are threads of one program.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/distributed/communicator.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// One of several communicators that share a table.
class thread_rank {
public:
    struct table {
        explicit table(std::size_t ranks) : bytes(ranks), sizes(ranks), mail(ranks) {}

        std::mutex mutex;
        std::condition_variable changed;
        std::size_t arrived = 0, round = 0;
        bool dead = false;
        std::vector<std::span<const std::byte>> bytes;
        std::vector<std::span<const std::size_t>> sizes;
        std::vector<std::deque<distributed::message>> mail;
        std::string aborted;
    };

    thread_rank(table& t, std::size_t rank) : table_(&t), rank_(rank) {}

    std::size_t rank() const { return rank_; }
    std::size_t size() const { return table_->mail.size(); }
    void barrier() {
        std::unique_lock lock(table_->mutex);
        const std::size_t round = table_->round;
        if (++table_->arrived == size()) {
            table_->arrived = 0;
            ++table_->round;
            table_->changed.notify_all();
        }
        table_->changed.wait(lock, [&] { return table_->round != round || table_->dead; });
        if (table_->round == round) throw error("a rank has died");
    }
    void broadcast(std::span<std::byte> bytes, std::size_t root) {
        show(bytes, {});
        const auto from = table_->bytes[root];
        if (rank_ != root) std::copy(from.begin(), from.end(), bytes.begin());
        barrier();
    }
    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) {
        show(all, sizes);
        for (std::size_t r = 0, at = 0; r < size(); at += sizes[r++])
            if (r != rank_)
                std::copy_n(table_->bytes[r].begin() + static_cast<std::ptrdiff_t>(at), sizes[r],
                            all.begin() + static_cast<std::ptrdiff_t>(at));
        barrier();
    }
    void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                  std::span<const std::size_t> from_sizes) {
        show(to, to_sizes);
        auto next = from.begin();
        for (std::size_t r = 0; r < size(); ++r) {
            std::size_t at = 0;
            for (std::size_t i = 0; i < rank_; ++i) at += table_->sizes[r][i];
            require(table_->sizes[r][rank_] == from_sizes[r], "exchange: rank ", r, " sends ", table_->sizes[r][rank_],
                    " bytes, expected ", from_sizes[r]);
            next = std::copy_n(table_->bytes[r].begin() + static_cast<std::ptrdiff_t>(at), from_sizes[r], next);
        }
        barrier();
    }
    void send(std::size_t rank, std::span<const std::byte> bytes) {
        const std::lock_guard lock(table_->mutex);
        table_->mail[rank].push_back({rank_, {bytes.begin(), bytes.end()}});
    }
    std::optional<distributed::message> poll() {
        const std::lock_guard lock(table_->mutex);
        auto& mine = table_->mail[rank_];
        if (mine.empty()) {
            if (table_->dead) throw error("a rank has died");
            return {};
        }
        auto first = std::move(mine.front());
        mine.pop_front();
        return first;
    }
    void abort(const std::string& text) {
        const std::lock_guard lock(table_->mutex);
        table_->aborted = text;
        die();
    }
    /// Whoever waits for this rank is told.
    void die() {
        table_->dead = true;
        table_->changed.notify_all();
    }
    std::mutex& mutex() { return table_->mutex; }

private:
    void show(std::span<const std::byte> bytes, std::span<const std::size_t> sizes) {
        table_->bytes[rank_] = bytes;
        table_->sizes[rank_] = sizes;
        barrier();
    }

    table* table_;
    std::size_t rank_;
};

static_assert(distributed::communicator<thread_rank>);

/// Calls f(rank) in as many threads, and throws what the first of them to fail throws.
template <class F>
void run_ranks(std::size_t count, const F& f) {
    thread_rank::table table(count);
    std::exception_ptr failure;
    std::vector<std::thread> threads;
    for (std::size_t r = 0; r < count; ++r)
        threads.emplace_back([&, r] {
            thread_rank mine(table, r);
            try {
                f(mine);
            } catch (...) {
                const std::lock_guard lock(table.mutex);
                if (!failure) failure = std::current_exception();
                mine.die();
            }
        });
    for (auto& t : threads) t.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
