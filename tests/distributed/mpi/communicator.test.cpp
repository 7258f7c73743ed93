// MPI keeps the promises of a communicator: run alone, and by mpirun as several ranks, see tests/CMakeLists.txt.
#include "catch.hpp"
#include "distributed/check_communicator.hpp"
#include <diapir/distributed/any_communicator.hpp>
#include <diapir/distributed/collectives.hpp>
#include <diapir/distributed/hand_out.hpp>
#include <diapir/distributed/mpi/communicator.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace diapir;

namespace {

/// MPI starts once in a program, and ends with it.
distributed::any_communicator& ranks() {
    static distributed::any_communicator all = distributed::mpi::communicator();
    return all;
}

}  // namespace

TEST_CASE("MPI has as many ranks as mpirun has started") {
    const char* started = std::getenv("DIAPIR_TEST_RANKS");
    CHECK(ranks().size() == (started ? std::stoul(started) : 1));
    const auto all = distributed::all_gather(ranks(), ranks().rank());
    for (std::size_t r = 0; r < all.size(); ++r) CHECK(all[r] == r);
}

TEST_CASE("MPI keeps the promises of a communicator") {
    CHECK(testing::broken_promise(ranks()).empty());
    std::string in_other_thread = "nothing";
    std::thread([&] { in_other_thread = testing::broken_promise(ranks()); }).join();
    CHECK(in_other_thread.empty());
    auto second = distributed::mpi::communicator();  // its messages are its own
    CHECK(testing::broken_promise(second).empty());
}

TEST_CASE("MPI goes on until its last communicator ends") {
    std::optional<distributed::mpi::communicator> first(std::in_place), second(std::in_place);
    static_cast<void>(ranks());
    first.reset();
    CHECK_NOTHROW(second->barrier());
    auto third = std::move(*second);
    second.reset();
    CHECK_NOTHROW(third.barrier());
}

TEST_CASE("MPI brings long texts") {
    const std::string text(3000000, 'x');
    CHECK(distributed::broadcast(ranks(), ranks().rank() == 0 ? text : "") == text);
}

TEST_CASE("MPI hands out every part once") {
    std::vector<int> times(50);
    CHECK(distributed::hand_out(ranks(), times.size(), [&](std::size_t part) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++times[part];
    }));
    distributed::all_sum(ranks(), std::span(times));
    CHECK(times == std::vector<int>(50, 1));
}

TEST_CASE("a failure of MPI is one line that says what was tried") {
    CHECK_THROWS_WITH(distributed::mpi::detail::check(MPI_ERR_COUNT, "broadcast"),
                      Catch::StartsWith("mpi: broadcast: "));
    const std::vector<std::size_t> sizes{std::size_t{1} << 31, 1};
    CHECK_THROWS_WITH(distributed::mpi::detail::pieces("exchange", sizes), Catch::Contains("less than 2 GiB"));
}
