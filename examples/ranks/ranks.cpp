#include "ranks.hpp"

#include <diapir/distributed/single_rank.hpp>
#ifdef PROGRAM_MPI
#include <diapir/distributed/mpi.hpp>
#endif

#include <chrono>
#include <ios>
#include <iostream>
#include <thread>

namespace programs {

namespace {

diapir::distributed::any_communicator found_ranks() {
#ifdef PROGRAM_MPI
    if (diapir::distributed::mpi::launched()) return diapir::distributed::mpi::communicator();
#endif
    return diapir::distributed::single_rank();
}

}  // namespace

diapir::distributed::any_communicator& ranks() {
    static diapir::distributed::any_communicator all = found_ranks();
    return all;
}

bool leads() {
    return ranks().rank() == 0;
}

void silence_others() {
    if (leads()) return;
    for (std::ostream* silent : {&std::cout, &std::cerr}) silent->setstate(std::ios::failbit);
}

void end_all(const std::string& program, const std::string& failure) {
    constexpr auto time_of_the_leader = std::chrono::seconds(2);
    const std::string rank = leads() ? "" : "rank " + std::to_string(ranks().rank()) + ": ";
    if (!leads()) std::this_thread::sleep_for(time_of_the_leader);
    ranks().abort(program + ": " + rank + failure);
}

}  // namespace programs
