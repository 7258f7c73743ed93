// The seam to MPI: ranks that mpirun or srun has started (MPI 3.1; Open MPI, MPICH). Only functions of its C interface
// are called. Who waits for others sleeps: ranks that share processors leave them to those who compute.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/distributed/communicator.hpp>
#include <diapir/distributed/mpi/launched.hpp>
#include <diapir/distributed/patience.hpp>
#include <diapir/distributed/require_pieces.hpp>

#ifndef OMPI_SKIP_MPICXX  // the C++ interface, which MPI has given up, of Open MPI
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX  // and of MPICH
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed::mpi {

namespace detail {

/// Throws diapir::error, with MPI's own words in one line, unless the code means success.
inline void check(int code, const char* what) {
    if (code == MPI_SUCCESS) return;
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0, can_tell = 0;
    MPI_Initialized(&can_tell);
    if (can_tell) MPI_Error_string(code, text, &length);
    std::string words = can_tell ? std::string(text, static_cast<std::size_t>(length)) : std::to_string(code);
    std::replace(words.begin(), words.end(), '\n', ' ');
    throw error(std::string("mpi: ") + what + ": " + words);
}

/// The most bytes of one call.
inline constexpr std::size_t most_bytes = std::numeric_limits<int>::max();

/// Counts of bytes as MPI has them, and where each piece begins.
struct pieces {
    std::vector<int> counts, begins;

    pieces(const char* what, std::span<const std::size_t> sizes) {
        std::size_t at = 0;
        for (const std::size_t size : sizes) {
            require(size <= most_bytes - at, what, ": expected less than 2 GiB at a time, got more");
            counts.push_back(static_cast<int>(size));
            begins.push_back(static_cast<int>(at));
            at += size;
        }
    }
};

}  // namespace detail

/// All ranks of the program. The first one that is made starts MPI, unless the program has, and the end of the last one
/// ends what was started so.
/// Without mpirun it is rank 0 of 1. It cannot be copied; any_communicator(mpi::communicator()) can.
class communicator {
public:
    /// Throws diapir::error where MPI cannot be started, has ended, or lets no other thread but the first call it.
    communicator() {
        int started = 0, level = MPI_THREAD_SINGLE;
        MPI_Initialized(&started);
        require<error>(!has_ended(), "mpi: expected to be started once, it has ended");
        if (!started) {
            // Open MPI looks for fast networks, for a fifth of a second; on one machine memory is faster than any.
            if (on_one_machine()) ::setenv("OMPI_MCA_pml", "^ucx,cm", 0);
            detail::check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level), "cannot be started");
            started_ = true;
        }
        detail::check(MPI_Query_thread(&level), "cannot be asked for threads");
        require<error>(level >= MPI_THREAD_SERIALIZED, "mpi: expected MPI_THREAD_SERIALIZED, got level ", level);
        detail::check(MPI_Comm_dup(MPI_COMM_WORLD, &world_), "cannot reach the other ranks");
        detail::check(MPI_Comm_set_errhandler(world_, MPI_ERRORS_RETURN), "cannot be told to report errors");
        int rank = 0, size = 1;
        detail::check(MPI_Comm_rank(world_, &rank), "has no rank");
        detail::check(MPI_Comm_size(world_, &size), "has no size");
        rank_ = static_cast<std::size_t>(rank);
        size_ = static_cast<std::size_t>(size);
        ++count_;
    }
    communicator(communicator&& other) noexcept
        : world_(std::exchange(other.world_, MPI_COMM_NULL)),
          rank_(other.rank_),
          size_(other.size_),
          to_self_(std::move(other.to_self_)) {}
    communicator& operator=(communicator&&) = delete;
    ~communicator() {
        if (world_ == MPI_COMM_NULL || has_ended()) return;
        MPI_Comm_free(&world_);
        if (--count_ == 0 && started_) MPI_Finalize();
    }

    std::size_t rank() const { return rank_; }
    std::size_t size() const { return size_; }

    void barrier() {
        wait("barrier", [&](MPI_Request* r) { return MPI_Ibarrier(world(), r); });
    }
    void broadcast(std::span<std::byte> bytes, std::size_t root) {
        require_rank("broadcast", root, size_);
        constexpr std::size_t most = std::size_t{1} << 30;
        for (std::size_t first = 0; first < bytes.size(); first += most) {
            const auto count = static_cast<int>(std::min(most, bytes.size() - first));
            wait("broadcast", [&](MPI_Request* r) {
                return MPI_Ibcast(bytes.data() + first, count, MPI_BYTE, static_cast<int>(root), world(), r);
            });
        }
    }
    void all_gather(std::span<std::byte> all, std::span<const std::size_t> sizes) {
        require_pieces("all_gather", all.size(), sizes, size_);
        constexpr std::size_t many_bytes = 65536;
        if (all.size() > detail::most_bytes) return gather_by_pieces(all, sizes);
        const detail::pieces p("all_gather", sizes);
        if (all.size() >= many_bytes) barrier();
        transfer("all_gather", [&](MPI_Request* r) {
            return MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_BYTE, all.data(), p.counts.data(), p.begins.data(), MPI_BYTE,
                                   world(), r);
        });
    }
    /// Throws argument_error for 2 GiB or more.
    void exchange(std::span<const std::byte> to, std::span<const std::size_t> to_sizes, std::span<std::byte> from,
                  std::span<const std::size_t> from_sizes) {
        require_pieces("exchange", to.size(), to_sizes, size_);
        require_pieces("exchange", from.size(), from_sizes, size_);
        const detail::pieces s("exchange", to_sizes), f("exchange", from_sizes);
        barrier();
        transfer("exchange", [&](MPI_Request* r) {
            return MPI_Ialltoallv(to.data(), s.counts.data(), s.begins.data(), MPI_BYTE, from.data(), f.counts.data(),
                                  f.begins.data(), MPI_BYTE, world(), r);
        });
    }

    /// Throws argument_error for 2 GiB or more.
    void send(std::size_t rank, std::span<const std::byte> bytes) {
        require_rank("send", rank, size_);
        require(bytes.size() <= detail::most_bytes, "send: expected less than 2 GiB at a time, got ", bytes.size(),
                " bytes");
        const MPI_Comm all = world();
        if (rank == rank_) {  // MPI would wait until this rank receives it
            to_self_.push_back({rank, {bytes.begin(), bytes.end()}});
            return;
        }
        wait("send", [&](MPI_Request* r) {
            return MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, static_cast<int>(rank), tag, all,
                             r);
        });
    }
    std::optional<message> poll() {
        int there = 0, count = 0;
        MPI_Message handle = MPI_MESSAGE_NULL;
        MPI_Status status;
        detail::check(MPI_Improbe(MPI_ANY_SOURCE, tag, world(), &there, &handle, &status), "poll");
        if (!there) {
            if (to_self_.empty()) return {};
            message first = std::move(to_self_.front());
            to_self_.pop_front();
            return first;
        }
        detail::check(MPI_Get_count(&status, MPI_BYTE, &count), "poll");
        message m{static_cast<std::size_t>(status.MPI_SOURCE), std::vector<std::byte>(static_cast<std::size_t>(count))};
        detail::check(MPI_Mrecv(m.bytes.data(), count, MPI_BYTE, &handle, &status), "poll");
        return m;
    }
    void abort(const std::string& text) {
        std::fprintf(stderr, "%s\n", text.c_str());
        std::fflush(nullptr);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // mpiexec of MPICH loses what it has not read yet
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);  // of another communicator, MPICH ends this rank alone
    }

