// What ranks refuse; see tests/project/misuse.hpp. Every rank refuses on its own, before anything is sent: all of them
// go on together afterwards.
#include "project/misuse.hpp"

#include "distributed/check_communicator.hpp"
#include <diapir/distributed/any_communicator.hpp>
#include <diapir/distributed/hand_out.hpp>
#include <diapir/distributed/mpi.hpp>
#include <diapir/distributed/single_rank.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

distributed::any_communicator& ranks() {
    static distributed::any_communicator all = distributed::mpi::communicator();
    return all;
}
/// One size for each rank, and something changed.
std::vector<std::size_t> sizes(std::size_t first) {
    std::vector<std::size_t> all(ranks().size(), 0);
    all[0] = first;
    return all;
}
std::span<std::byte> bytes(std::size_t count) {
    static std::byte some[16]{};
    return std::span(some).first(count);
}
/// Bytes that nobody touches.
std::span<const std::byte> two_gibibytes() {
    return {reinterpret_cast<const std::byte*>(&ranks()), std::size_t{1} << 31};
}

const misuse of_ranks[] = {
    {"a broadcast of nobody", [] { ranks().broadcast(bytes(4), ranks().size()); }, "broadcast: expected a rank below "},
    {"a broadcast of rank minus one", [] { ranks().broadcast(bytes(4), minus_one); }, ", got 18446744073709551615"},
    {"a message to nobody", [] { ranks().send(ranks().size(), bytes(4)); }, "send: expected a rank below "},
    {"a message to rank minus one", [] { ranks().send(minus_one, {}); }, ", got 18446744073709551615"},
    {"a message of 2 GiB", [] { ranks().send(0, two_gibibytes()); },
     "send: expected less than 2 GiB at a time, got 2147483648 bytes"},
    {"pieces of too few ranks", [] { ranks().all_gather(bytes(4), {}); }, " pieces, got 0"},
    {"pieces of too many ranks", [] { ranks().all_gather(bytes(4), std::vector<std::size_t>(ranks().size() + 1)); },
     "all_gather: expected the sizes of "},
    {"pieces beyond the bytes", [] { ranks().all_gather(bytes(4), sizes(5)); },
     "all_gather: expected pieces of 4 bytes in all, got more"},
    {"pieces that leave bytes over", [] { ranks().all_gather(bytes(4), sizes(3)); },
     "all_gather: expected pieces of 4 bytes in all, got 3"},
    {"a piece of minus one bytes", [] { ranks().all_gather(bytes(4), sizes(minus_one)); },
     "all_gather: expected pieces of 4 bytes in all, got more"},
    {"an exchange of too few", [] { ranks().exchange(bytes(4), sizes(4), bytes(4), {}); }, " pieces, got 0"},
    {"an exchange beyond what is sent", [] { ranks().exchange(bytes(2), sizes(3), bytes(4), sizes(4)); },
     "exchange: expected pieces of 2 bytes in all, got more"},
    {"an exchange beyond what is taken", [] { ranks().exchange(bytes(4), sizes(4), bytes(2), sizes(3)); },
     "exchange: expected pieces of 2 bytes in all, got more"},
    {"2 GiB in pieces",
     [] {
         const std::vector<std::size_t> many{std::size_t{1} << 30, std::size_t{1} << 30};
         distributed::mpi::detail::pieces("exchange", many);
     },
     "exchange: expected less than 2 GiB at a time, got more"},
    {"pieces whose sum wraps",
     [] {
         const std::vector<std::size_t> many{1, minus_one};
         distributed::mpi::detail::pieces("exchange", many);
     },
     "exchange: expected less than 2 GiB at a time, got more"},
    {"a communicator that was moved away",
     [] {
         distributed::mpi::communicator first;
         const distributed::mpi::communicator second = std::move(first);
         first.barrier();
     },
     "mpi: expected a communicator, it was moved away"},
    {"a message to a communicator that was moved away",
     [] {
         distributed::mpi::communicator first;
         const distributed::mpi::communicator second = std::move(first);
         first.poll();
     },
     "mpi: expected a communicator, it was moved away"},
    {"parts without an end", [] { distributed::hand_out(ranks(), minus_one, [](std::size_t) {}); },
     "hand_out: expected at most 100000000 parts, got 18446744073709551615"},
    {"a single rank that gathers others", [] { distributed::single_rank().all_gather(bytes(4), sizes(5)); },
     "all_gather: expected "},
    {"a single rank that sends to others", [] { distributed::single_rank().send(1, bytes(4)); },
     "a single rank: expected rank 0, got 1"},
};

}  // namespace

TEST_CASE("misuse of ranks is refused, on each of them") {
    check_refused(of_ranks);
    CHECK(broken_promise(ranks()).empty());
}

TEST_CASE("what any_communicator was moved from still has its ranks") {
    distributed::any_communicator first = distributed::single_rank();
    const distributed::any_communicator second = std::move(first);
    CHECK(first.size() == 1);
    CHECK(second.size() == 1);
}