private:
    static constexpr int tag = 1;

    static bool has_ended() {
        int ended = 0;
        MPI_Finalized(&ended);
        return ended != 0;
    }

    /// The same of more than MPI can count: the piece of one rank after that of the other.
    void gather_by_pieces(std::span<std::byte> all, std::span<const std::size_t> sizes) {
        for (std::size_t r = 0, at = 0; r < size_; at += sizes[r++]) broadcast(all.subspan(at, sizes[r]), r);
    }
    MPI_Comm world() const {
        require<error>(world_ != MPI_COMM_NULL, "mpi: expected a communicator, it was moved away");
        require<error>(!has_ended(), "mpi: expected MPI to go on, the program has ended it");
        return world_;
    }

    /// Starts something and returns when it is done.
    template <class Start>
    static void wait(const char* what, const Start& start, patience p = patience()) {
        MPI_Request request = MPI_REQUEST_NULL;
        detail::check(start(&request), what);
        for (int done = 0;; p.wait()) {
            detail::check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), what);
            if (done) return;
        }
    }
    /// The same of much that goes to and fro while all ranks are there: MPI brings it on when it is asked.
    template <class Start>
    static void transfer(const char* what, const Start& start) {
        wait(what, start, patience(std::chrono::milliseconds(2)));
    }

    MPI_Comm world_ = MPI_COMM_NULL;
    std::size_t rank_ = 0, size_ = 1;
    std::deque<message> to_self_;
    static inline std::atomic<std::size_t> count_ = 0;  // of those that are there
    static inline bool started_ = false;                // by one of them
};

static_assert(distributed::communicator<communicator>);

}  // namespace diapir::inline DIAPIR_TARGET::distributed::mpi
